// Programs, limits and outcomes, from and to Python's.
#include "python/names.hpp"

namespace arc {

namespace {

nb::object attribute(nb::handle object, const nb::object& name) {
  PyObject* found = PyObject_GetAttr(object.ptr(), name.ptr());
  if (!found) throw nb::python_error();
  return nb::steal(found);
}

}  // namespace

// ---------------------------------------------------------------- limits and outcomes

nb::object parsed(nb::handle text, bool& is_program) {
  nb::object made = python().parse(text);
  is_program = !nb::isinstance(made, python().outcome_type);
  return made;
}

Limits read_limits(nb::handle limits) {
  Python& p = python();
  if (!limits.is_valid()) limits = p.usual_limits;
  if (p.latest_limits.ptr() == limits.ptr()) return p.latest;  // they are frozen
  Limits read;
  read.steps = PyLong_AsLongLong(attribute(limits, p.steps).ptr());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    read.steps = INT64_MAX;
  }
  read.size = PyLong_AsLongLong(attribute(limits, p.size).ptr());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    read.size = INT64_MAX;
  }
  read.seconds = PyFloat_AsDouble(attribute(limits, p.seconds).ptr());
  read.memory_mb = PyLong_AsLongLong(attribute(limits, p.memory_mb).ptr());
  if (PyErr_Occurred()) throw nb::python_error();
  p.latest_limits = nb::borrow<nb::object>(limits);
  p.latest = read;
  return read;
}

nb::object kind_object(Kind kind) {
  return nb::steal(PySequence_GetItem(python().kinds.ptr(), static_cast<Py_ssize_t>(kind)));
}

namespace {

// The class is frozen: its slots are filled as its own constructor does.
nb::object outcome_of(Kind kind, nb::object grid, nb::handle line, nb::handle message) {
  Python& p = python();
  PyTypeObject* type = reinterpret_cast<PyTypeObject*>(p.outcome_type.ptr());
  PyObject* outcome = type->tp_alloc(type, 0);
  if (!outcome) throw nb::python_error();
  set_slot(outcome, p.kind_slot, Py_NewRef(p.kind_of[static_cast<size_t>(kind)]));
  set_slot(outcome, p.grid_slot, grid.release().ptr());
  set_slot(outcome, p.line_slot, Py_NewRef(line.ptr()));
  set_slot(outcome, p.message_slot, Py_NewRef(message.ptr()));
  return nb::steal(outcome);
}

[[gnu::cold]] nb::object failed_outcome(const End& end, const Program& program) {
  if (end.kind == Kind::Ok) {
    return outcome_of(Kind::NotAGrid, nb::none(), nb::int_(program.lines.size()),
                      nb::str("the last value is not a grid of colours 0-9"));
  }
  std::string text = end.failure.message(function_name(program, end.line));
  return outcome_of(end.kind, nb::none(), nb::int_(end.line), nb::str(text.c_str(), text.size()));
}

}  // namespace

nb::object make_outcome(const End& end, const Program& program, const Input* input) {
  if (end.kind == Kind::Ok) {
    if (const GridNode* out = output_grid(end.value)) {
      Python& p = python();
      return outcome_of(Kind::Ok, output_to_plain(*out, input), p.zero, p.empty_text);
    }
  }
  return failed_outcome(end, program);
}

// ---------------------------------------------------------------- programs

