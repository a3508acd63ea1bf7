#include "pieces.hpp"
#include "python.hpp"

#include <nanobind/stl/string.h>
#include <structmember.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace arc {

namespace {

// What the engine needs of Python, found when first used.
struct Python {
  nb::object outcome_type, kinds, check_input, parse, errors, usual_limits;
  nb::object name, lines, grid, kind, line, message, steps, size, seconds, memory_mb,
      native, empty_text, zero;
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
Python* state = nullptr;

// Where the objects of a class with slots hold an attribute.
Py_ssize_t slot(nb::handle type, const char* name) {
  nb::object member = type.attr(name);
  if (Py_TYPE(member.ptr()) != &PyMemberDescr_Type) throw nb::type_error("an attribute has no slot");
  return reinterpret_cast<PyMemberDescrObject*>(member.ptr())->d_member->offset;
}

void set_slot(PyObject* object, Py_ssize_t offset, PyObject* value) {
  Py_INCREF(value);
  *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + offset) = value;
}

PyObject* get_slot(PyObject* object, Py_ssize_t offset) {
  PyObject* value = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + offset);
  if (!value) throw nb::attribute_error("a line without its parts");
  return value;
}

nb::object word(const char* text) { return nb::steal(PyUnicode_InternFromString(text)); }

Python& python() {
  if (!state) {
    auto p = std::make_unique<Python>();
    nb::module_ outcome = nb::module_::import_("arc_dsl.outcome");
    p->outcome_type = outcome.attr("Outcome");
    nb::object kind = outcome.attr("Kind");
    p->kinds = nb::steal(PySequence_Tuple(kind.ptr()));
    p->usual_limits = outcome.attr("Limits")();
    nb::module_ inputs = nb::module_::import_("arc_dsl.engine.inputs");
    p->check_input = inputs.attr("checked");
    p->parse = inputs.attr("parsed");
    p->errors = nb::module_::import_("arc_dsl.errors");
    p->name = word("name");
    p->lines = word("lines");
    p->grid = word("grid");
    p->kind = word("kind");
    p->line = word("line");
    p->message = word("message");
    p->steps = word("steps");
    p->size = word("size");
    p->seconds = word("seconds");
    p->memory_mb = word("memory_mb");
    p->native = word("native");
    p->empty_text = word("");
    p->zero = nb::int_(0);
    p->operands = nb::dict();
    p->operands["I"] = nb::int_(kInput);
    for (Operand k = 0; k < kConstants; k++) {
      p->operands[constant_name(k)] = nb::int_(kFirstConstant + k);
    }
    for (Operand k = 0; k < kPrimitives; k++) {
      p->operands[primitive_name(k)] = nb::int_(kFirstPrimitive + k);
    }
    p->kind_slot = slot(p->outcome_type, "kind");
    p->grid_slot = slot(p->outcome_type, "grid");
    p->line_slot = slot(p->outcome_type, "line");
    p->message_slot = slot(p->outcome_type, "message");
    p->line_type = nb::module_::import_("arc_dsl.program").attr("Line");
    p->function_slot = slot(p->line_type, "function");
    p->args_slot = slot(p->line_type, "args");
    for (Py_ssize_t k = 0; k < 8; k++) p->kind_of[k] = PyTuple_GET_ITEM(p->kinds.ptr(), k);
    for (long k = 0; k < 10; k++) p->small[k] = PyLong_FromLong(k);
    state = p.release();
  }
  return *state;
}

std::vector<nb::object>* primitive_objects = nullptr;

nb::object attribute(nb::handle object, const nb::object& name) {
  PyObject* found = PyObject_GetAttr(object.ptr(), name.ptr());
  if (!found) throw nb::python_error();
  return nb::steal(found);
}

}  // namespace

void set_primitives(const std::vector<nb::object>& functions) {
  primitive_objects = new std::vector<nb::object>(functions);
}

void release_python() {
  delete state;
  state = nullptr;
  delete primitive_objects;
  primitive_objects = nullptr;
}

std::string Handle::name() const {
  if (value.is(Tag::Primitive)) return primitive_name(value.primitive_number());
  return primitive_name(value.function().maker);
}

