// The Python module `arc_dsl.engine._native`.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <ctime>
#include <new>

#include "python/names.hpp"
#include "running/session.hpp"

namespace arc {

namespace {

constexpr uint64_t kShownTimes = 10;  // a value shown may weigh so many times the limit on size

// Memory and slots that executions use one after another.
struct Alone {
  Run run;
  Named values;
};
std::unique_ptr<Alone> idle;  // in nobody's use; whoever holds Python's lock may take it

// The idle memory, or new where another thread runs in that; it is idle again afterwards.
class Workplace {
 public:
  Workplace() : taken_(std::move(idle)) {
    if (!taken_) [[unlikely]] taken_ = std::make_unique<Alone>();
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() { idle = std::move(taken_); }
  Alone* operator->() const { return taken_.get(); }

 private:
  std::unique_ptr<Alone> taken_;
};

GridNode* grid_of(Run& run, const Input& input) {
  uint32_t n = static_cast<uint32_t>(input.high * input.wide);
  GridNode* node = new (run.arena.allocate(sizeof(GridNode) + n)) GridNode;
  node->n = n;
  node->high = input.high;
  node->wide = input.wide;
  std::memcpy(node->cells(), input.cells, n);
  return node;
}

// Python's lock, which only an execution that takes its time gives away.
class Released {
 public:
  static void release(void* self) { static_cast<Released*>(self)->state_ = PyEval_SaveThread(); }
  void acquire() {
    if (state_) PyEval_RestoreThread(state_);
    state_ = nullptr;
  }
  ~Released() { acquire(); }

 private:
  PyThreadState* state_ = nullptr;
};

nb::object run_program(nb::handle program, nb::handle grid, nb::handle limits) {
  bool again = is_latest(program);
  const Program& code = compiled(program);
  if (!again) expect(code);
  Input input;
  read_input(grid, input);
  Limits allowed = read_limits(limits);
  Workplace place;
  Run& run = place->run;
  run.arena.reset();
  run.arena.set_limit(SIZE_MAX);  // the input is there whatever the limits are
  Value first = Value::of(static_cast<const GridNode*>(grid_of(run, input)));
  run.begin(allowed);
  Released released;
  run.budget.tell_if_long(Released::release, &released);
  place->values.begin(code, first);
  End end = place->values.execute(run, code.lines.size());
  released.acquire();
  return make_outcome(end, code, &input);
}

// The place of the argument of `run` that has a name; 3 if none has.
int argument(PyObject* name) {
  const nb::object* names = python().arguments;
  for (int k = 0; k < 3; k++) {
    if (names[k].ptr() == name) return k;  // nearly always: what a call names is interned
  }
  int place = 0;
  while (place < 3 && PyUnicode_Compare(names[place].ptr(), name)) place++;
  PyErr_Clear();
  return place;
}

// `run` as Python calls it: by its own convention, which costs a third of the usual way.
PyObject* called_run(PyObject*, PyObject* const* args, Py_ssize_t n, PyObject* names) {
  PyObject* given[3] = {};
  Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
  bool fits = n <= 3;
  for (Py_ssize_t k = 0; k < n && fits; k++) given[k] = args[k];
  try {
    for (Py_ssize_t k = 0; k < named && fits; k++) {
      int place = argument(PyTuple_GET_ITEM(names, k));
      fits = place < 3 && !given[place];
      if (fits) given[place] = args[n + k];
    }
    if (!fits || !given[0] || !given[1]) {
      PyErr_SetString(PyExc_TypeError, "run() takes a program, a grid and, if you like, limits");
      return nullptr;
    }
    if (!PyUnicode_Check(given[0])) {
      return run_program(given[0], given[1], given[2]).release().ptr();
    }
    bool is_program;
    nb::object program = parsed(given[0], is_program);
    if (is_program) program = run_program(program, given[1], given[2]);
    return program.release().ptr();
  } catch (nb::python_error& error) {
    error.restore();
  } catch (const nb::builtin_exception& error) {
    bool value = error.type() == nb::exception_type::value_error;
    bool type = error.type() == nb::exception_type::type_error;
    PyErr_SetString(value ? PyExc_ValueError : type ? PyExc_TypeError : PyExc_AttributeError,
                    error.what());
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
  return nullptr;
}

PyMethodDef run_method = {
    "run", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(called_run)),
    METH_FASTCALL | METH_KEYWORDS,
    "run(program, grid, limits=Limits())\n--\n\nRun a program on a grid: see _native.pyi."};

double wall_seconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The values of the lines as plain ones, their seconds, and the outcome.
nb::object trace_program(nb::handle program, nb::handle grid, nb::handle limits) {
  Input input;
  read_input(grid, input);
  const Program& code = compiled(program);
  Limits allowed = read_limits(limits);
  auto owner = std::make_shared<Shared>();
  Run& run = owner->run;
  Value first = Value::of(static_cast<const GridNode*>(grid_of(run, input)));
  run.begin(allowed);
  Named values;
  values.begin(code, first);
  std::vector<double> seconds;
  End end;
  for (size_t k = 0; k < code.lines.size() && end.kind == Kind::Ok; k++) {
    double begun = wall_seconds();
    end = values.execute(run, k + 1);
    if (end.kind == Kind::Ok) seconds.push_back(wall_seconds() - begun);
  }
  run.budget = Budget();
  run.arena.set_limit(SIZE_MAX);
  nb::list shown;
  uint64_t most = static_cast<uint64_t>(allowed.size < 0 ? 0 : allowed.size) * kShownTimes;
  for (size_t k = 0; k < values.size(); k++) {
    nb::object plain;
    try {
      plain = to_plain(owner, values[k], most);
    } catch (const Failure& failure) {
      std::string text = "(" + std::string(failure.text) + ")";
      plain = nb::str(text.c_str());
    }
    shown.append(nb::make_tuple(plain, seconds[k]));
  }
  return nb::make_tuple(shown, make_outcome(end, code));
}

nb::object call_handle(const Handle& handle, nb::args args) {
  auto owner = std::make_shared<Shared>();
  Limits generous;
  generous.steps = int64_t{1} << 50;
  generous.seconds = 1e9;
  owner->run.begin(generous);
  if (handle.owner) owner->others.push_back(handle.owner);
  if (args.size() > kMostArguments) throw nb::type_error("more arguments than any function takes");
  try {
    Value given[kMostArguments];
    for (size_t k = 0; k < args.size(); k++) given[k] = from_plain(owner, args[k]);
    Value result = call(owner->run, handle.value, given, static_cast<uint32_t>(args.size()));
    return to_plain(owner, result, static_cast<uint64_t>(generous.size) * kShownTimes);
  } catch (const Failure& failure) {
    raise(failure, handle.name());
  }
}

// ---------------------------------------------------------------- many programs

class PyEvaluator {
 public:
  PyEvaluator(const PyEvaluator&) = delete;
  PyEvaluator& operator=(const PyEvaluator&) = delete;
  PyEvaluator(nb::handle grid, nb::handle limits, size_t memory) {
    Input input;
    read_input(grid, input);
    Limits allowed = limits.is_none() ? Limits() : read_limits(limits);
    session_ = std::make_unique<Session>(input.cells, input.high, input.wide, allowed, memory);
  }
  nb::object run(nb::handle program) {
    const Program& code = compiled(program);
    return make_outcome(session_->execute(code), code);
  }
  nb::object run_digest(nb::handle program) {
    const Program& code = compiled(program);
    End end = session_->execute(code);
    uint8_t digest[kDigestBytes];
    if (end.kind != Kind::Ok) return nb::make_tuple(kind_object(end.kind), nb::bytes("", 0));
    if (!session_->digest(end, digest)) {
      return nb::make_tuple(kind_object(Kind::NotAGrid), nb::bytes("", 0));
    }
    return nb::make_tuple(kind_object(Kind::Ok), nb::bytes(digest, kDigestBytes));
  }
  // Ends of programs from a position on; see the .pyi file.
  nb::object run_many(nb::list programs, size_t first, size_t last, nb::object progress,
                      uint64_t unit, double seconds);

