// How patches lie to one another.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "bodies/pieces.hpp"

namespace arc::body {

namespace {

constexpr int kMostMoves = 42;  // steps that `gravitate` tries, as in the published language

int gap(int low, int high, int other_low, int other_high) {
  return low > other_high ? low - other_high : other_low > high ? other_low - high : 0;
}

// No pair of cells is nearer than the boxes.
int least_gap(const Box& a, const Box& b) {
  return gap(a.top, a.bottom, b.top, b.bottom) + gap(a.left, a.right, b.left, b.right);
}

struct Places {
  int32_t* rows;
  int32_t* cols;
  uint32_t n;
  Places(Run& run, const Patch& p)
      : rows(run.scratch<int32_t>(p.size())), cols(run.scratch<int32_t>(p.size())), n(p.size()) {
    uint32_t k = 0;
    p.each([&](Packed x) {
      rows[k] = row_of(x);
      cols[k++] = col_of(x);
    });
  }
};

// Least distance of a cell of one, moved, to a cell of the other.
int32_t distance(Run& run, const Places& a, const Places& b, int32_t di, int32_t dj) {
  run.read(static_cast<uint64_t>(a.n) * b.n);
  int32_t least = INT32_MAX;
  for (uint32_t k = 0; k < a.n; k++) {
    int32_t i = a.rows[k] + di, j = a.cols[k] + dj;
    for (uint32_t q = 0; q < b.n; q++) {
      int32_t d = std::abs(i - b.rows[q]) + std::abs(j - b.cols[q]);
      least = d < least ? d : least;
    }
    if (least == 0) return 0;
  }
  return least;
}

bool share(Run& run, const Value* a, bool rows) {
  Patch p(run, a[0]), q(run, a[1]);
  if (p.empty() || q.empty()) return false;
  size_t bytes = size_t{kNear} * 2 / 8;
  auto mark = run.arena.mark();
  uint8_t* seen = run.scratch<uint8_t>(bytes);
  // Only the part that the patch touches is cleared.
  const Box& b = p.box();
  int low = (rows ? b.top : b.left) + kNear, high = (rows ? b.bottom : b.right) + kNear;
  std::memset(seen + low / 8, 0, static_cast<size_t>(high / 8 - low / 8 + 1));
  auto line = [&](Packed x) { return static_cast<int>(rows ? x >> 16 : x & 0xffff); };
  p.each([&](Packed x) { seen[line(x) / 8] |= static_cast<uint8_t>(1 << (line(x) % 8)); });
  bool found = false;
  q.each([&](Packed x) {
    int at = line(x);
    if (at >= low && at <= high) found = found || (seen[at / 8] >> (at % 8) & 1);
  });
  run.arena.rewind(mark);
  return found;
}

Value line_of(Run& run, const Value* a, bool vertical) {
  int64_t high = height(run, a).number(), wide = width(run, a).number();
  int64_t n = size_of(a[0]);
  return Value::boolean(vertical ? wide == 1 && high == n : high == 1 && wide == n);
}

}  // namespace

Value vline(Run& run, const Value* a) { return line_of(run, a, true); }
Value hline(Run& run, const Value* a) { return line_of(run, a, false); }
Value hmatching(Run& run, const Value* a) { return Value::boolean(share(run, a, true)); }
Value vmatching(Run& run, const Value* a) { return Value::boolean(share(run, a, false)); }

Value manhattan(Run& run, const Value* a) {
  Patch p(run, a[0]), q(run, a[1]);
  if (p.empty() || q.empty()) fail("an empty patch");
  return Value::integer(distance(run, Places(run, p), Places(run, q), 0, 0));
}

Value adjacent(Run& run, const Value* a) {
  Patch p(run, a[0]), q(run, a[1]);
  if (p.empty() || q.empty()) fail("an empty patch");
  if (least_gap(p.box(), q.box()) > 1) return Value::boolean(false);
  return Value::boolean(distance(run, Places(run, p), Places(run, q), 0, 0) == 1);
}

Value bordering(Run& run, const Value* a) {
  Box b = Patch(run, a[0]).box();
  if (b.top == 0 || b.left == 0) return Value::boolean(true);
  if (!a[1].is(Tag::Grid)) return plain::bordering(run, a);
  const GridNode& g = a[1].grid();
  return Value::boolean(b.bottom == g.high - 1 || b.right == g.wide - 1);
}

Value position(Run& run, const Value* a) {
  int64_t ai, aj, bi, bj;
  exact_pair(run, center(run, a), ai, aj);
  exact_pair(run, center(run, a + 1), bi, bj);
  if (ai == bi) return Value::pair(0, aj < bj ? 1 : -1);
  return Value::pair(ai < bi ? 1 : -1, aj < bj ? 1 : aj > bj ? -1 : 0);
}

Value gravitate(Run& run, const Value* a) {
  int64_t si, sj, di, dj;
  exact_pair(run, center(run, a), si, sj);
  exact_pair(run, center(run, a + 1), di, dj);
  Patch p(run, a[0]), q(run, a[1]);
  int32_t i = 0, j = 0;
  if (share(run, a, false)) i = si < di ? 1 : -1;
  else j = sj < dj ? 1 : -1;
  Places x(run, p), y(run, q);
  Box b = p.box();
  for (int32_t count = 0; count < kMostMoves; count++) {
    Box moved{b.top + count * i, b.left + count * j, b.bottom + count * i, b.right + count * j};
    if (least_gap(moved, q.box()) > 1) continue;
    if (distance(run, x, y, count * i, count * j) == 1) return Value::pair(count * i, count * j);
  }
  return Value::pair(kMostMoves * i, kMostMoves * j);
}

}  // namespace arc::body