// ---------------------------------------------------------------- values

Value from_plain(const std::shared_ptr<Shared>& owner, nb::handle plain) {
  Run& run = owner->run;
  PyObject* p = plain.ptr();
  if (p == Py_None) return Value();
  if (PyBool_Check(p)) return Value::boolean(p == Py_True);
  if (PyLong_Check(p)) {
    int overflow = 0;
    int64_t n = PyLong_AsLongLongAndOverflow(p, &overflow);
    if (overflow || n == INT64_MIN) fail("an integer of more than 63 bits");
    return Value::integer(n);
  }
  if (PyTuple_Check(p)) {
    Py_ssize_t n = PyTuple_GET_SIZE(p);
    run.check_size(n);
    Value* members = run.scratch<Value>(static_cast<size_t>(n));
    for (Py_ssize_t k = 0; k < n; k++) {
      members[k] = from_plain(owner, PyTuple_GET_ITEM(p, k));
      if (nesting(members[k]) >= 64) fail("values nested too deep");
    }
    return make_tuple(run, members, static_cast<size_t>(n));
  }
  if (PyAnySet_Check(p)) {
    Value* members = run.scratch<Value>(static_cast<size_t>(PySet_GET_SIZE(p)));
    size_t n = 0;
    for (nb::handle member : nb::borrow<nb::object>(plain)) {
      members[n++] = from_plain(owner, member);
    }
    return make_set(run, members, n);
  }
  Handle* handle = nullptr;
  if (nb::try_cast(nb::borrow<nb::object>(plain), handle) && handle) {
    if (handle->owner && handle->owner != owner) owner->others.push_back(handle->owner);
    return handle->value;
  }
  if (PyCallable_Check(p) && PyObject_HasAttrString(p, "__name__")) {
    nb::object name = nb::borrow<nb::object>(plain).attr("__name__");
    int number = find_primitive(nb::cast<std::string>(name));
    if (number >= 0) return Value::primitive(static_cast<uint32_t>(number));
  }
  fail("not a value of the language");
}

namespace {

constexpr int kBits = 6;  // of a counter: a row that leaves has at most 30 cells
constexpr uint64_t kEverySecond = 0x03f03f03f03f03fu;

// References to the integers 0-9 for all cells at once: counting one up for each cell would make
// equal neighbours wait for one another. Since Python 3.12 they live for ever, uncounted.
struct References {
  uint64_t even = 0, odd = 0;  // five counters of 12 bits each

  void add(uint64_t counters) {  // ten of six bits
    even += counters & kEverySecond;
    odd += counters >> kBits & kEverySecond;
  }
  void hold(PyObject** small) const {
#if PY_VERSION_HEX < 0x030c0000
    for (int k = 0; k < 5; k++) {
      small[2 * k]->ob_refcnt += static_cast<Py_ssize_t>(even >> (2 * kBits * k) & 0xfff);
      small[2 * k + 1]->ob_refcnt += static_cast<Py_ssize_t>(odd >> (2 * kBits * k) & 0xfff);
    }
#else
    (void)small;
#endif
  }
};

// Whether a row of Python's holds just these small integers.
bool is_row(PyObject* row, const int8_t* cells, int32_t wide, PyObject** small) {
  if (!PyTuple_CheckExact(row) || PyTuple_GET_SIZE(row) != wide) return false;
  PyObject** items = reinterpret_cast<PyTupleObject*>(row)->ob_item;
  for (int32_t j = 0; j < wide; j++) {
    if (items[j] != small[cells[j]]) return false;
  }
  return true;
}

// Rows of any size and any cells.
nb::object rows_of(const GridNode& grid) {
  nb::object rows = nb::steal(PyTuple_New(grid.high));
  if (!rows.is_valid()) throw nb::python_error();
  const int8_t* cells = grid.cells();
  for (int32_t i = 0; i < grid.high; i++) {
    nb::object row = nb::steal(PyTuple_New(grid.wide));
    if (!row.is_valid()) throw nb::python_error();
    for (int32_t j = 0; j < grid.wide; j++) {
      PyTuple_SET_ITEM(row.ptr(), j, PyLong_FromLong(*cells++));
    }
    PyTuple_SET_ITEM(rows.ptr(), i, row.release().ptr());
  }
  return rows;
}

}  // namespace

