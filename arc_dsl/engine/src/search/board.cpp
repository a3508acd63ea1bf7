#include "search/board.hpp"

#include "search/beam.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace arc {

namespace {

uint64_t hashed(const uint64_t* words, size_t n, uint64_t h) {
  for (size_t k = 0; k < n; k++) {
    h = (h ^ words[k]) * 0xd6e8feb86659fd93u;
    h ^= h >> 32;
  }
  return h;
}

void set(std::vector<uint64_t>& mask, size_t at) { mask[at >> 6] |= uint64_t{1} << (at & 63); }
void clear(std::vector<uint64_t>& mask, size_t at) { mask[at >> 6] &= ~(uint64_t{1} << (at & 63)); }

size_t overlap(const uint64_t* a, const uint64_t* b, size_t n) {
  size_t found = 0;
  for (size_t k = 0; k < n; k++) {
    const uint64_t both = a[k] & b[k];
    if (both) found += static_cast<size_t>(std::popcount(both));
  }
  return found;
}

size_t popcount(const uint64_t* words, size_t n) {
  size_t found = 0;
  for (size_t k = 0; k < n; k++) found += static_cast<size_t>(std::popcount(words[k]));
  return found;
}

}  // namespace

Board::Board(Growth& growth, std::vector<Shape> shape, Node size,
             const std::vector<std::string>& wanted, std::vector<Node> colours)
    : growth_(growth), graph_(growth.graph()), shape_(std::move(shape)), size_(size),
      fixed_(std::move(colours)) {
  for (const std::string& grid : wanted) {
    starts_.push_back(wanted_.size());
    wanted_.insert(wanted_.end(), grid.begin(), grid.end());
  }
  cells_ = wanted_.size();
  starts_.push_back(cells_);
  words_ = (cells_ + 63) / 64;
  ones_.assign(words_, 0);
  equal_.assign(10, Mask(words_, 0));
  for (size_t at = 0; at < cells_; at++) {
    set(ones_, at);
    set(equal_[static_cast<size_t>(wanted_[at])], at);
  }
  for (int c = 0; c < 10; c++) {
    if (count(equal_[static_cast<size_t>(c)])) palette_.push_back(c);
  }
  for (size_t k = 0; k + 1 < starts_.size(); k++) {
    spans_.emplace_back(words_, 0);
    for (size_t at = starts_[k]; at < starts_[k + 1]; at++) set(spans_[k], at);
  }
}

size_t Board::count(const Mask& m) const { return popcount(m.data(), words_); }

void Board::add(const Mask& claimed, const Mask& wrong, const Piece& piece) {
  uint64_t h = hashed(wrong.data(), words_, hashed(claimed.data(), words_, 0x9e3779b97f4a7c15u));
  auto [from, to] = known_.equal_range(h);
  for (auto it = from; it != to; ++it) {
    const uint32_t p = it->second;
    if (!std::memcmp(this->claimed(p), claimed.data(), words_ * 8) &&
        !std::memcmp(this->wrong(p), wrong.data(), words_ * 8)) {
      if (piece.cost < pieces_[p].cost) pieces_[p] = piece;
      return;
    }
  }
  known_.emplace(h, static_cast<uint32_t>(pieces_.size()));
  pieces_.push_back(piece);
  masks_.insert(masks_.end(), claimed.begin(), claimed.end());
  masks_.insert(masks_.end(), wrong.begin(), wrong.end());
}

void Board::find_colours() {
  const size_t demonstrations = spans_.size();
  const auto take = [&](std::vector<int8_t> values, int32_t level, Node node) {
    if (colours_.emplace(values, std::make_pair(level, node)).second) {
      colour_order_.push_back(std::move(values));
    }
  };
  for (char letter : {'c', 'n'}) {
    size_t hole = std::string(kLetters).find(letter);
    const auto& shelf = growth_.shelf(hole);
    for (size_t level = 0; level < shelf.size(); level++) {
      for (Node node : shelf[level]) {
        std::vector<int8_t> values;
        for (size_t k = 0; k < demonstrations; k++) {
          int64_t v = graph_.value(node, k).number();
          if (v < 0 || v > 9) break;
          values.push_back(static_cast<int8_t>(v));
        }
        if (values.size() == demonstrations) take(values, static_cast<int32_t>(level), node);
      }
    }
  }
  for (int8_t c = 0; c < 10; c++) {
    take(std::vector<int8_t>(demonstrations, c), costs_.new_colour, fixed_[static_cast<size_t>(c)]);
  }
}

