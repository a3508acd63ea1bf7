// How a program fails inside the engine: one exception, which never leaves it.
#pragma once

#include <cstdint>
#include <string>

namespace arc {

class Value;
enum class Tag : uint64_t;

// Numbers as in `arc_dsl.outcome.Kind`.
enum class Kind : uint8_t { Ok, Syntax, Type, Error, Timeout, Memory, TooLarge, NotAGrid };

struct Failure {
  Kind kind;
  const char* text;      // what is wrong, or what was expected (Kind::Type)
  const char* found;     // the type that was found (Kind::Type)
  int64_t number;        // a number that belongs to the text, if `numbered`
  bool numbered;

  std::string message(const std::string& function) const;
};

[[noreturn, gnu::cold]] void fail(const char* text);
[[noreturn, gnu::cold]] void fail_type(const char* expected, const Value& found);
[[noreturn, gnu::cold]] void fail_tag(Tag expected, const Value& found);
[[noreturn, gnu::cold]] void fail_steps();
[[noreturn, gnu::cold]] void fail_time();
[[noreturn, gnu::cold]] void fail_memory();
[[noreturn, gnu::cold]] void fail_size(int64_t members);

// The word for the type of a value, as in "found a set".
const char* type_name(const Value& value);

}  // namespace arc