nb::object grid_to_plain(const GridNode& grid, nb::handle like) {
  if (!output_grid(Value::of(&grid))) return rows_of(grid);
  PyObject* rows = PyTuple_New(grid.high);
  if (!rows) throw nb::python_error();
  const int8_t* cells = grid.cells();
  PyObject** small = python().small;
  Py_ssize_t others = like.is_valid() && PyTuple_CheckExact(like.ptr()) ? nb::len(like) : 0;
  References references;
  for (int32_t i = 0; i < grid.high; i++, cells += grid.wide) {
    PyObject* row = nullptr;
    if (i && !std::memcmp(cells, cells - grid.wide, static_cast<size_t>(grid.wide))) {
      row = PyTuple_GET_ITEM(rows, i - 1);
    } else if (i < others && is_row(PyTuple_GET_ITEM(like.ptr(), i), cells, grid.wide, small)) {
      row = PyTuple_GET_ITEM(like.ptr(), i);
    }
    if (row) {
      Py_INCREF(row);
      PyTuple_SET_ITEM(rows, i, row);
      continue;
    }
    row = PyTuple_New(grid.wide);
    if (!row) {
      references.hold(small);
      Py_DECREF(rows);
      throw nb::python_error();
    }
    PyObject** out = reinterpret_cast<PyTupleObject*>(row)->ob_item;
    uint64_t counters = 0;
    for (int32_t j = 0; j < grid.wide; j++) {
      int c = cells[j];
      out[j] = small[c];
      counters += uint64_t{1} << (c * kBits);
    }
    references.add(counters);
    PyObject_GC_UnTrack(row);  // it holds numbers only: nothing for the collector to look at
    PyTuple_SET_ITEM(rows, i, row);
  }
  references.hold(small);
  return nb::steal(rows);
}

namespace {

nb::object members_to_plain(const std::shared_ptr<Shared>& owner, const Value& value) {
  Members m(owner->run, value);
  PyObject* tuple = PyTuple_New(m.size());
  if (!tuple) throw nb::python_error();
  nb::object held = nb::steal(tuple);
  for (uint32_t k = 0; k < m.size(); k++) {
    PyTuple_SET_ITEM(tuple, k, to_plain(owner, m[k], UINT64_MAX).release().ptr());
  }
  return held;
}

}  // namespace

nb::object to_plain(const std::shared_ptr<Shared>& owner, const Value& value, uint64_t most) {
  if (weight(value) > most) {
    throw Failure{Kind::TooLarge, "too many members in all", "", 0, false};
  }
  switch (value.tag()) {
    case Tag::None: return nb::none();
    case Tag::Bool: return nb::bool_(value.number() != 0);
    case Tag::Int: return nb::int_(value.number());
    case Tag::Grid: return grid_to_plain(value.grid());
    case Tag::Pair: case Tag::Cell: case Tag::Tuple: return members_to_plain(owner, value);
    case Tag::Indices: case Tag::Object: case Tag::Set: {
      nb::object members = members_to_plain(owner, value);
      PyObject* set = PyFrozenSet_New(members.ptr());
      if (!set) throw nb::python_error();
      return nb::steal(set);
    }
    case Tag::Primitive:
      if (primitive_objects) return primitive_objects->at(value.primitive_number());
      return nb::none();
    case Tag::Function: return nb::cast(Handle{owner, value});
  }
  return nb::none();
}

// ---------------------------------------------------------------- inputs and outcomes

namespace {

inline PyObject** items(PyObject* sequence, Py_ssize_t& n) {
  if (PyTuple_CheckExact(sequence)) {
    n = PyTuple_GET_SIZE(sequence);
    return reinterpret_cast<PyTupleObject*>(sequence)->ob_item;
  }
  if (PyList_CheckExact(sequence)) {
    n = PyList_GET_SIZE(sequence);
    return reinterpret_cast<PyListObject*>(sequence)->ob_item;
  }
  return nullptr;
}

}  // namespace