std::pair<int32_t, Node> Board::fixed(int colour) const {
  return colours_.at(std::vector<int8_t>(spans_.size(), static_cast<int8_t>(colour)));
}

void Board::make_pieces(size_t values, size_t layers) {
  find_colours();
  add_canvases();
  const std::string letters = kLetters;
  for (char letter : {'g', 'o', 'p'}) {
    size_t left = values;
    const auto& shelf = growth_.shelf(letters.find(letter));
    for (size_t level = 0; level < shelf.size() && left; level++) {
      for (size_t k = 0; k < shelf[level].size() && left; k++, left--) {
        if (letter == 'g') {
          add_grid(shelf[level][k], static_cast<int32_t>(level));
        } else {
          add_patch(shelf[level][k], static_cast<int32_t>(level), letter == 'o');
        }
      }
    }
  }
  for (uint32_t p = 0; p < pieces_.size(); p++) {
    bool bottom = pieces_[p].how == How::Whole || pieces_[p].how == How::Canvas;
    (bottom ? bottoms_ : layers_).push_back(p);
  }
  std::stable_sort(layers_.begin(), layers_.end(),
                   [&](uint32_t a, uint32_t b) { return pieces_[a].cost < pieces_[b].cost; });
  if (layers_.size() > layers) layers_.resize(layers);
}

void Board::add_canvases() {
  int32_t size_level = growth_.level(size_);
  if (size_level == kNoLevel) size_level = 0;
  for (const auto& values : colour_order_) {
    Mask wrong(words_, 0);
    for (size_t k = 0; k < spans_.size(); k++) {
      const Mask& equal = equal_[static_cast<size_t>(values[k])];
      for (size_t w = 0; w < words_; w++) wrong[w] |= spans_[k][w] & ~equal[w];
    }
    if (wrong == ones_) continue;
    auto [level, colour] = colours_.at(values);
    add(ones_, wrong, {level + size_level + costs_.layer, How::Canvas, size_, colour, -1});
  }
}

void Board::add_grid(Node node, int32_t level) {
  for (size_t k = 0; k < graph_.inputs(); k++) {
    const GridNode& g = graph_.value(node, k).grid();
    if (g.high != shape_[k].high || g.wide != shape_[k].wide) return;
  }
  Mask wrong(words_, 0);
  std::vector<Mask> of(10, Mask(words_, 0));
  for (size_t k = 0; k < spans_.size(); k++) {
    const GridNode& g = graph_.value(node, k).grid();
    for (uint32_t c = 0; c < g.n; c++) {
      const size_t at = starts_[k] + c;
      const int8_t colour = g.cells()[c];
      if (colour != wanted_[at]) set(wrong, at);
      if (colour >= 0 && colour < 10) set(of[static_cast<size_t>(colour)], at);
    }
  }
  if (wrong != ones_) add(ones_, wrong, {level, How::Whole, node, -1, -1});
  for (int c = 0; c < 10; c++) {
    const Mask& claimed = of[static_cast<size_t>(c)];
    const size_t cells = count(claimed);
    if (!cells || cells == cells_) continue;
    auto [level_of, colour] = fixed(c);
    const int32_t cost = level + level_of + costs_.layer + costs_.source;
    Mask own(words_), rest(words_), left(words_);
    for (size_t w = 0; w < words_; w++) {
      own[w] = claimed[w] & wrong[w];
      rest[w] = ones_[w] & ~claimed[w];
      left[w] = rest[w] & wrong[w];
    }
    if (count(own) * 2 < cells) add(claimed, own, {cost, How::Colour, node, colour, colour});
    if (count(left) * 2 < cells_ - cells) add(rest, left, {cost, How::Rest, node, colour, -1});
    add_filled(node, cost, claimed, How::Colour, colour);
  }
}

