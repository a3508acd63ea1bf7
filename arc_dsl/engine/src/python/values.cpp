// Values, and the grids of inputs and outputs, from and to Python's.
#include <algorithm>
#include <cstring>

#include "python/names.hpp"

namespace arc {

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

// Whether n cells are those; in place, for a call would take longer.
inline bool same_cells(const int8_t* p, const int8_t* q, int32_t n) {
  constexpr int32_t kWord = 8;
  if (n < kWord) {
    int32_t k = 0;
    while (k < n && p[k] == q[k]) k++;
    return k == n;
  }
  uint64_t unlike = 0;
  for (int32_t k = 0; k < n; k += kWord) {
    int32_t at = std::min(k, n - kWord);  // the last word overlaps the one before
    uint64_t x, y;
    std::memcpy(&x, p + at, kWord);
    std::memcpy(&y, q + at, kWord);
    unlike |= x ^ y;
  }
  return unlike == 0;
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

nb::object grid_to_plain(const GridNode& grid) {
  return output_grid(Value::of(&grid)) ? output_to_plain(grid) : rows_of(grid);
}

nb::object output_to_plain(const GridNode& grid, const Input* input) {
  PyObject* rows = PyTuple_New(grid.high);
  if (!rows) throw nb::python_error();
  const int8_t* cells = grid.cells();
  PyObject** small = python().small;
  const bool alike = input && input->rows && input->wide == grid.wide;
  const int32_t others = alike ? input->high : 0;
  References references;
  for (int32_t i = 0; i < grid.high; i++, cells += grid.wide) {
    PyObject* row = nullptr;
    if (i < others && same_cells(cells, input->cells + i * grid.wide, grid.wide)) {
      row = PyTuple_GET_ITEM(input->rows, i);
    } else if (i && same_cells(cells, cells - grid.wide, grid.wide)) {
      row = PyTuple_GET_ITEM(rows, i - 1);
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

bool read_grid(nb::handle grid, Input& input) {
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
  int8_t* out = input.cells;
  bool lasting = PyTuple_CheckExact(grid.ptr());
  for (Py_ssize_t i = 0; i < h; i++) {
    PyObject** row = items(rows[i], n);
    if (!row || n != w) return false;
    lasting &= PyTuple_CheckExact(rows[i]);
    for (Py_ssize_t j = 0; j < w; j++) {  // what is no whole number of strides becomes large
      size_t apart = reinterpret_cast<uintptr_t>(row[j]) - base;
      size_t guess = apart / kStride | apart << (64 - kStrideBits);
      asm("" : "+r"(guess));  // one by one: rows are too short for pieces of sixteen
      all |= guess;
      *out++ = static_cast<int8_t>(guess);
    }
  }
  input.rows = lasting ? grid.ptr() : nullptr;
  if (stride != kStride || all >= 16 || !colours_only(input.cells, static_cast<uint32_t>(h * w))) {
    input.rows = nullptr;
    for (Py_ssize_t i = 0; i < h; i++) {
      if (!read_row(items(rows[i], n), w, input.cells + i * w)) return false;
    }
  }
  input.high = static_cast<int32_t>(h);
  input.wide = static_cast<int32_t>(w);
  return true;
}

void read_input(nb::handle grid, Input& input) {
  if (read_grid(grid, input)) [[likely]] return;
  nb::object rows = python().check_input(grid);  // raises ValueError naming the reason
  if (!read_grid(rows, input)) throw nb::value_error("not a grid");
  input.rows = nullptr;  // these end here
}

}  // namespace arc
