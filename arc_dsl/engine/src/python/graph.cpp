// `Graph` for Python.
#include "python/graph.hpp"

namespace arc {

void add_graph(nb::module_& m) {
  nb::class_<PyGraph>(m, "Graph")
      .def(nb::init<nb::sequence, int64_t, int64_t, int64_t>(), nb::arg("inputs"),
           nb::arg("steps") = 400, nb::arg("size") = 10'000, nb::arg("memory_mb") = 1024)
      .def("__len__", &PyGraph::size)
      .def_prop_ro("made", &PyGraph::made)
      .def_prop_ro("used_bytes", &PyGraph::bytes)
      .def_prop_ro("input", [](const PyGraph&) { return 0; })
      .def("constant", &PyGraph::constant, nb::arg("name"))
      .def("function", &PyGraph::function, nb::arg("name"))
      .def("call", &PyGraph::call, nb::arg("function"), nb::arg("arguments"))
      .def("call_many", &PyGraph::call_many, nb::arg("function"), nb::arg("arguments"))
      .def("kind", &PyGraph::kind, nb::arg("node"))
      .def("key", &PyGraph::key, nb::arg("node"))
      .def("value", &PyGraph::value, nb::arg("node"), nb::arg("k"))
      .def("grids", &PyGraph::grids, nb::arg("node"))
      .def("cells", &PyGraph::cells, nb::arg("node"))
      .def("matches", &PyGraph::matches, nb::arg("node"), nb::arg("wanted"));
}

}  // namespace arc
