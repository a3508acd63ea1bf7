// Grids turned, mirrored, cut, scaled and joined; patches mirrored and scaled.
#include <algorithm>
#include <cstring>

#include "bodies/pieces.hpp"

namespace arc::body {

namespace {

template <class F>
Value made(Run& run, int64_t high, int64_t wide, F cell) {
  GridNode* node;
  Value v = blank(run, high, wide, node);
  if (!node) return v;
  int8_t* out = node->cells();
  for (int32_t i = 0; i < node->high; i++) {
    for (int32_t j = 0; j < node->wide; j++) *out++ = cell(i, j);
  }
  return v;
}

// Rows from top to bottom, columns from left to right, ends excluded.
Value part(Run& run, const GridNode& g, int64_t top, int64_t left, int64_t bottom, int64_t right) {
  GridNode* node;
  Value v = blank(run, bottom - top, right - left, node);
  if (!node) return v;
  size_t wide = static_cast<size_t>(right - left);
  for (int64_t i = top; i < bottom; i++) {
    std::memcpy(node->cells() + static_cast<size_t>(i - top) * wide,
                g.cells() + static_cast<size_t>(i) * static_cast<size_t>(g.wide) +
                    static_cast<size_t>(left),
                wide);
  }
  return v;
}

Value cropped(Run& run, const GridNode& g, int64_t i, int64_t j, int64_t high, int64_t wide) {
  int64_t top = i, left = j, bottom = checked(static_cast<__int128>(i) + high),
          right = checked(static_cast<__int128>(j) + wide);
  slice(g.high, top, bottom);
  slice(g.wide, left, right);
  return part(run, g, top, left, bottom, right);
}

template <class F>
Value mirrored(Run& run, const Value& v, F place) {
  Patch patch(run, v);
  Box b = patch.box();
  return relocate(run, patch, [&](int32_t i, int32_t j) { return place(b, i, j); });
}

Value scaled(Run& run, const GridNode& g, int64_t down, int64_t across) {
  if (down <= 0) return kEmptyTuple;
  if (across <= 0) return empty_rows(run, checked(static_cast<__int128>(g.high) * down));
  if (down > INT32_MAX || across > INT32_MAX) fail_size(INT32_MAX);
  GridNode* node = run.grid(g.high * down, g.wide * across);
  size_t wide = static_cast<size_t>(node->wide);
  int8_t* out = node->cells();
  for (int32_t i = 0; i < g.high; i++) {
    int8_t* row = out;
    for (int32_t j = 0; j < g.wide; j++) {
      std::memset(out, g.at(i, j), static_cast<size_t>(across));
      out += across;
    }
    for (int64_t k = 1; k < down; k++) {
      std::memcpy(out, row, wide);
      out += wide;
    }
  }
  return Value::of(node);
}

Value split(Run& run, const Value* a, bool columns) {
  const GridNode& g = a[0].grid();
  int64_t n = a[1].number(), extent = columns ? g.wide : g.high;
  if (n == 0) fail("division by zero");
  if (n < 0) return kEmptyTuple;
  int64_t each = extent / n, stride = each + (extent % n != 0);
  TupleNode* node = run.tuple(n);
  // Every part has all rows: what the result will cost is known before 10,000 of them are made.
  if (columns && n * g.high > run.budget.left()) run.read(static_cast<uint64_t>(n * g.high));
  for (int64_t k = 0; k < n; k++) {
    node->data()[k] = columns ? cropped(run, g, 0, k * stride, g.high, each)
                              : cropped(run, g, k * stride, 0, each, g.wide);
  }
  return finish(run, node);
}

}  // namespace

#define ARC_GRID_ONLY(name) \
  if (!a[0].is(Tag::Grid)) return plain::name(run, a); \
  const GridNode& g = a[0].grid();
#define ARC_GRID_OR_TUPLE(name) \
  if (a[0].is_tuple() && !a[0].is(Tag::Grid)) return plain::name(run, a);

// ---------------------------------------------------------------- turns and mirrors

Value rot90(Run& run, const Value* a) {
  ARC_GRID_ONLY(rot90)
  return made(run, g.wide, g.high, [&](int32_t i, int32_t j) { return g.at(g.high - 1 - j, i); });
}
Value rot180(Run& run, const Value* a) {
  ARC_GRID_ONLY(rot180)
  GridNode* node = run.grid(g.high, g.wide);
  std::reverse_copy(g.cells(), g.cells() + g.n, node->cells());
  return Value::of(node);
}
Value rot270(Run& run, const Value* a) {
  ARC_GRID_ONLY(rot270)
  return made(run, g.wide, g.high, [&](int32_t i, int32_t j) { return g.at(j, g.wide - 1 - i); });
}

Value hmirror(Run& run, const Value* a) {
  ARC_GRID_OR_TUPLE(hmirror)
  if (!a[0].is(Tag::Grid)) {
    return mirrored(run, a[0], [](const Box& b, int32_t i, int32_t j) {
      return pack(b.top + b.bottom - i, j);
    });
  }
  const GridNode& g = a[0].grid();
  GridNode* node = run.grid(g.high, g.wide);
  size_t wide = static_cast<size_t>(g.wide);
  for (int32_t i = 0; i < g.high; i++) {
    std::memcpy(node->cells() + static_cast<size_t>(i) * wide,
                g.cells() + static_cast<size_t>(g.high - 1 - i) * wide, wide);
  }
  return Value::of(node);
}
Value vmirror(Run& run, const Value* a) {
  ARC_GRID_OR_TUPLE(vmirror)
  if (!a[0].is(Tag::Grid)) {
    return mirrored(run, a[0], [](const Box& b, int32_t i, int32_t j) {
      return pack(i, b.left + b.right - j);
    });
  }
  const GridNode& g = a[0].grid();
  return made(run, g.high, g.wide, [&](int32_t i, int32_t j) { return g.at(i, g.wide - 1 - j); });
}
Value dmirror(Run& run, const Value* a) {
  ARC_GRID_OR_TUPLE(dmirror)
  if (!a[0].is(Tag::Grid)) {
    return mirrored(run, a[0], [](const Box& b, int32_t i, int32_t j) {
      return near(b.top + j - b.left, b.left + i - b.top);
    });
  }
  const GridNode& g = a[0].grid();
  return made(run, g.wide, g.high, [&](int32_t i, int32_t j) { return g.at(j, i); });
}
Value cmirror(Run& run, const Value* a) {
  ARC_GRID_OR_TUPLE(cmirror)
  if (!a[0].is(Tag::Grid)) {
    return mirrored(run, a[0], [](const Box& b, int32_t i, int32_t j) {
      return near(b.top + b.right - j, b.left + b.bottom - i);
    });
  }
  const GridNode& g = a[0].grid();
  return made(run, g.wide, g.high,
              [&](int32_t i, int32_t j) { return g.at(g.high - 1 - j, g.wide - 1 - i); });
}

// ---------------------------------------------------------------- parts

Value trim(Run& run, const Value* a) {
  ARC_GRID_ONLY(trim)
  return part(run, g, 1, 1, std::max(g.high - 1, 1), std::max(g.wide - 1, 1));
}

Value compress(Run& run, const Value* a) {
  ARC_GRID_ONLY(compress)
  int32_t* rows = run.scratch<int32_t>(static_cast<size_t>(g.high));
  int32_t* cols = run.scratch<int32_t>(static_cast<size_t>(g.wide));
  int32_t high = 0, wide = 0;
  for (int32_t i = 0; i < g.high; i++) {
    bool same = true;
    for (int32_t j = 1; j < g.wide && same; j++) same = g.at(i, j) == g.at(i, 0);
    if (!same) rows[high++] = i;
  }
  for (int32_t j = 0; j < g.wide; j++) {
    bool same = true;
    for (int32_t i = 1; i < g.high && same; i++) same = g.at(i, j) == g.at(0, j);
    if (!same) cols[wide++] = j;
  }
  return made(run, high, wide, [&](int32_t i, int32_t j) { return g.at(rows[i], cols[j]); });
}

Value tophalf(Run& run, const Value* a) {
  ARC_GRID_ONLY(tophalf)
  return part(run, g, 0, 0, g.high / 2, g.wide);
}
Value bottomhalf(Run& run, const Value* a) {
  ARC_GRID_ONLY(bottomhalf)
  return part(run, g, g.high - g.high / 2, 0, g.high, g.wide);
}
Value lefthalf(Run& run, const Value* a) {
  ARC_GRID_ONLY(lefthalf)
  return g.wide < 2 ? kEmptyTuple : part(run, g, 0, 0, g.high, g.wide / 2);
}
Value righthalf(Run& run, const Value* a) {
  ARC_GRID_ONLY(righthalf)
  return g.wide < 2 ? kEmptyTuple : part(run, g, 0, g.wide - g.wide / 2, g.high, g.wide);
}

Value crop(Run& run, const Value* a) {
  ARC_GRID_ONLY(crop)
  int64_t i, j, high, wide;
  loose_pair(run, a[1], i, j);
  loose_pair(run, a[2], high, wide);
  return cropped(run, g, i, j, high, wide);
}

Value subgrid(Run& run, const Value* a) {
  if (!a[1].is(Tag::Grid)) return plain::subgrid(run, a);
  Box b = Patch(run, a[0]).box();
  Value extent = shape(run, a);
  return cropped(run, a[1].grid(), b.top, b.left, extent.pair_row(), extent.pair_col());
}

Value hsplit(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::hsplit(run, a);
  return split(run, a, true);
}
Value vsplit(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::vsplit(run, a);
  return split(run, a, false);
}

// ---------------------------------------------------------------- scale and join

Value hupscale(Run& run, const Value* a) {
  ARC_GRID_ONLY(hupscale)
  return scaled(run, g, 1, a[1].number());
}
Value vupscale(Run& run, const Value* a) {
  ARC_GRID_ONLY(vupscale)
  return scaled(run, g, a[1].number(), 1);
}

Value upscale(Run& run, const Value* a) {
  ARC_GRID_OR_TUPLE(upscale)
  int64_t factor = a[1].number();
  if (a[0].is(Tag::Grid)) return scaled(run, a[0].grid(), factor, factor);
  Patch patch(run, a[0]);
  if (patch.empty()) return kEmpty;
  const ObjectNode& from = patch.object();
  if (factor <= 0) return kEmpty;
  Box b = patch.box();
  if (factor > kNear * 2) near(factor, factor);
  near(b.top + b.height() * factor, b.left + b.width() * factor);
  int64_t times = factor * factor;
  run.check_size(times);
  ObjectNode* node = run.object(from.n * times);
  PackedCell* out = node->data();
  int32_t f = static_cast<int32_t>(factor);
  for (PackedCell c : from) {
    int32_t i = b.top + (row_of(index_of(c)) - b.top) * f;
    int32_t j = b.left + (col_of(index_of(c)) - b.left) * f;
    for (int32_t p = 0; p < f; p++) {
      for (int32_t q = 0; q < f; q++) *out++ = pack_cell(colour_of(c), pack(i + p, j + q));
    }
  }
  return finish(run, node);
}

Value downscale(Run& run, const Value* a) {
  ARC_GRID_ONLY(downscale)
  int64_t factor = a[1].number();
  if (factor == 0) fail("division by zero");
  factor = std::min<int64_t>(std::abs(factor), INT32_MAX);
  int32_t f = static_cast<int32_t>(factor);
  return made(run, (g.high - 1) / f + 1, (g.wide - 1) / f + 1,
              [&](int32_t i, int32_t j) { return g.at(i * f, j * f); });
}

Value hconcat(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid) || !a[1].is(Tag::Grid)) return plain::hconcat(run, a);
  const GridNode &g = a[0].grid(), &h = a[1].grid();
  GridNode* node = run.grid(std::min(g.high, h.high), static_cast<int64_t>(g.wide) + h.wide);
  int8_t* out = node->cells();
  for (int32_t i = 0; i < node->high; i++) {
    std::memcpy(out, &g.cells()[static_cast<size_t>(i) * g.wide], static_cast<size_t>(g.wide));
    out += g.wide;
    std::memcpy(out, &h.cells()[static_cast<size_t>(i) * h.wide], static_cast<size_t>(h.wide));
    out += h.wide;
  }
  return Value::of(node);
}

