// What the engine needs of Python, and where Python's objects hold it.
#pragma once

#include "python/python.hpp"

namespace arc {

struct Python {
  nb::object outcome_type, kinds, check_input, parse, errors, usual_limits;
  nb::object arguments[3];  // names of those of `run`
  nb::object lines, steps, size, seconds, memory_mb, native, empty_text, zero;
  nb::dict operands;
  Py_ssize_t kind_slot, grid_slot, line_slot, message_slot;  // where an Outcome holds them
  nb::object line_type;
  Py_ssize_t function_slot, args_slot;  // where a Line does
  PyObject* kind_of[8];
  PyObject* small[10];  // the integers 0-9, of which there is one each
  nb::object latest_limits, latest_program;  // a program is often run on several inputs in turn
  Limits latest;
  const Program* latest_code;
};

Python& python();  // found when first used
extern std::vector<nb::object>* primitive_objects;  // those of `set_primitives`

// Takes the reference.
inline void set_slot(PyObject* object, Py_ssize_t offset, PyObject* value) {
  *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + offset) = value;
}

inline PyObject* get_slot(PyObject* object, Py_ssize_t offset) {
  PyObject* value = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + offset);
  if (!value) throw nb::attribute_error("a line without its parts");
  return value;
}

}  // namespace arc
