// Pieces that values can put on a canvas, and stacks of them that make the wanted outputs.
//
// The meaning is that of `codeit.search.plain.board`, which is the same in Python.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "search/growth.hpp"

namespace arc {

struct Shape {
  int32_t high, wide;
};

enum class How : uint8_t { Whole, Canvas, Paint, Fill, Colour, Rest };

struct Piece {
  int32_t cost = 0;  // levels
  How how = How::Whole;
  Node node = -1, colour = -1, source = -1;
};

struct Stack {
  std::vector<uint32_t> pieces;  // the bottom first
  std::vector<uint64_t> wrong;
  int32_t cost = 0;
  double promise = 0;
};

struct BoardCosts {
  int32_t layer = 4;          // levels of one more layer
  int32_t source = 2;         // of naming the cells of a grid's colour
  int32_t new_colour = 6;     // of a colour that no value gives
  double wrong_at_all = 4.0;  // levels that a stack with wrong cells is charged at once
};

class Board {
 public:
  // `shape`: of every input's canvas. `wanted`: the demonstrations' outputs, cells in a row.
  Board(Growth& growth, std::vector<Shape> shape, Node size, const std::vector<std::string>& wanted,
        std::vector<Node> colours);
  // Make the pieces of at most so many values of each kind; keep so many as layers.
  void make_pieces(size_t values, size_t layers);
  // Stacks right on all demonstrations but `left_out` (-1: none), cheapest first.
  std::vector<Stack> assemble(int left_out, size_t width, int depth, int32_t slack) const;
  const Piece& piece(uint32_t number) const { return pieces_.at(number); }
  // The bottom with the fewest wrong cells, then the layers that mend most of it; false if none.
  bool nearest(size_t most, uint32_t& bottom, std::vector<uint32_t>& layers) const;
  std::vector<Node> nearest_grids(size_t most) const;
  size_t size() const { return pieces_.size(); }

 private:
  using Mask = std::vector<uint64_t>;
  using Colours = std::map<std::vector<int8_t>, std::pair<int32_t, Node>>;
  const uint64_t* claimed(uint32_t p) const { return &masks_[p * 2 * words_]; }
  const uint64_t* wrong(uint32_t p) const { return &masks_[(p * 2 + 1) * words_]; }
  void add(const Mask& claimed, const Mask& wrong, const Piece& piece);
  void find_colours();
  void add_canvases();
  void add_grid(Node node, int32_t level);
  void add_patch(Node node, int32_t level, bool object);
  void add_filled(Node node, int32_t cost, const Mask& claimed, How how, Node source);
  std::pair<int32_t, Node> fixed(int colour) const;
  size_t count(const Mask& m) const;
  std::vector<size_t> harms(const Mask& mask) const;
  void lay(const Stack& under, uint32_t p, const Mask& mask, Mask& left) const;

  Growth& growth_;
  Graph& graph_;
  std::vector<Shape> shape_;
  Node size_;
  std::vector<int8_t> wanted_;
  std::vector<size_t> starts_;  // of each demonstration's cells, and the end
  size_t cells_ = 0, words_ = 0;
  std::vector<Node> fixed_;  // the ten colours' nodes
  std::vector<int> palette_;
  std::vector<Mask> equal_;  // for each colour, where it is wanted
  std::vector<Mask> spans_;
  Mask ones_;
  Colours colours_;
  std::vector<std::vector<int8_t>> colour_order_;
  std::vector<Piece> pieces_;
  std::vector<uint64_t> masks_;
  std::unordered_multimap<uint64_t, uint32_t> known_;
  std::vector<uint32_t> bottoms_, layers_;
  BoardCosts costs_;
};

}  // namespace arc