Value vconcat(Run& run, const Value* a) {
  // Two numbers are added, as in the published language.
  if (a[0].is_number() && a[1].is_number()) return add(run, a);
  if (!a[0].is_tuple()) fail_type("a grid", a[0]);
  if (!a[1].is_tuple()) fail_type("a grid", a[1]);
  return combine(run, a);
}

// ---------------------------------------------------------------- values

Value cellwise(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid) || !a[1].is(Tag::Grid) || !is_byte(a[2])) return plain::cellwise(run, a);
  const GridNode &g = a[0].grid(), &h = a[1].grid();
  if (h.high < g.high || h.wide < g.wide) fail("the second grid is too small");
  int8_t other = static_cast<int8_t>(a[2].number());
  return made(run, g.high, g.wide, [&](int32_t i, int32_t j) {
    int8_t c = g.at(i, j);
    return c == h.at(i, j) ? c : other;
  });
}

Value replace(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::replace(run, a);
  const GridNode& g = a[0].grid();
  if (!is_byte(a[1])) return a[0];
  if (!is_byte(a[2])) return plain::replace(run, a);
  int8_t from = static_cast<int8_t>(a[1].number()), to = static_cast<int8_t>(a[2].number());
  GridNode* node = run.grid(g.high, g.wide);
  const int8_t* in = g.cells();
  int8_t* out = node->cells();
  for (uint32_t k = 0; k < g.n; k++) out[k] = in[k] == from ? to : in[k];
  return Value::of(node);
}

