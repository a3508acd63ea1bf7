// Indices, moving, bounds and outlines of patches.
#include <algorithm>
#include <cstring>

#include "bodies/pieces.hpp"

namespace arc::body {

namespace {

constexpr int64_t kRay = 42;       // steps that `shoot` goes, as in the published language
constexpr int64_t kFrontier = 30;  // length of a frontier

Value around(Run& run, const Value& loc, const int (*offsets)[2], int n) {
  int64_t i, j;
  loose_pair(run, loc, i, j);
  near(i - 1, j - 1);
  near(i + 1, j + 1);
  IndicesNode* node = run.indices(n);
  for (int k = 0; k < n; k++) {
    node->data()[k] = pack(static_cast<int32_t>(i) + offsets[k][0],
                           static_cast<int32_t>(j) + offsets[k][1]);
  }
  return Value::of(node);
}

// The rectangle without its inside.
Value outline(Run& run, int64_t top, int64_t left, int64_t bottom, int64_t right) {
  near(top, left);
  near(bottom, right);
  int64_t high = bottom - top + 1, wide = right - left + 1;
  if (high <= 2 || wide <= 2) return rectangle(run, top, left, bottom, right);
  IndicesNode* node = run.indices(2 * wide + 2 * (high - 2));
  Packed* out = node->data();
  auto row = [&](int64_t i) {
    for (int64_t j = left; j <= right; j++) {
      *out++ = pack(static_cast<int32_t>(i), static_cast<int32_t>(j));
    }
  };
  row(top);
  for (int64_t i = top + 1; i < bottom; i++) {
    *out++ = pack(static_cast<int32_t>(i), static_cast<int32_t>(left));
    *out++ = pack(static_cast<int32_t>(i), static_cast<int32_t>(right));
  }
  row(bottom);
  node->box = {static_cast<int32_t>(top), static_cast<int32_t>(left),
               static_cast<int32_t>(bottom), static_cast<int32_t>(right)};
  node->flags = kBoxed;
  return Value::of(node);
}

Value line(Run& run, int64_t ai, int64_t aj, int64_t bi, int64_t bj) {
  int64_t di = bi - ai, dj = bj - aj;
  if (di != 0 && dj != 0 && di != dj && di != -dj) return kEmpty;
  int64_t steps = std::max(std::abs(di), std::abs(dj));
  run.check_size(steps + 1);
  near(ai, aj);
  near(bi, bj);
  if (di < 0 || (di == 0 && dj < 0)) {  // made in ascending order
    std::swap(ai, bi);
    std::swap(aj, bj);
    di = -di;
    dj = -dj;
  }
  int32_t si = (di > 0) - (di < 0), sj = (dj > 0) - (dj < 0);
  IndicesNode* node = run.indices(steps + 1);
  for (int64_t k = 0; k <= steps; k++) {
    node->data()[k] = pack(static_cast<int32_t>(ai + k * si), static_cast<int32_t>(aj + k * sj));
  }
  node->box = {static_cast<int32_t>(ai), static_cast<int32_t>(std::min(aj, bj)),
               static_cast<int32_t>(bi), static_cast<int32_t>(std::max(aj, bj))};
  node->flags = kBoxed;
  return Value::of(node);
}

}  // namespace

// ---------------------------------------------------------------- indices and moving

Value asindices(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::asindices(run, a);
  const GridNode& g = a[0].grid();
  return rectangle(run, 0, 0, g.high - 1, g.wide - 1);
}

Value ofcolor(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::ofcolor(run, a);
  const GridNode& g = a[0].grid();
  if (!is_byte(a[1])) return kEmpty;
  int8_t wanted = static_cast<int8_t>(a[1].number());
  near(g.high, g.wide);
  IndicesNode* node = run.indices(g.n);
  Packed* out = node->data();
  const int8_t* cells = g.cells();
  for (int32_t i = 0; i < g.high; i++) {
    Packed p = pack(i, 0);
    for (int32_t j = 0; j < g.wide; j++, cells++) {
      *out = p + static_cast<Packed>(j);
      out += *cells == wanted;
    }
  }
  return finish_sorted(run, node, static_cast<size_t>(out - node->data()));
}

Value asobject(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::asobject(run, a);
  const GridNode& g = a[0].grid();
  near(g.high, g.wide);
  Counts counts(g);
  uint32_t start[256];
  uint32_t total = 0;
  for (int v = counts.first; v < counts.end; v++) {
    start[v] = total;
    total += counts.of[v];
  }
  ObjectNode* node = run.object(g.n);
  const int8_t* cells = g.cells();
  for (int32_t i = 0; i < g.high; i++) {
    for (int32_t j = 0; j < g.wide; j++, cells++) {
      node->data()[start[*cells + 128]++] = pack_cell(*cells, pack(i, j));
    }
  }
  node->box = {0, 0, g.high - 1, g.wide - 1};
  node->flags = kBoxed;
  return Value::of(node);
}

Value toobject(Run& run, const Value* a) {
  if (!a[1].is(Tag::Grid)) return plain::toobject(run, a);
  Patch patch(run, a[0]);
  const GridNode& g = a[1].grid();
  ObjectNode* node = run.object(patch.size());
  PackedCell* out = node->data();
  patch.each([&](Packed p) {
    int32_t i = row_of(p), j = col_of(p);
    if (i >= 0 && j >= 0 && i < g.high && j < g.wide) *out++ = pack_cell(g.at(i, j), p);
  });
  size_t n = static_cast<size_t>(out - node->data());
  n = sort_unique(run, node->data(), n);
  return finish_sorted(run, node, n);
}

Value toindices(Run& run, const Value* a) {
  if (a[0].is(Tag::Indices)) return a[0];
  if (a[0].is_tuple()) {  // a tuple of pairs stays as it is
    Members m(run, a[0]);
    if (m.size() == 0) return kEmpty;
    Value member = m[0];
    if (member.is_tuple() && size_of(member) == 2 && !member.is(Tag::Cell)) return a[0];
  }
  return indices_only(run, Patch(run, a[0]));
}

Value recolor(Run& run, const Value* a) {
  Patch patch(run, a[1]);
  if (patch.empty()) return kEmpty;
  int32_t colour = near_colour(a[0].number());
  Value flat = indices_only(run, patch);
  const IndicesNode& from = flat.indices();
  ObjectNode* node = run.object(from.n);
  PackedCell high = pack_cell(colour, 0);
  for (uint32_t k = 0; k < from.n; k++) node->data()[k] = high | from.data()[k];
  if (from.flags & kBoxed) {
    node->box = from.box;
    node->flags = kBoxed;
  }
  return Value::of(node);
}

Value shift(Run& run, const Value* a) {
  if (a[0].is_container() && size_of(a[0]) == 0) return a[0];
  Patch patch(run, a[0]);
  int64_t di, dj;
  exact_pair(run, a[1], di, dj);
  return shifted(run, patch, di, dj);
}

Value normalize(Run& run, const Value* a) {
  if (a[0].is_container() && size_of(a[0]) == 0) return a[0];
  Patch patch(run, a[0]);
  const Box& b = patch.box();
  return shifted(run, patch, -static_cast<int64_t>(b.top), -static_cast<int64_t>(b.left));
}

Value dneighbors(Run& run, const Value* a) {
  static constexpr int kOffsets[][2] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
  return around(run, a[0], kOffsets, 4);
}
Value ineighbors(Run& run, const Value* a) {
  static constexpr int kOffsets[][2] = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
  return around(run, a[0], kOffsets, 4);
}
Value neighbors(Run& run, const Value* a) {
  static constexpr int kOffsets[][2] = {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1},
                                        {0, 1},   {1, -1}, {1, 0},  {1, 1}};
  return around(run, a[0], kOffsets, 8);
}

