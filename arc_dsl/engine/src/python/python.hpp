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
// The rows of a grid. Those that a given grid of Python's has at the same place are its own.
nb::object grid_to_plain(const GridNode& grid, nb::handle like = {});
// Cells of an input: rows as tuples or lists of integers 0-9, 1..30 x 1..30; false if it is none.
bool read_grid(nb::handle grid, int8_t* cells, int32_t& high, int32_t& wide);
// The same, with what is wrong with it raised as ValueError by Python's own check.
void read_input(nb::handle grid, int8_t* cells, int32_t& high, int32_t& wide);

// The limits given; those of `Limits()` if none are.
Limits read_limits(nb::handle limits);
// The program that a text is, or the outcome that it is none.
nb::object parsed(nb::handle text, bool& is_program);
nb::object kind_object(Kind kind);
nb::object make_outcome(const End& end, const Program& program, nb::handle input = {});
// The compiled form of a program, kept with it.
const Program& compiled(nb::handle program);
// Sets Python's error for a failure of a primitive that was called directly.
[[noreturn]] void raise(const Failure& failure, const std::string& function);

void set_primitives(const std::vector<nb::object>& functions);
void release_python();

}  // namespace arc
