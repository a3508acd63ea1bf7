// `Graph` as Python sees it.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include "search/graph.hpp"
#include "python/python.hpp"

namespace arc {

class PyGraph {
 public:
  PyGraph(const PyGraph&) = delete;
  PyGraph& operator=(const PyGraph&) = delete;
  PyGraph(nb::sequence inputs, int64_t steps, int64_t size, int64_t memory_mb)
      : graph_(limits(steps, size), static_cast<size_t>(memory_mb < 1 ? 1 : memory_mb)) {
    for (nb::handle grid : inputs) {
      Input input;
      read_input(grid, input);
      graph_.add_input(input.cells, input.high, input.wide);
    }
    if (graph_.inputs() == 0) throw nb::value_error("a graph needs at least one input");
    graph_.begin();
  }
  Graph& graph() { return graph_; }
  size_t size() const { return graph_.size(); }
  size_t made() const { return graph_.made(); }
  size_t bytes() const { return graph_.bytes(); }

  Node constant(const std::string& name) {
    int number = find_constant(name);
    if (number < 0) throw nb::value_error(("no constant is named " + name).c_str());
    return graph_.named(kFirstConstant + static_cast<Operand>(number));
  }
  Node function(const std::string& name) {
    int number = find_primitive(name);
    if (number < 0) throw nb::value_error(("no primitive is named " + name).c_str());
    return graph_.named(kFirstPrimitive + static_cast<Operand>(number));
  }
  Node call(nb::handle function, nb::sequence arguments) {
    Node f = node_of(function), args[kMostArguments];
    uint32_t n = read(arguments, args);
    nb::gil_scoped_release release;
    return graph_.call(f, args, n);
  }
  nb::list call_many(nb::handle function, nb::sequence all) {
    Node f = node_of(function);
    struct Given {
      Node args[kMostArguments];
      uint32_t n;
    };
    std::vector<Given> given;
    for (nb::handle arguments : all) {
      Given one{};
      one.n = read(nb::borrow<nb::sequence>(arguments), one.args);
      given.push_back(one);
    }
    std::vector<Node> found(given.size());
    {
      nb::gil_scoped_release release;
      for (size_t k = 0; k < given.size(); k++) {
        found[k] = graph_.call(f, given[k].args, given[k].n);
      }
    }
    nb::list out;
    for (Node node : found) out.append(node);
    return out;
  }
  std::string kind(Node node) { return graph_.kind(checked(node)); }
  nb::bytes key(Node node) {
    std::string key = graph_.key(checked(node));
    return nb::bytes(key.data(), key.size());
  }
  nb::object value(Node node, size_t k) {
    if (k >= graph_.inputs()) throw nb::index_error("no such input");
    auto owner = std::make_shared<Shared>();
    const Value& v = graph_.value(checked(node), k);
    if (holds_functions(v)) return nb::str("(functions)");
    try {
      return to_plain(owner, v, kMostShown);
    } catch (const Failure& failure) {
      raise(failure, "");
    }
  }
  nb::object grids(Node node) {
    checked(node);
    nb::list out;
    for (size_t k = 0; k < graph_.inputs(); k++) {
      const Value& v = graph_.value(node, k);
      if (!v.is(Tag::Grid)) return nb::none();
      out.append(grid_to_plain(v.grid()));
    }
    return out;
  }
  nb::object cells(Node node) {
    checked(node);
    nb::list out;
    for (size_t k = 0; k < graph_.inputs(); k++) {
      const Value& v = graph_.value(node, k);
      if (!v.is(Tag::Grid)) return nb::none();
      const GridNode& g = v.grid();
      out.append(nb::make_tuple(g.high, g.wide, nb::bytes(g.cells(), g.n)));
    }
    return out;
  }
  nb::list matches(Node node, nb::sequence wanted) {
    checked(node);
    nb::list out;
    size_t k = 0;
    for (nb::handle grid : wanted) {
      if (k >= graph_.inputs()) throw nb::value_error("more grids than inputs");
      Input read;
      read_input(grid, read);
      const Value& v = graph_.value(node, k++);
      out.append(v.is(Tag::Grid) && v.grid().high == read.high && v.grid().wide == read.wide &&
                 std::memcmp(v.grid().cells(), read.cells, v.grid().n) == 0);
    }
    return out;
  }

 private:
  static constexpr uint64_t kMostShown = 1'000'000;

  static Limits limits(int64_t steps, int64_t size) {
    Limits limits;
    limits.steps = steps;
    limits.size = size;
    limits.seconds = 1e9;  // steps decide, so that a search is the same on every machine
    return limits;
  }
  Node checked(Node node) const {
    if (node < 0 || static_cast<size_t>(node) >= graph_.size()) {
      throw nb::index_error("no such node");
    }
    return node;
  }
  Node node_of(nb::handle function) {
    if (PyLong_Check(function.ptr())) return checked(nb::cast<Node>(function));
    return this->function(nb::cast<std::string>(function));
  }
  uint32_t read(nb::sequence arguments, Node* args) {
    uint32_t n = 0;
    for (nb::handle argument : arguments) {
      if (n == kMostArguments) throw nb::value_error("more arguments than any function takes");
      args[n++] = checked(nb::cast<Node>(argument));
    }
    return n;
  }

  Graph graph_;
};

}  // namespace arc
