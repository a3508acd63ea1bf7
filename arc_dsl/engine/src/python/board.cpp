// `Board` for Python.
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "search/board.hpp"
#include "python/growth.hpp"

namespace arc {

namespace {

const char* kHow[] = {"whole", "canvas", "paint", "fill", "colour", "rest"};

class PyBoard {
 public:
  PyBoard(const PyBoard&) = delete;
  PyBoard& operator=(const PyBoard&) = delete;
  PyBoard(PyGrowth& growth, const std::vector<std::pair<int32_t, int32_t>>& shape, Node size,
          const std::vector<nb::bytes>& wanted, std::vector<Node> colours, size_t values,
          size_t layers)
      : board_(growth.growth(), shapes(growth, shape, wanted), growth.checked(size), texts(wanted),
               checked(growth, std::move(colours))) {
    nb::gil_scoped_release release;
    board_.make_pieces(values, layers);
  }
  size_t size() const { return board_.size(); }
  // Stacks as (levels, [piece, ...]) with the bottom first.
  nb::list assemble(int left_out, size_t width, int depth, int slack, size_t most) {
    std::vector<Stack> found;
    {
      nb::gil_scoped_release release;
      found = board_.assemble(left_out, width, depth, slack);
    }
    nb::list out;
    for (size_t k = 0; k < found.size() && k < most; k++) {
      nb::list pieces;
      for (uint32_t p : found[k].pieces) pieces.append(shown(p));
      out.append(nb::make_tuple(found[k].cost, pieces));
    }
    return out;
  }
  // The best bottom and the layers that mend most of it; None if there is no bottom.
  nb::object nearest(size_t most) {
    uint32_t bottom;
    std::vector<uint32_t> layers;
    if (!board_.nearest(most, bottom, layers)) return nb::none();
    nb::list out;
    for (uint32_t p : layers) out.append(shown(p));
    return nb::make_tuple(shown(bottom), out);
  }
  std::vector<Node> nearest_grids(size_t most) { return board_.nearest_grids(most); }

 private:
  nb::tuple shown(uint32_t number) const {
    const Piece& p = board_.piece(number);
    return nb::make_tuple(p.cost, kHow[static_cast<size_t>(p.how)], p.node, p.colour, p.source);
  }
  static std::vector<Shape> shapes(PyGrowth& growth,
                                   const std::vector<std::pair<int32_t, int32_t>>& given,
                                   const std::vector<nb::bytes>& wanted) {
    std::vector<Shape> out;
    for (const auto& [high, wide] : given) out.push_back({high, wide});
    if (out.size() != growth.growth().graph().inputs() || wanted.size() > out.size()) {
      throw nb::value_error("a shape for every input, at most as many outputs");
    }
    for (size_t k = 0; k < wanted.size(); k++) {
      if (out[k].high < 1 || out[k].wide < 1 ||
          wanted[k].size() != static_cast<size_t>(out[k].high) * static_cast<size_t>(out[k].wide)) {
        throw nb::value_error("an output is not of its shape");
      }
      for (size_t c = 0; c < wanted[k].size(); c++) {
        if (wanted[k].c_str()[c] < 0 || wanted[k].c_str()[c] > 9) {
          throw nb::value_error("colours are 0 to 9");
        }
      }
    }
    return out;
  }
  static std::vector<std::string> texts(const std::vector<nb::bytes>& wanted) {
    std::vector<std::string> out;
    for (const nb::bytes& b : wanted) out.emplace_back(b.c_str(), b.size());
    return out;
  }
  static std::vector<Node> checked(PyGrowth& growth, std::vector<Node> colours) {
    if (colours.size() != 10) throw nb::value_error("ten colours");
    for (Node node : colours) growth.checked(node);
    return colours;
  }

  Board board_;
};

}  // namespace

void add_board(nb::module_& m) {
  nb::class_<PyBoard>(m, "Board")
      .def(nb::init<PyGrowth&, const std::vector<std::pair<int32_t, int32_t>>&, Node,
                    const std::vector<nb::bytes>&, std::vector<Node>, size_t, size_t>(),
           nb::arg("growth"), nb::arg("shape"), nb::arg("size"), nb::arg("wanted"),
           nb::arg("colours"), nb::arg("values"), nb::arg("layers"), nb::keep_alive<1, 2>())
      .def("__len__", &PyBoard::size)
      .def("assemble", &PyBoard::assemble, nb::arg("left_out"), nb::arg("width"),
           nb::arg("depth"), nb::arg("slack"), nb::arg("most"))
      .def("nearest", &PyBoard::nearest, nb::arg("most"))
      .def("nearest_grids", &PyBoard::nearest_grids, nb::arg("most"));
}

}  // namespace arc
