// `Growth` as Python sees it.
#pragma once

#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include "python/graph.hpp"
#include "search/growth.hpp"

namespace arc {

class PyGrowth {
 public:
  PyGrowth(const PyGrowth&) = delete;
  PyGrowth& operator=(const PyGrowth&) = delete;
  PyGrowth(PyGraph& graph, std::vector<std::pair<int32_t, int32_t>> largest)
      : graph_(graph.graph()), growth_(graph.graph(), std::move(largest)) {}

  void name(Node node, int gives) { growth_.name(checked(node), static_cast<uint8_t>(gives)); }
  void place(Node node, int level) {
    if (level < 0 || level > kHighest) throw nb::value_error("a level is 0 to 1000");
    growth_.place(checked(node), level);
  }
  void record(Node node, int64_t bound, Node function, const std::vector<Node>& args) {
    if (args.size() > kMostArguments) throw nb::value_error("more arguments than any function takes");
    Making how;
    how.function = checked(function);
    how.n = static_cast<uint32_t>(args.size());
    for (size_t k = 0; k < args.size(); k++) how.args[k] = checked(args[k]);
    growth_.record(checked(node), bound, how);
  }
  int64_t bound(Node node) const {
    int64_t found = growth_.bound(node);
    return found == kNoBound ? 0 : found;
  }
  int level(Node node) const {
    int32_t found = growth_.level(node);
    return found == kNoLevel ? -1 : found;
  }
  nb::object how(Node node) const {
    const Making& how = growth_.how(node);
    if (how.function < 0) return nb::none();
    nb::list args;
    for (uint32_t k = 0; k < how.n; k++) args.append(how.args[k]);
    return nb::make_tuple(how.function, nb::tuple(args));
  }
  nb::list shelf(const std::string& letter) const {
    nb::list out;
    for (const auto& level : growth_.shelf(hole(letter))) {
      nb::list nodes;
      for (Node node : level) nodes.append(node);
      out.append(nodes);
    }
    return out;
  }
  // Steps are lists (function, argument, ...): slots, or nodes n as -1 - n.
  void add_template(const std::string& holes, int level, const std::vector<std::vector<int>>& steps) {
    Template made;
    for (char letter : holes) made.holes.push_back(static_cast<uint8_t>(hole({letter})));
    made.level = level < 1 ? 1 : level;
    if (made.holes.empty() || made.holes.size() > 8) throw nb::value_error("1 to 8 holes");
    size_t slots = made.holes.size();
    for (const auto& given : steps) {
      TemplateStep step;
      if (given.size() < 2 || given.size() > 1 + kMostArguments) throw nb::value_error("no step");
      for (int ref : given) {
        if (ref >= 0 && static_cast<size_t>(ref) >= slots) throw nb::value_error("no such slot");
        if (ref < 0) checked(-1 - ref);
      }
      step.function = given[0];
      step.n = static_cast<uint32_t>(given.size() - 1);
      for (size_t k = 1; k < given.size(); k++) step.args[k - 1] = given[k];
      made.steps.push_back(step);
      slots++;
    }
    if (made.steps.empty()) throw nb::value_error("a template needs a step");
    growth_.add_template(std::move(made));
  }
  int grow(int64_t calls, int highest) {
    if (highest > kHighest) throw nb::value_error("a level is 0 to 1000");
    nb::gil_scoped_release release;
    return growth_.grow(calls, highest);
  }

  Growth& growth() { return growth_; }
  Node checked(Node node) const {
    if (node < 0 || static_cast<size_t>(node) >= graph_.size()) throw nb::index_error("no such node");
    return node;
  }

 private:
  static constexpr int kHighest = 1000;
  static size_t hole(const std::string& letter) {
    for (size_t k = 0; k < kHoles; k++) {
      if (letter.size() == 1 && kLetters[k] == letter[0]) return k;
    }
    throw nb::value_error("no such hole");
  }

  Graph& graph_;
  Growth growth_;
};

}  // namespace arc
