// Growing the nodes of a graph in order of cost, by templates.
//
// The meaning is that of `codeit.search.growing`, which is the same in Python: levels, shelves of
// nodes by the hole they fill, the call that made each node, bounds that keep a node from being made
// of itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "search/graph.hpp"

namespace arc {

constexpr const char* kLetters = "gospuncvtqwibf";  // holes, by letter
constexpr size_t kHoles = 14;
constexpr int64_t kFine = 64;  // parts of a level
constexpr int32_t kNoLevel = INT32_MAX;
constexpr int64_t kNoBound = INT64_MAX;

// A slot, or a node n as -1 - n.
using Ref = int32_t;

struct TemplateStep {
  Ref function = 0;
  Ref args[kMostArguments]{};
  uint32_t n = 0;
};

struct Template {
  std::vector<uint8_t> holes;  // positions in kLetters
  int32_t level = 1;
  std::vector<TemplateStep> steps;
};

struct Making {
  Node function = -1;
  Node args[kMostArguments]{};
  uint32_t n = 0;
};

class Growth {
 public:
  // Larger grids take no part: heights and widths on the first inputs.
  Growth(Graph& graph, std::vector<std::pair<int32_t, int32_t>> largest)
      : graph_(graph), largest_(std::move(largest)) {}

  void name(Node node, uint8_t gives);  // a name of the language, what its calls give, see below
  bool is_name(Node node) const { return at(nodes_, node).name; }
  void place(Node node, int32_t level);
  void record(Node node, int64_t bound, const Making& how);
  int64_t bound(Node node) const { return at(nodes_, node).bound; }
  int32_t level(Node node) const { return at(nodes_, node).level; }
  const Making& how(Node node) const { return at(nodes_, node).how; }
  const std::vector<std::vector<Node>>& shelf(size_t hole) const { return shelves_[hole]; }
  // A template whose nodes in steps may be names; steps without slots are called at once.
  void add_template(const Template& given);
  // A call of a program's line, -1 if it fails. Its value costs that many parts of a level, or one
  // more than the dearest part of the call if that is more; less if it is known for less.
  Node add_line(const Making& how, int64_t cost);
  // Apply all templates level by level until so many calls are made; the level reached.
  int32_t grow(int64_t calls, int32_t highest);
  Graph& graph() { return graph_; }

  static constexpr uint8_t kColour = 1;  // gives a colour
  static constexpr uint8_t kEither = 2;  // may give a colour

 private:
  struct Kept {
    int32_t level = kNoLevel;
    int64_t bound = kNoBound;
    Making how;
    bool name = false, lettered = false;
    uint8_t gives = 0;
    uint16_t letters = 0;  // a bit for each hole that it fills
  };
  static const Kept& at(const std::vector<Kept>& nodes, Node node) {
    static const Kept none;
    return static_cast<size_t>(node) < nodes.size() ? nodes[static_cast<size_t>(node)] : none;
  }
  Kept& kept(Node node);
  uint16_t letters_of(Node node);
  bool too_large(Node node) const;
  int64_t above(const Making& how) const;
  bool combine(const Template& t, size_t hole, int32_t rest, int32_t level, Node* chosen);
  void make(const Template& t, const Node* chosen, int32_t level);

  Graph& graph_;
  std::vector<std::pair<int32_t, int32_t>> largest_;
  std::vector<Kept> nodes_;
  std::vector<std::vector<Node>> shelves_[kHoles];
  std::vector<Template> templates_;
  std::vector<Node> slots_;
  size_t stop_ = 0;  // calls of the graph at which growing ends
};

}  // namespace arc