Value switch_(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid) || !is_byte(a[1]) || !is_byte(a[2])) return plain::switch_(run, a);
  const GridNode& g = a[0].grid();
  int8_t x = static_cast<int8_t>(a[1].number()), y = static_cast<int8_t>(a[2].number());
  GridNode* node = run.grid(g.high, g.wide);
  const int8_t* in = g.cells();
  int8_t* out = node->cells();
  for (uint32_t k = 0; k < g.n; k++) out[k] = in[k] == x ? y : in[k] == y ? x : in[k];
  return Value::of(node);
}

Value canvas(Run& run, const Value* a) {
  int64_t high, wide;
  loose_pair(run, a[1], high, wide);
  if (!is_byte(a[0])) return plain::canvas(run, a);
  GridNode* node;
  Value v = blank(run, high, wide, node);
  if (node) std::memset(node->cells(), static_cast<int>(a[0].number()), node->n);
  return v;
}

Value index(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::index(run, a);
  int64_t i, j;
  exact_pair(run, a[1], i, j);
  const GridNode& g = a[0].grid();
  if (i < 0 || j < 0 || i >= g.high || j >= g.wide) return Value();
  return Value::integer(g.at(static_cast<int32_t>(i), static_cast<int32_t>(j)));
}

}  // namespace arc::body