namespace {

// The line that a name of the canonical form (x1, x2, ...) stands for; 0 if it is none.
uint32_t line_of(PyObject* name) {
  if (!PyUnicode_IS_COMPACT_ASCII(name)) return 0;
  Py_ssize_t n = PyUnicode_GET_LENGTH(name);
  const Py_UCS1* text = PyUnicode_1BYTE_DATA(name);
  if (n < 2 || n > 6 || text[0] != 'x') return 0;
  uint32_t number = 0;
  for (Py_ssize_t k = 1; k < n; k++) {
    if (text[k] < '0' || text[k] > '9') return 0;
    number = number * 10 + (text[k] - '0');
  }
  return number;
}

Operand operand(nb::handle name, uint32_t line) {
  uint32_t known = line_of(name.ptr());
  if (known > 0 && known <= line) return kFirstLine + known - 1;
  PyObject* found = PyDict_GetItemWithError(python().operands.ptr(), name.ptr());
  if (!found) throw nb::value_error("a program names what it has not assigned");
  return static_cast<Operand>(PyLong_AsLong(found));
}

// Asks for the memory of all lines and of what they name, which lies scattered: waiting for each
// piece in turn would take longer than everything else.
void ask_for(PyObject* lines) {
  Python& p = python();
  Py_ssize_t count = PyTuple_Check(lines) ? PyTuple_GET_SIZE(lines) : 0;
  for (Py_ssize_t i = 0; i < count; i++) __builtin_prefetch(PyTuple_GET_ITEM(lines, i));
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* line = PyTuple_GET_ITEM(lines, i);
    if (reinterpret_cast<PyObject*>(Py_TYPE(line)) != p.line_type.ptr()) continue;
    __builtin_prefetch(get_slot(line, p.function_slot));
    __builtin_prefetch(get_slot(line, p.args_slot));
  }
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* line = PyTuple_GET_ITEM(lines, i);
    if (reinterpret_cast<PyObject*>(Py_TYPE(line)) != p.line_type.ptr()) continue;
    PyObject* args = get_slot(line, p.args_slot);
    Py_ssize_t n = PyTuple_Check(args) ? PyTuple_GET_SIZE(args) : 0;
    for (Py_ssize_t k = 0; k < n; k++) __builtin_prefetch(PyTuple_GET_ITEM(args, k));
  }
}

Program compile(nb::handle program) {
  Python& p = python();
  nb::object lines = attribute(program, p.lines);
  Program made;
  Py_ssize_t count = PyTuple_Check(lines.ptr()) ? PyTuple_GET_SIZE(lines.ptr()) : 0;
  if (count < 1) throw nb::value_error("a program needs at least one line");
  made.lines.reserve(static_cast<size_t>(count));
  ask_for(lines.ptr());
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject* given = PyTuple_GET_ITEM(lines.ptr(), i);
    Line line;
    if (reinterpret_cast<PyObject*>(Py_TYPE(given)) != p.line_type.ptr()) {
      throw nb::type_error("a program's lines are arc_dsl.program.Line");
    }
    line.function = operand(get_slot(given, p.function_slot), static_cast<uint32_t>(i));
    nb::handle args = get_slot(given, p.args_slot);
    Py_ssize_t n = PyTuple_Check(args.ptr()) ? PyTuple_GET_SIZE(args.ptr()) : -1;
    if (n < 1) throw nb::value_error("a call needs an argument");
    if (n > kMostArguments) throw nb::value_error("a call of more than four arguments");
    line.n = static_cast<uint32_t>(n);
    for (Py_ssize_t k = 0; k < n; k++) {
      line.args[k] = operand(PyTuple_GET_ITEM(args.ptr(), k), static_cast<uint32_t>(i));
    }
    if (line.function < kFirstPrimitive ||
        (line.function < kFirstLine &&
         entry(line.function - kFirstPrimitive).arity != line.n)) {
      throw nb::value_error("a call of what is no function of so many arguments");
    }
    made.lines.push_back(line);
  }
  return made;
}

}  // namespace

bool is_latest(nb::handle program) { return python().latest_program.ptr() == program.ptr(); }

const Program& compiled(nb::handle program) {
  Python& p = python();
  if (p.latest_program.ptr() == program.ptr()) return *p.latest_code;
  PyObject* kept = PyObject_GenericGetDict(program.ptr(), nullptr);
  if (!kept) throw nb::python_error();
  nb::object dict = nb::steal(kept);
  nb::object code = nb::borrow(PyDict_GetItemWithError(dict.ptr(), p.native.ptr()));
  if (!code.is_valid()) {
    code = nb::cast(compile(program));
    if (PyDict_SetItem(dict.ptr(), p.native.ptr(), code.ptr())) throw nb::python_error();
  }
  p.latest_code = nb::inst_ptr<Program>(code);
  p.latest_program = nb::borrow<nb::object>(program);
  return *p.latest_code;
}

void raise(const Failure& failure, const std::string& function) {
  std::string message = failure.message(function);
  const char* name = failure.kind == Kind::Timeout    ? "StepLimit"
                     : failure.kind == Kind::TooLarge ? "ValueTooLarge"
                                                      : "ExecutionError";
  PyObject* type = failure.kind == Kind::Type     ? PyExc_TypeError
                   : failure.kind == Kind::Memory ? PyExc_MemoryError
                                                  : nullptr;
  nb::object held;
  if (!type) {
    held = python().errors.attr(name);
    type = held.ptr();
  }
  PyErr_SetString(type, message.c_str());
  throw nb::python_error();
}

}  // namespace arc
