#include "values/failure.hpp"

#include "values/value.hpp"

namespace arc {

namespace {

const char* tag_name(Tag tag) {
  switch (tag) {
    case Tag::None: return "nothing";
    case Tag::Bool: return "a Boolean";
    case Tag::Int: return "an integer";
    case Tag::Pair: return "a pair";
    case Tag::Cell: return "a cell";
    case Tag::Tuple: return "a tuple";
    case Tag::Grid: return "a grid";
    case Tag::Indices: return "indices";
    case Tag::Object: return "an object";
    case Tag::Set: return "a set";
    case Tag::Primitive:
    case Tag::Function: return "a function";
  }
  return "nothing";
}

}  // namespace

const char* type_name(const Value& value) { return tag_name(value.tag()); }

void fail(const char* text) { throw Failure{Kind::Error, text, "", 0, false}; }
void fail_type(const char* expected, const Value& found) {
  throw Failure{Kind::Type, expected, type_name(found), 0, false};
}
void fail_tag(Tag expected, const Value& found) { fail_type(tag_name(expected), found); }
void fail_steps() { throw Failure{Kind::Timeout, "more steps than allowed", "", 0, false}; }
void fail_time() { throw Failure{Kind::Timeout, "more CPU seconds than allowed", "", 0, false}; }
void fail_memory() { throw Failure{Kind::Memory, "out of memory", "", 0, false}; }
void fail_size(int64_t members) {
  throw Failure{Kind::TooLarge, "members, more than a value may have", "", members, true};
}

std::string Failure::message(const std::string& function) const {
  if (kind == Kind::Timeout) return text;
  std::string start = function.empty() ? "" : function + ": ";
  if (kind == Kind::Type) return start + "expected " + text + ", found " + found;
  if (numbered) return start + "a value of " + std::to_string(number) + " " + text;
  return start + text;
}

}  // namespace arc