void Board::add_patch(Node node, int32_t level, bool object) {
  Mask claimed(words_, 0), wrong(words_, 0);
  for (size_t k = 0; k < spans_.size(); k++) {
    const Value& v = graph_.value(node, k);
    const Shape& s = shape_[k];
    const auto put = [&](int32_t i, int32_t j, int32_t colour) {
      if (i < 0 || j < 0 || i >= s.high || j >= s.wide) return;
      const size_t at = starts_[k] + static_cast<size_t>(i) * static_cast<size_t>(s.wide) +
                        static_cast<size_t>(j);
      set(claimed, at);
      if (colour == wanted_[at]) {
        clear(wrong, at);  // of several colours on a cell the last, which is the highest, stays
      } else {
        set(wrong, at);
      }
    };
    if (v.is(Tag::Object)) {
      for (PackedCell c : v.object()) put(row_of(index_of(c)), col_of(index_of(c)), colour_of(c));
    } else {
      for (Packed p : v.indices()) put(row_of(p), col_of(p), -1);
    }
  }
  if (!count(claimed)) return;
  const int32_t cost = level + costs_.layer;
  if (object) add(claimed, wrong, {cost, How::Paint, node, -1, -1});
  add_filled(node, cost, claimed, How::Fill, -1);
}

void Board::add_filled(Node node, int32_t cost, const Mask& claimed, How how, Node source) {
  const size_t cells = count(claimed);
  Mask wrong(words_);
  for (int c : palette_) {
    size_t right = 0;
    for (size_t w = 0; w < words_; w++) {
      const uint64_t both = claimed[w] & equal_[static_cast<size_t>(c)][w];
      right += static_cast<size_t>(std::popcount(both));
      wrong[w] = claimed[w] & ~both;
    }
    if (right * 2 <= cells) continue;
    auto [level, colour] = fixed(c);
    if (colour != source) add(claimed, wrong, {cost + level, how, node, colour, source});
    if (right == cells) return;
  }
  std::vector<int8_t> needed;
  for (const Mask& span : spans_) {
    int fits = -1;
    for (int c : palette_) {
      bool any = false, all = true;
      for (size_t w = 0; w < words_; w++) {
        const uint64_t here = claimed[w] & span[w];
        any |= here != 0;
        all &= (here & ~equal_[static_cast<size_t>(c)][w]) == 0;
      }
      if (!any) return;
      if (all) {
        fits = c;
        break;
      }
    }
    if (fits < 0) return;
    needed.push_back(static_cast<int8_t>(fits));
  }
  if (std::all_of(needed.begin(), needed.end(), [&](int8_t c) { return c == needed[0]; })) return;
  auto known = colours_.find(needed);
  if (known == colours_.end() || known->second.second == source) return;
  std::fill(wrong.begin(), wrong.end(), 0);
  add(claimed, wrong, {cost + known->second.first, how, node, known->second.second, source});
}

// What each layer has wrong itself: a stack is left with that, and without what the layer covers.
std::vector<size_t> Board::harms(const Mask& mask) const {
  std::vector<size_t> found;
  for (uint32_t p : layers_) found.push_back(overlap(wrong(p), mask.data(), words_));
  return found;
}

// What is wrong when a piece lies on a stack.
void Board::lay(const Stack& under, uint32_t p, const Mask& mask, Mask& left) const {
  const uint64_t *over = claimed(p), *bad = wrong(p);
  for (size_t w = 0; w < words_; w++) {
    left[w] = (under.wrong[w] & ~over[w]) | (bad[w] & mask[w]);
  }
}

