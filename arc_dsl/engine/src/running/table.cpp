#include "running/table.hpp"

#include <array>

#include "values/members.hpp"

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
  const Constant& c = number < kConstants ? kNamed[number] : kNamed.at(number);
  if (c.kind == 'b') return Value::boolean(c.i != 0);
  return c.kind == 'i' ? Value::integer(c.i) : Value::pair(c.i, c.j);
}

}  // namespace arc
