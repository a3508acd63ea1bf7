// What may stand in the next beam of a board's search.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace arc {

// A piece laid on a stack of the beam.
struct Laid {
  uint32_t parent, piece;
  int32_t cost;
  uint32_t cells;  // still wrong
};

// What may stand in the beam next: the cheapest of equal ones, in the order in which they came.
class Grown {
 public:
  explicit Grown(size_t most) {
    size_t size = 64;
    while (size < 2 * std::min<size_t>(most, 1 << 16)) size *= 2;
    slots_.assign(size, 0);
  }

  template <class Same>
  void take(uint64_t hash, const Laid& made, const Same& same) {
    if (2 * laid_.size() >= slots_.size()) widen();
    size_t at = hash & (slots_.size() - 1);
    for (; slots_[at]; at = (at + 1) & (slots_.size() - 1)) {
      const size_t known = slots_[at] - 1;
      if (hashes_[known] == hash && same(laid_[known])) {
        if (made.cost < laid_[known].cost) laid_[known] = made;
        return;
      }
    }
    laid_.push_back(made);
    hashes_.push_back(hash);
    slots_[at] = static_cast<uint32_t>(laid_.size());
  }

  // All that have no wrong cells, then `width` others: the most promising first.
  std::vector<Laid> best(size_t width, double wrong_at_all) const {
    std::vector<std::pair<double, uint32_t>> solved, others;
    for (uint32_t k = 0; k < laid_.size(); k++) {
      const Laid& l = laid_[k];
      if (!l.cells) {
        solved.emplace_back(l.cost, k);
      } else {
        others.emplace_back(l.cost + (wrong_at_all + std::log2(static_cast<double>(l.cells))), k);
      }
    }
    std::sort(solved.begin(), solved.end());
    width = std::min(width, others.size());
    std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(width),
                      others.end());
    others.resize(width);
    std::vector<Laid> found;
    for (const auto* some : {&solved, &others}) {
      for (const auto& [promise, k] : *some) found.push_back(laid_[k]);
    }
    return found;
  }

 private:
  void widen() {
    slots_.assign(2 * slots_.size(), 0);
    for (size_t k = 0; k < laid_.size(); k++) {
      size_t at = hashes_[k] & (slots_.size() - 1);
      while (slots_[at]) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = static_cast<uint32_t>(k + 1);
    }
  }

  std::vector<Laid> laid_;
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> slots_;  // one more than a place in these, 0 for none
};

}  // namespace arc