std::vector<Stack> Board::assemble(int left_out, size_t width, int depth, int32_t slack) const {
  Mask mask = ones_;
  if (left_out >= 0 && static_cast<size_t>(left_out) < spans_.size()) {
    for (size_t w = 0; w < words_; w++) mask[w] &= ~spans_[static_cast<size_t>(left_out)][w];
  }
  const auto promise = [&](const Stack& s) {
    const size_t cells = popcount(s.wrong.data(), words_);
    return s.cost + (cells ? costs_.wrong_at_all + std::log2(static_cast<double>(cells)) : 0.0);
  };
  const auto better = [](const Stack& a, const Stack& b) { return a.promise < b.promise; };
  std::vector<Stack> beam, found;
  for (uint32_t p : bottoms_) {
    Stack s{{p}, Mask(words_), pieces_[p].cost, 0};
    for (size_t w = 0; w < words_; w++) s.wrong[w] = wrong(p)[w] & mask[w];
    s.promise = promise(s);
    beam.push_back(std::move(s));
  }
  std::stable_sort(beam.begin(), beam.end(), better);
  if (beam.size() > 2 * width) beam.resize(2 * width);
  const auto solved = [&](const Stack& s) { return popcount(s.wrong.data(), words_) == 0; };
  for (const Stack& s : beam) {
    if (solved(s)) found.push_back(s);
  }
  Mask left(words_);
  const std::vector<size_t> harm = harms(mask);
  for (int layer = 0; layer < depth; layer++) {
    int32_t best = 1 << 30;
    for (const Stack& s : found) best = std::min(best, s.cost);
    Grown grown(beam.size() * layers_.size());
    for (uint32_t parent = 0; parent < beam.size(); parent++) {
      const Stack& s = beam[parent];
      const size_t cells = popcount(s.wrong.data(), words_);
      if (!cells || s.cost >= best + slack) continue;
      for (size_t k = 0; k < layers_.size(); k++) {
        const uint32_t p = layers_[k];
        const Piece& piece = pieces_[p];
        if (piece.cost > best + slack - s.cost) break;
        if (harm[k] >= cells) continue;
        const size_t covered = overlap(s.wrong.data(), claimed(p), words_);
        if (covered <= harm[k]) continue;
        lay(s, p, mask, left);
        const size_t remaining = cells - covered + harm[k];
        // Solutions are kept apart by their layers, the others by what they leave wrong.
        const uint64_t h = remaining ? hashed(left.data(), words_, 1)
                                     : hashed(claimed(p), words_,
                                              hashed(s.wrong.data(), words_, 2));
        const Laid made{parent, p, s.cost + piece.cost, static_cast<uint32_t>(remaining)};
        grown.take(h, made, [&](const Laid& known) {
          if (known.cells != made.cells) return false;
          if (!made.cells) return true;
          const Stack& under = beam[known.parent];
          const uint64_t *over = claimed(known.piece), *bad = wrong(known.piece);
          for (size_t w = 0; w < words_; w++) {
            if (((under.wrong[w] & ~over[w]) | (bad[w] & mask[w])) != left[w]) return false;
          }
          return true;
        });
      }
    }
    std::vector<Stack> next;
    for (const Laid& laid : grown.best(width, costs_.wrong_at_all)) {
      const Stack& under = beam[laid.parent];
      Stack made{under.pieces, Mask(words_), laid.cost, 0};
      made.pieces.push_back(laid.piece);
      lay(under, laid.piece, mask, made.wrong);
      (laid.cells ? next : found).push_back(std::move(made));
    }
    beam = std::move(next);
    if (beam.empty()) break;
  }
  std::stable_sort(found.begin(), found.end(), [](const Stack& a, const Stack& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.pieces.size() < b.pieces.size();
  });
  return found;
}

bool Board::nearest(size_t most, uint32_t& bottom, std::vector<uint32_t>& layers) const {
  if (bottoms_.empty()) return false;
  const auto cells = [&](uint32_t p) { return popcount(wrong(p), words_); };
  bottom = *std::min_element(bottoms_.begin(), bottoms_.end(), [&](uint32_t a, uint32_t b) {
    return std::make_pair(cells(a), pieces_[a].cost) < std::make_pair(cells(b), pieces_[b].cost);
  });
  struct Useful {
    bool harms;
    size_t left;
    int32_t cost;
    Node node;
    uint32_t piece;
  };
  std::vector<Useful> useful;
  const size_t before = cells(bottom);
  for (uint32_t p : layers_) {
    size_t left = 0;
    bool harms = false;
    for (size_t w = 0; w < words_; w++) {
      left += static_cast<size_t>(
          std::popcount((wrong(bottom)[w] & ~claimed(p)[w]) | wrong(p)[w]));
      harms |= (wrong(p)[w] & ~wrong(bottom)[w]) != 0;
    }
    if (left < before) useful.push_back({harms, left, pieces_[p].cost, pieces_[p].node, p});
  }
  std::stable_sort(useful.begin(), useful.end(), [](const Useful& a, const Useful& b) {
    return std::tie(a.harms, a.left, a.cost, a.node) < std::tie(b.harms, b.left, b.cost, b.node);
  });
  for (size_t k = 0; k < useful.size() && k < most; k++) layers.push_back(useful[k].piece);
  return true;
}

std::vector<Node> Board::nearest_grids(size_t most) const {
  std::vector<uint32_t> order;
  for (uint32_t p : bottoms_) {
    if (pieces_[p].how == How::Whole) order.push_back(p);
  }
  std::vector<size_t> cells(pieces_.size());
  for (uint32_t p : order) cells[p] = popcount(wrong(p), words_);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return std::make_pair(cells[a], pieces_[a].cost) < std::make_pair(cells[b], pieces_[b].cost);
  });
  std::vector<Node> found;
  for (size_t k = 0; k < order.size() && k < most; k++) found.push_back(pieces_[order[k]].node);
  return found;
}

}  // namespace arc