// ---------------------------------------------------------------- bounds

Value uppermost(Run& run, const Value* a) { return Value::integer(Patch(run, a[0]).box().top); }
Value lowermost(Run& run, const Value* a) { return Value::integer(Patch(run, a[0]).box().bottom); }
Value leftmost(Run& run, const Value* a) { return Value::integer(Patch(run, a[0]).box().left); }
Value rightmost(Run& run, const Value* a) { return Value::integer(Patch(run, a[0]).box().right); }

Value ulcorner(Run& run, const Value* a) {
  Patch p(run, a[0]);
  return p.empty() ? kEmptyTuple : Value::pair(p.box().top, p.box().left);
}
Value urcorner(Run& run, const Value* a) {
  Patch p(run, a[0]);
  return p.empty() ? kEmptyTuple : Value::pair(p.box().top, p.box().right);
}
Value llcorner(Run& run, const Value* a) {
  Patch p(run, a[0]);
  return p.empty() ? kEmptyTuple : Value::pair(p.box().bottom, p.box().left);
}
Value lrcorner(Run& run, const Value* a) {
  Patch p(run, a[0]);
  return p.empty() ? kEmptyTuple : Value::pair(p.box().bottom, p.box().right);
}

Value corners(Run& run, const Value* a) {
  Patch p(run, a[0]);
  if (p.empty()) return make_sorted_set(run, &kEmptyTuple, 1);
  const Box& b = p.box();
  Value all[4] = {Value::pair(b.top, b.left), Value::pair(b.top, b.right),
                  Value::pair(b.bottom, b.left), Value::pair(b.bottom, b.right)};
  return make_set(run, all, 4);
}

