// Programs as the engine runs them, and their ends.
#pragma once

#include <string>
#include <vector>

#include "values/members.hpp"
#include "running/table.hpp"

namespace arc {

// An operand is a number: 0 the input, then the constants, then the primitives, then the values of
// the program's lines.
using Operand = uint32_t;
constexpr Operand kInput = 0;
constexpr Operand kFirstConstant = 1;
constexpr Operand kFirstPrimitive = kFirstConstant + kConstants;
constexpr Operand kFirstLine = kFirstPrimitive + kPrimitives;

constexpr uint32_t kMostArguments = 4;

struct Line {
  Operand function = 0;  // a primitive or the value of a line
  uint32_t n = 0;
  Operand args[kMostArguments] = {};
};

struct Program {
  std::vector<Line> lines;
};

// The value of a name; the input's is given.
Value named(Operand operand, const Value& input);
// The name of the line's function, for messages; a variable's is x1, x2, ...
std::string function_name(const Program& program, uint32_t line);

// How a program ended: a value, or a failure at a line (from 1).
struct End {
  Kind kind = Kind::Ok;
  uint32_t line = 0;
  Failure failure{};
  Value value;
};

// Asks the processor for the code that a program will run. What has not run for a while is far
// away: fetching all of it at once saves waiting for each piece.
void expect(const Program& program);

// The values of all names in one execution, by operand: those of lines appear as these run. One
// look gives any of them, whatever it names. Used for one execution after another.
class Named {
 public:
  // The program must outlive its execution; its operands name what comes before them.
  void begin(const Program& program, const Value& input);
  // Runs the lines that have no value yet, up to a number of lines.
  End execute(Run& run, size_t last);
  size_t size() const { return done_; }  // lines that have a value
  const Value& operator[](size_t line) const { return values_.at(kFirstLine + line); }

 private:
  std::vector<Value> values_;
  const Program* program_ = nullptr;
  size_t done_ = 0;
};

constexpr int kMaxSide = 30;
// Whether all of n cells are colours 0-9.
inline bool colours_only(const int8_t* cells, uint32_t n) {
  uint8_t largest = 0;
  for (uint32_t k = 0; k < n; k++) {
    uint8_t c = static_cast<uint8_t>(cells[k]);
    largest = c > largest ? c : largest;
  }
  return largest <= 9;
}
// The value if it is a grid that may leave: 1..30 x 1..30, colours 0-9.
const GridNode* output_grid(const Value& value);

constexpr size_t kDigestBytes = 16;
// blake2b of the shape and the cells row by row.
void grid_digest(const GridNode& grid, uint8_t* out);
void blake2b(const uint8_t* data, size_t bytes, uint8_t* out, size_t out_bytes);

}  // namespace arc
