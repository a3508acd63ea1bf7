// `Growth` as Python sees it.
#pragma once

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
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
  using Refs = std::vector<int>;
  using Form = std::tuple<std::string, int, std::vector<Refs>>;

  // Templates: holes, level, steps. A step is a function and arguments: slots, or names as
  // -1 - number, whose nodes are given.
  void add_templates(const std::vector<Node>& names, const std::vector<Form>& forms) {
    check_names(names);
    for (const auto& [holes, level, steps] : forms) {
      Template made;
      for (char letter : holes) made.holes.push_back(static_cast<uint8_t>(hole({letter})));
      made.level = level < 1 ? 1 : level;
      if (made.holes.empty() || made.holes.size() > 8) throw nb::value_error("1 to 8 holes");
      if (steps.empty()) throw nb::value_error("a template needs a step");
      for (const Refs& given : steps) {
        const size_t slots = made.holes.size() + made.steps.size();
        check_refs(given, slots, names.size());
        const auto of = [&](int r) { return r >= 0 ? r : -1 - names[static_cast<size_t>(-1 - r)]; };
        TemplateStep step;
        step.function = of(given[0]);
        step.n = static_cast<uint32_t>(given.size() - 1);
        for (size_t k = 1; k < given.size(); k++) step.args[k - 1] = of(given[k]);
        made.steps.push_back(step);
      }
      growth_.add_template(made);
    }
  }
  // Lines of programs: how many each needs, and a function and arguments: numbers of earlier lines,
  // or names as above. A value costs at most `base` levels and `each` for a line that it needs.
  void add_calls(const std::vector<Node>& names, const std::vector<std::pair<int, Refs>>& calls,
                 int base, int each) {
    check_names(names);
    std::vector<Node> made;
    for (const auto& [depth, given] : calls) {
      check_refs(given, made.size(), names.size());
      int64_t level = base + int64_t{each} * depth;
      if (level < 0 || level > kHighest) throw nb::value_error("a level is 0 to 1000");
      Making how;
      how.n = static_cast<uint32_t>(given.size() - 1);
      bool failed = false;
      for (size_t k = 0; k < given.size(); k++) {
        const int r = given[k];
        Node node = r >= 0 ? made[static_cast<size_t>(r)] : names[static_cast<size_t>(-1 - r)];
        failed |= node < 0;
        (k ? how.args[k - 1] : how.function) = node;
      }
      made.push_back(failed ? -1 : growth_.add_line(how, level * kFine));
    }
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
  void check_names(const std::vector<Node>& names) const {
    for (Node node : names) checked(node);
  }
  static void check_refs(const Refs& given, size_t slots, size_t names) {
    if (given.size() < 2 || given.size() > 1 + kMostArguments) throw nb::value_error("no step");
    for (int ref : given) {
      const size_t number = static_cast<size_t>(ref >= 0 ? ref : -1 - ref);
      if (number >= (ref >= 0 ? slots : names)) throw nb::value_error("no such slot");
    }
  }
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