Value center(Run& run, const Value* a) {
  // The height of a tuple is its length: it serves as a patch and as a grid.
  Patch p(run, a[0]);
  const Box& b = p.box();
  int64_t high = height(run, a).number(), wide = width(run, a).number();
  return int_pair(run, b.top + high / 2, b.left + wide / 2);
}

Value centerofmass(Run& run, const Value* a) {
  if (a[0].is_container() && size_of(a[0]) == 0) return kEmptyTuple;
  int64_t rows = 0, cols = 0, n = 0;
  Patch p(run, a[0]);
  p.each([&](Packed x) {
    rows += row_of(x);
    cols += col_of(x);
    n++;
  });
  if (a[0].is_tuple()) {  // repeats count
    Members m(run, a[0]);
    rows = cols = 0;
    n = m.size();
    for (uint32_t k = 0; k < m.size(); k++) {
      Value v = m[k];
      Value index = v.is(Tag::Cell) ? Value::index(index_of(v.packed_cell())) : v;
      rows += index.pair_row();
      cols += index.pair_col();
    }
  }
  auto mean = [n](int64_t sum) {
    int64_t q = sum / n;
    return sum % n != 0 && sum < 0 ? q - 1 : q;
  };
  return int_pair(run, mean(rows), mean(cols));
}

// ---------------------------------------------------------------- outlines

Value backdrop(Run& run, const Value* a) {
  Patch p(run, a[0]);
  if (p.empty()) return kEmpty;
  const Box& b = p.box();
  return rectangle(run, b.top, b.left, b.bottom, b.right);
}

Value delta(Run& run, const Value* a) {
  Patch p(run, a[0]);
  if (p.empty()) return kEmpty;
  Value both[2] = {backdrop(run, a), indices_only(run, p)};
  run.read(weight(both[0]));
  return difference(run, both);
}

Value box(Run& run, const Value* a) {
  if (a[0].is_container() && size_of(a[0]) == 0) return a[0];
  Box b = Patch(run, a[0]).box();
  return outline(run, b.top, b.left, b.bottom, b.right);
}

Value outbox(Run& run, const Value* a) {
  Box b = Patch(run, a[0]).box();
  return outline(run, b.top - 1, b.left - 1, b.bottom + 1, b.right + 1);
}

Value inbox(Run& run, const Value* a) {
  Box b = Patch(run, a[0]).box();
  int top = std::min(b.top + 1, b.bottom - 1), bottom = std::max(b.top + 1, b.bottom - 1);
  int left = std::min(b.left + 1, b.right - 1), right = std::max(b.left + 1, b.right - 1);
  return outline(run, top, left, bottom, right);
}

Value connect(Run& run, const Value* a) {
  int64_t ai, aj, bi, bj;
  exact_pair(run, a[0], ai, aj);
  exact_pair(run, a[1], bi, bj);
  checked(static_cast<__int128>(bi) - ai);
  checked(static_cast<__int128>(bj) - aj);
  return line(run, ai, aj, bi, bj);
}

Value shoot(Run& run, const Value* a) {
  int64_t i, j, di, dj;
  loose_pair(run, a[1], di, dj);
  exact_pair(run, a[0], i, j);
  di = checked(static_cast<__int128>(di) * kRay);
  dj = checked(static_cast<__int128>(dj) * kRay);
  return line(run, i, j, checked(static_cast<__int128>(i) + di),
              checked(static_cast<__int128>(j) + dj));
}

Value vfrontier(Run& run, const Value* a) {
  int64_t i, j;
  loose_pair(run, a[0], i, j);
  return rectangle(run, 0, j, kFrontier - 1, j);
}

Value hfrontier(Run& run, const Value* a) {
  int64_t i, j;
  loose_pair(run, a[0], i, j);
  return rectangle(run, i, 0, i, kFrontier - 1);
}

}  // namespace arc::body
