// Between Python's values and the engine's.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <vector>

#include "running/program.hpp"

namespace arc {

namespace nb = nanobind;

// An execution whose values Python may hold on to.
struct Shared {
  Run run;
  std::vector<std::shared_ptr<Shared>> others;  // where functions given to it live
};

// A function as Python holds it: a primitive, or one made while running.
struct Handle {
  std::shared_ptr<Shared> owner;  // none for a primitive
  Value value;
  std::string name() const;
};

// The value that equals a plain one. Raises Failure for what is none.
Value from_plain(const std::shared_ptr<Shared>& owner, nb::handle plain);
// The plain value. Raises Failure if it has more than so many members.
nb::object to_plain(const std::shared_ptr<Shared>& owner, const Value& value, uint64_t most);

// An input, read: 1..30 x 1..30 cells, row by row.
struct Input {
  int32_t high = 0, wide = 0;
  // What it was read from, if that is a tuple of tuples of the interpreter's own integers 0-9: such
  // a row never changes. Borrowed from whoever gave it.
  PyObject* rows = nullptr;
  int8_t cells[kMaxSide * kMaxSide];
};
// Reads rows that are tuples or lists of integers 0-9; false if the grid is none of that size.
bool read_grid(nb::handle grid, Input& input);
// The same, with what is wrong with it raised as ValueError by Python's own check.
void read_input(nb::handle grid, Input& input);
// The rows of a grid of any cells.
nb::object grid_to_plain(const GridNode& grid);
// The rows of a grid that may leave (`output_grid`). Where the input has an equal row at the same
// place, it is that row.
nb::object output_to_plain(const GridNode& grid, const Input* input = nullptr);

// The limits given; those of `Limits()` if none are.
Limits read_limits(nb::handle limits);
// The program that a text is, or the outcome that it is none.
nb::object parsed(nb::handle text, bool& is_program);
nb::object kind_object(Kind kind);
nb::object make_outcome(const End& end, const Program& program, const Input* input = nullptr);
// The compiled form of a program, kept with it.
const Program& compiled(nb::handle program);
// Whether that was asked for last, so that what it calls is near.
bool is_latest(nb::handle program);
// Sets Python's error for a failure of a primitive that was called directly.
[[noreturn]] void raise(const Failure& failure, const std::string& function);

void set_primitives(const std::vector<nb::object>& functions);
void release_python();

}  // namespace arc