 private:
  std::unique_ptr<Session> session_;
};

void end_of(Session& session, const Program& code, uint8_t* kind, uint8_t* digest) {
  End end = session.execute(code);
  std::memset(digest, 0, kDigestBytes);
  if (end.kind == Kind::Ok && !session.digest(end, digest)) end.kind = Kind::NotAGrid;
  *kind = static_cast<uint8_t>(end.kind);
}

constexpr double kBetweenLooks = 0.001;  // seconds between two looks at the clock of CPU time

nb::object PyEvaluator::run_many(nb::list programs, size_t first, size_t last,
                                 nb::object progress, uint64_t unit, double seconds) {
  std::vector<const Program*> codes;
  for (size_t k = first; k < last; k++) codes.push_back(&compiled(programs[k]));
  std::vector<uint8_t> kinds(codes.size()), digests(codes.size() * kDigestBytes);
  Py_buffer view{};
  volatile uint64_t* counters = nullptr;
  if (!progress.is_none()) {
    if (PyObject_GetBuffer(progress.ptr(), &view, PyBUF_WRITABLE)) throw nb::python_error();
    if (view.len >= static_cast<Py_ssize_t>(3 * sizeof(uint64_t))) {
      counters = static_cast<volatile uint64_t*>(view.buf);
    }
  }
  size_t done = 0;
  {
    nb::gil_scoped_release release;
    double begun = wall_seconds(), looked = begun;
    while (done < codes.size()) {
      double now = wall_seconds();
      if (done && now - begun > seconds) break;
      if (counters) {
        if (now - looked > kBetweenLooks) {
          looked = now;
          timespec cpu;
          clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
          counters[2] = static_cast<uint64_t>(cpu.tv_sec) * 1'000'000'000u +
                        static_cast<uint64_t>(cpu.tv_nsec);
        }
        counters[0] = unit + done;
      }
      end_of(*session_, *codes[done], &kinds[done], &digests[done * kDigestBytes]);
      done++;
      if (kinds[done - 1] == static_cast<uint8_t>(Kind::Memory)) break;
    }
  }
  if (counters) PyBuffer_Release(&view);
  return nb::make_tuple(nb::bytes(kinds.data(), done),
                        nb::bytes(digests.data(), done * kDigestBytes));
}

nb::object run_batch(nb::list programs, nb::list inputs, nb::handle limits) {
  std::vector<const Program*> codes;
  for (nb::handle program : programs) codes.push_back(&compiled(program));
  Limits allowed = read_limits(limits);
  nb::list all_kinds, all_digests;
  for (nb::handle grid : inputs) {
    Input input;
    read_input(grid, input);
    std::vector<uint8_t> kinds(codes.size()), digests(codes.size() * kDigestBytes);
    {
      nb::gil_scoped_release release;
      Session session(input.cells, input.high, input.wide, allowed);
      for (size_t k = 0; k < codes.size(); k++) {
        end_of(session, *codes[k], &kinds[k], &digests[k * kDigestBytes]);
      }
    }
    all_kinds.append(nb::bytes(kinds.data(), kinds.size()));
    all_digests.append(nb::bytes(digests.data(), digests.size()));
  }
  return nb::make_tuple(nb::tuple(all_kinds), nb::tuple(all_digests));
}

nb::bytes digest_of(nb::handle grid) {
  Input input;
  if (!read_grid(grid, input)) throw nb::value_error("not a grid of colours 0-9");
  Run run;
  uint8_t out[kDigestBytes];
  grid_digest(*grid_of(run, input), out);
  return nb::bytes(out, kDigestBytes);
}

}  // namespace

void add_graph(nb::module_& m);
void add_growth(nb::module_& m);
void add_board(nb::module_& m);
void add_mutants(nb::module_& m);

}  // namespace arc

NB_MODULE(_native, m) {
  using namespace arc;
  m.attr("SOURCES") = ARC_SOURCES;
  nb::class_<Program>(m, "Code").def("__len__", [](const Program& p) { return p.lines.size(); });
  nb::class_<Handle>(m, "Function")
      .def("__call__", call_handle)
      // A class has a __name__ of its own: that of an instance is told when it is asked for.
      .def("__getattr__", [](const Handle& h, const std::string& name) {
        if (name == "__name__") return h.name();
        throw nb::attribute_error(name.c_str());
      })
      .def("__repr__", [](const Handle& h) {
        return h.owner ? "<function made by " + h.name() + ">" : "<primitive " + h.name() + ">";
      })
      .def("__hash__", [](const Handle& h) { return hash(h.value) >> 2; })
      .def("__eq__", [](const Handle& h, nb::handle other) {
        Handle* o = nullptr;
        return nb::try_cast(nb::borrow<nb::object>(other), o) && o && h.value.same(o->value);
      });
  nb::class_<PyEvaluator>(m, "Evaluator")
      .def(nb::init<nb::handle, nb::handle, size_t>(), nb::arg("grid"),
           nb::arg("limits").none() = nb::none(), nb::arg("memory") = kRemembered)
      .def("run", &PyEvaluator::run, nb::arg("program"))
      .def("run_digest", &PyEvaluator::run_digest, nb::arg("program"))
      .def("run_many", &PyEvaluator::run_many, nb::arg("programs"), nb::arg("first"),
           nb::arg("last"), nb::arg("progress").none(), nb::arg("unit"), nb::arg("seconds"));
  nb::object name = m.attr("__name__");
  m.attr("run") = nb::steal(PyCFunction_NewEx(&run_method, nullptr, name.ptr()));
  m.def("trace", trace_program, nb::arg("program"), nb::arg("grid"), nb::arg("limits"));
  m.def("run_batch", run_batch, nb::arg("programs"), nb::arg("inputs"), nb::arg("limits"));
  m.def("digest", digest_of, nb::arg("grid"));
  m.def("charges", [] {
    nb::dict table;
    for (uint32_t k = 0; k < kPrimitives; k++) {
      const Entry& e = entry(k);
      table[primitive_name(k)] = nb::make_tuple(e.arity, e.reads, e.makes != 0);
    }
    return table;
  });
  nb::dict primitives;
  std::vector<nb::object> objects;
  for (uint32_t k = 0; k < kPrimitives; k++) {
    nb::object f = nb::cast(Handle{nullptr, Value::primitive(k)});
    objects.push_back(f);
    primitives[primitive_name(k)] = f;
  }
  m.attr("PRIMITIVES") = primitives;
  set_primitives(objects);
  add_graph(m);
  add_growth(m);
  add_board(m);
  add_mutants(m);
  nb::module_::import_("atexit").attr("register")(nb::cpp_function([] { release_python(); }));
}
