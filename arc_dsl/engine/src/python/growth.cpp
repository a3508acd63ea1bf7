// `Growth` for Python.
#include "python/growth.hpp"

namespace arc {

void add_growth(nb::module_& m) {
  nb::class_<PyGrowth>(m, "Growth")
      .def(nb::init<PyGraph&, std::vector<std::pair<int32_t, int32_t>>>(), nb::arg("graph"),
           nb::arg("largest"), nb::keep_alive<1, 2>())
      .def("name", &PyGrowth::name, nb::arg("node"), nb::arg("gives"))
      .def("place", &PyGrowth::place, nb::arg("node"), nb::arg("level"))
      .def("record", &PyGrowth::record, nb::arg("node"), nb::arg("bound"), nb::arg("function"),
           nb::arg("arguments"))
      .def("bound", &PyGrowth::bound, nb::arg("node"))
      .def("level", &PyGrowth::level, nb::arg("node"))
      .def("how", &PyGrowth::how, nb::arg("node"))
      .def("shelf", &PyGrowth::shelf, nb::arg("letter"))
      .def("add_templates", &PyGrowth::add_templates, nb::arg("names"), nb::arg("templates"))
      .def("add_calls", &PyGrowth::add_calls, nb::arg("names"), nb::arg("calls"), nb::arg("base"),
           nb::arg("each"))
      .def("grow", &PyGrowth::grow, nb::arg("calls"), nb::arg("highest"));
}

}  // namespace arc
