#include "table.hpp"

#include <array>

#include "members.hpp"

namespace arc {

namespace {

#define ARC_ENTRY(name, arity, reads, makes) Entry{#name, arity, reads, makes, body::name},
constexpr std::array<Entry, kPrimitives> kTable = {{ARC_PRIMITIVES(ARC_ENTRY)}};
#undef ARC_ENTRY
static_assert(kTable.size() == 160);

struct Constant {
  const char* name;
  char kind;  // b, i or p
  int i, j;
};
constexpr std::array<Constant, kConstants> kNamed = {{
    {"F", 'b', 0, 0}, {"T", 'b', 1, 0}, {"ZERO", 'i', 0, 0}, {"ONE", 'i', 1, 0},
    {"TWO", 'i', 2, 0}, {"THREE", 'i', 3, 0}, {"FOUR", 'i', 4, 0}, {"FIVE", 'i', 5, 0},
    {"SIX", 'i', 6, 0}, {"SEVEN", 'i', 7, 0}, {"EIGHT", 'i', 8, 0}, {"NINE", 'i', 9, 0},
    {"TEN", 'i', 10, 0}, {"NEG_ONE", 'i', -1, 0}, {"NEG_TWO", 'i', -2, 0}, {"DOWN", 'p', 1, 0},
    {"RIGHT", 'p', 0, 1}, {"UP", 'p', -1, 0}, {"LEFT", 'p', 0, -1}, {"ORIGIN", 'p', 0, 0},
    {"UNITY", 'p', 1, 1}, {"NEG_UNITY", 'p', -1, -1}, {"UP_RIGHT", 'p', -1, 1},
    {"DOWN_LEFT", 'p', 1, -1}, {"ZERO_BY_TWO", 'p', 0, 2}, {"TWO_BY_ZERO", 'p', 2, 0},
    {"TWO_BY_TWO", 'p', 2, 2}, {"THREE_BY_THREE", 'p', 3, 3},
}};

// One call more inside others. What fails ends the execution, which then counts from 0 again.
void enter(Run& run) {
  if (++run.calls > kMaxCalls) [[unlikely]] fail("calls nested too deep");
}

// Names that are words of C++ as well end in an underscore there.
std::string_view plain_name(const char* name) {
  std::string_view text(name);
  if (!text.empty() && text.back() == '_') text.remove_suffix(1);
  return text;
}

}  // namespace

const Entry& entry(uint32_t number) {
  if (number >= kPrimitives) fail("no such primitive");
  return kTable[number];
}

const char* primitive_name(uint32_t number) {
  if (number == n_double_) return "double";
  if (number == n_switch_) return "switch";
  return entry(number).name;
}

int find_primitive(std::string_view name) {
  for (uint32_t k = 0; k < kPrimitives; k++) {
    if (plain_name(kTable[k].name) == name) return static_cast<int>(k);
  }
  return -1;
}

int find_constant(std::string_view name) {
  for (uint32_t k = 0; k < kConstants; k++) {
    if (name == kNamed[k].name) return static_cast<int>(k);
  }
  return -1;
}

const char* constant_name(uint32_t number) { return kNamed.at(number).name; }

Value constant(uint32_t number) {
  const Constant& c = kNamed.at(number);
  if (c.kind == 'b') return Value::boolean(c.i != 0);
  return c.kind == 'i' ? Value::integer(c.i) : Value::pair(c.i, c.j);
}

// ---------------------------------------------------------------- calls

Value call_primitive(Run& run, uint32_t number, const Value* args) {
  const Entry& e = entry(number);
  enter(run);
  run.budget.spend(kStep);
  if (e.reads) {
    for (uint32_t k = 0; k < e.arity; k++) {
      if (e.reads >> k & 1) run.read(weight(args[k]));
    }
  }
  auto mark = run.arena.mark();
  Value result = e.body(run, args);
  if (e.makes) run.read(weight(result));
  run.arena.keep_only(mark, result);
  run.calls--;
  return result;
}

namespace {

Value called(Run& run, const FunctionNode& f, const Value* args) {
  switch (f.maker) {
    case n_compose: return call(run, f.part[0], call(run, f.part[1], args[0]));
    case n_chain: return call(run, f.part[0], call(run, f.part[1], call(run, f.part[2], args[0])));
    case n_matcher: {
      Value found = call(run, f.part[0], args[0]);
      run.read(weight(found));
      return Value::boolean(equal(run, found, f.part[1]));
    }
    case n_fork: {
      Value both[2];
      both[0] = call(run, f.part[1], args[0]);
      both[1] = call(run, f.part[2], args[0]);
      return call(run, f.part[0], both, 2);
    }
    case n_rbind: {
      Value given[4];
      for (uint32_t k = 0; k < f.arity; k++) given[k] = args[k];
      given[f.arity] = f.part[1];
      return call(run, f.part[0], given, f.arity + 1);
    }
    case n_lbind: {
      Value given[4];
      given[0] = f.part[1];
      for (uint32_t k = 0; k < f.arity; k++) given[k + 1] = args[k];
      return call(run, f.part[0], given, f.arity + 1);
    }
    case n_power: {
      Value x = args[0];
      for (int64_t k = f.part[1].number(); k > 0; k--) x = call(run, f.part[0], x);
      return x;
    }
    default: fail("no such function");
  }
}

Value call_made(Run& run, const FunctionNode& f, const Value* args) {
  enter(run);
  auto mark = run.arena.mark();
  Value result = called(run, f, args);
  run.arena.keep_only(mark, result);
  run.calls--;
  return result;
}

}  // namespace

Value call(Run& run, const Value& function, const Value* args, uint32_t n) {
  static constexpr const char* kTaking[] = {"a function", "a function of 1 argument",
                                            "a function of 2 arguments",
                                            "a function of 3 arguments",
                                            "a function of 4 arguments"};
  if (function.is(Tag::Primitive)) {
    uint32_t number = function.primitive_number();
    if (entry(number).arity != n) fail_type(kTaking[n], function);
    return call_primitive(run, number, args);
  }
  if (!function.is(Tag::Function)) fail_type("a function", function);
  if (function.function().arity != n) fail_type(kTaking[n], function);
  return call_made(run, function.function(), args);
}

}  // namespace arc