namespace {

constexpr size_t kStrideBits = 5;
constexpr std::ptrdiff_t kStride = std::ptrdiff_t{1} << kStrideBits;
static_assert(sizeof(void*) == 8);

// A row of any integers 0-9; false if it is none.
bool read_row(PyObject** row, Py_ssize_t wide, int8_t* cells) {
  for (Py_ssize_t j = 0; j < wide; j++) {
    if (!PyLong_CheckExact(row[j])) return false;
    long c = PyLong_AsLong(row[j]);
    if (c < 0 || c > 9) {
      PyErr_Clear();
      return false;
    }
    cells[j] = static_cast<int8_t>(c);
  }
  return true;
}

}  // namespace

bool read_grid(nb::handle grid, int8_t* cells, int32_t& high, int32_t& wide) {
  Py_ssize_t h = 0, w = 0, n = 0;
  PyObject** rows = items(grid.ptr(), h);
  if (!rows || h < 1 || h > kMaxSide) return false;
  for (Py_ssize_t i = 0; i < h; i++) __builtin_prefetch(rows[i]);
  if (!items(rows[0], w) || w < 1 || w > kMaxSide) return false;
  PyObject** small = python().small;
  // In CPython the small integers lie side by side: their addresses tell their values.
  std::ptrdiff_t stride =
      reinterpret_cast<const char*>(small[1]) - reinterpret_cast<const char*>(small[0]);
  const auto base = reinterpret_cast<uintptr_t>(small[0]);
  size_t all = 0;
  int8_t* out = cells;
  for (Py_ssize_t i = 0; i < h; i++) {
    PyObject** row = items(rows[i], n);
    if (!row || n != w) return false;
    for (Py_ssize_t j = 0; j < w; j++) {  // what is no whole number of strides becomes large
      size_t apart = reinterpret_cast<uintptr_t>(row[j]) - base;
      size_t guess = apart / kStride | apart << (64 - kStrideBits);
      asm("" : "+r"(guess));  // one by one: rows are too short for pieces of sixteen
      all |= guess;
      *out++ = static_cast<int8_t>(guess);
    }
  }
  uint8_t largest = 0;
  for (Py_ssize_t k = 0; k < h * w; k++) largest = std::max(largest, static_cast<uint8_t>(cells[k]));
  if (stride != kStride || all >= 16 || largest > 9) {
    for (Py_ssize_t i = 0; i < h; i++) {
      if (!read_row(items(rows[i], n), w, cells + i * w)) return false;
    }
  }
  high = static_cast<int32_t>(h);
  wide = static_cast<int32_t>(w);
  return true;
}

void read_input(nb::handle grid, int8_t* cells, int32_t& high, int32_t& wide) {
  if (read_grid(grid, cells, high, wide)) return;
  nb::object rows = python().check_input(grid);  // raises ValueError naming the reason
  if (!read_grid(rows, cells, high, wide)) throw nb::value_error("not a grid");
}

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

nb::object make_outcome(const End& end, const Program& program, nb::handle input) {
  Python& p = python();
  Kind kind = end.kind;
  nb::object grid = nb::none(), line = p.zero, message = p.empty_text;
  if (kind == Kind::Ok) {
    if (const GridNode* out = output_grid(end.value)) {
      grid = grid_to_plain(*out, input);
    } else {
      kind = Kind::NotAGrid;
      line = nb::int_(program.lines.size());
      message = nb::str("the last value is not a grid of colours 0-9");
    }
  } else {
    line = nb::int_(end.line);
    std::string text = end.failure.message(function_name(program, end.line));
    message = nb::str(text.c_str(), text.size());
  }
  // The class is frozen: its slots are filled as its own constructor does.
  PyTypeObject* type = reinterpret_cast<PyTypeObject*>(p.outcome_type.ptr());
  nb::object outcome = nb::steal(type->tp_alloc(type, 0));
  if (!outcome.is_valid()) throw nb::python_error();
  set_slot(outcome.ptr(), p.kind_slot, p.kind_of[static_cast<size_t>(kind)]);
  set_slot(outcome.ptr(), p.grid_slot, grid.ptr());
  set_slot(outcome.ptr(), p.line_slot, line.ptr());
  set_slot(outcome.ptr(), p.message_slot, message.ptr());
  return outcome;
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
