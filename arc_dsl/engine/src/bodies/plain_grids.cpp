// Turns, parts, scaling and painting of tuples of rows that are no Grid: ragged, without cells, of
// any members. Written straight from the language's specification, without a thought of speed.
#include "bodies/plain.hpp"

namespace arc::plain {

namespace {

Value cut(Run& run, const Rows& g, int64_t i, int64_t j, int64_t high, int64_t wide) {
  int64_t top = i, bottom = checked(static_cast<__int128>(i) + high);
  slice(g.high(), top, bottom);
  return made(run, bottom - top, [&](int64_t k) {
    const Row& row = g[top + k];
    int64_t left = j, right = checked(static_cast<__int128>(j) + wide);
    slice(row.n, left, right);
    return row_of_cells(run, right - left, [&](int64_t q) { return row.v[left + q]; });
  });
}

// A copy of the rows to write into.
class Written {
 public:
  Written(Run& run, const Value& v) : run_(run), g_(run, v) {
    g_.wide();
    rows_ = run.scratch<Value*>(static_cast<size_t>(g_.high()));
    for (int64_t i = 0; i < g_.high(); i++) {
      rows_[i] = run.scratch<Value>(g_[i].n);
      std::copy(g_[i].v, g_[i].v + g_[i].n, rows_[i]);
    }
  }
  void write(const Value& value, int64_t i, int64_t j, const Value* only) {
    if (!g_.inside(i, j)) return;
    const Value& before = g_.at(i, j);
    if (!only || equal(run_, before, *only)) rows_[i][j] = value;
  }
  Value done() const {
    return made(run_, g_.high(), [&](int64_t i) { return make_tuple(run_, rows_[i], g_[i].n); });
  }

 private:
  Run& run_;
  Rows g_;
  Value** rows_;
};

Value fill_with(Run& run, const Value& grid, const Value& value, const Value& patch,
                const Value* only) {
  Written w(run, grid);
  Patch(run, patch).each([&](Packed p) { w.write(value, row_of(p), col_of(p), only); });
  return w.done();
}

// Whether a value may be the colour of a cell: an integer of 32 bits, or a Boolean.
bool is_colour(const Value& v) {
  if (v.is(Tag::Bool)) return true;
  return v.is(Tag::Int) && v.number() >= INT32_MIN && v.number() <= INT32_MAX;
}

Value paint_with(Run& run, const Value& grid, const Value& object, const Value* only) {
  Written w(run, grid);
  Members m(run, object);
  for (uint32_t k = 0; k < m.size(); k++) {
    Value cell = m[k], colour, index;
    if (!cell.is_tuple() || size_of(cell) != 2) fail_type("an object", object);
    two_of(run, cell, colour, index);
    int64_t i, j;
    if (!is_colour(colour) || !index.is_tuple()) fail_type("an object", object);
    exact_pair(run, index, i, j);
    if (!near_index(i, j)) fail_type("an object", object);
    w.write(colour, i, j, only);
  }
  return w.done();
}

Value splits(Run& run, const Value* a, bool columns) {
  Rows g(run, a[0]);
  int64_t wide = g.wide(), n = a[1].number(), extent = columns ? wide : g.high();
  if (n == 0) fail("division by zero");
  if (n < 0) return kEmptyTuple;
  int64_t each = extent / n, stride = each + (extent % n != 0);
  run.check_size(n);
  if (columns && n * g.high() > run.budget.left()) run.read(static_cast<uint64_t>(n * g.high()));
  return made(run, n, [&](int64_t k) {
    return columns ? cut(run, g, 0, k * stride, g.high(), each)
                   : cut(run, g, k * stride, 0, each, wide);
  });
}

}  // namespace

// ---------------------------------------------------------------- turns and mirrors

Value rot90(Run& run, const Value* a) {
  Rows g(run, a[0]);
  if (g.high() == 0) return kEmptyTuple;
  return made(run, g.least(), g.high(),
              [&](int64_t i, int64_t j) { return g.at(g.high() - 1 - j, i); });
}
Value rot180(Run& run, const Value* a) {
  Rows g(run, a[0]);
  return made(run, g.high(), [&](int64_t i) {
    const Row& row = g[g.high() - 1 - i];
    return row_of_cells(run, row.n, [&](int64_t j) { return row.at(row.n - 1 - j); });
  });
}
Value rot270(Run& run, const Value* a) {
  Rows g(run, a[0]);
  if (g.high() == 0) return kEmptyTuple;
  int64_t wide = g.least();
  return made(run, wide, g.high(), [&](int64_t i, int64_t j) { return g.at(j, wide - 1 - i); });
}
Value hmirror(Run& run, const Value* a) {  // any tuple reversed
  Members m(run, a[0]);
  return made(run, m.size(),
              [&](int64_t i) { return m[m.size() - 1 - static_cast<uint32_t>(i)]; });
}
Value vmirror(Run& run, const Value* a) {
  Rows g(run, a[0]);
  return made(run, g.high(), [&](int64_t i) {
    const Row& row = g[i];
    return row_of_cells(run, row.n, [&](int64_t j) { return row.at(row.n - 1 - j); });
  });
}
Value dmirror(Run& run, const Value* a) { return transposed(run, Rows(run, a[0])); }
Value cmirror(Run& run, const Value* a) {
  Value turned = rot180(run, a);
  return transposed(run, Rows(run, turned));
}

// ---------------------------------------------------------------- parts

Value trim(Run& run, const Value* a) {
  Rows g(run, a[0]);
  return made(run, g.high() - 2, [&](int64_t i) {
    const Row& row = g[i + 1];
    return row_of_cells(run, static_cast<int64_t>(row.n) - 2,
                        [&](int64_t j) { return row.at(j + 1); });
  });
}

Value compress(Run& run, const Value* a) {
  Rows g(run, a[0]);
  Value turned = transposed(run, g);
  Rows columns(run, turned);
  Value* rows = run.scratch<Value>(static_cast<size_t>(g.high()));
  size_t n = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    const Row& row = g[i];
    if (same_all(run, row)) continue;
    Value* kept = run.scratch<Value>(row.n);
    size_t count = 0;
    for (int64_t j = 0; j < row.n; j++) {
      if (j >= columns.high() || !same_all(run, columns[j])) kept[count++] = row.at(j);
    }
    rows[n++] = make_tuple(run, kept, count);
  }
  return make_tuple(run, rows, n);
}

Value tophalf(Run& run, const Value* a) {
  if (!a[0].is_tuple()) fail_type("a grid", a[0]);
  Members m(run, a[0]);
  return made(run, m.size() / 2, [&](int64_t i) { return m[static_cast<uint32_t>(i)]; });
}
Value bottomhalf(Run& run, const Value* a) {
  if (!a[0].is_tuple()) fail_type("a grid", a[0]);
  Members m(run, a[0]);
  uint32_t half = m.size() / 2;
  return made(run, half,
              [&](int64_t i) { return m[m.size() - half + static_cast<uint32_t>(i)]; });
}

namespace {

Value side(Run& run, const Value* a, Value (*half)(Run&, const Value*)) {
  Value turned = transposed(run, Rows(run, a[0]));
  Value cut_off = half(run, &turned);
  return transposed(run, Rows(run, cut_off));
}

}  // namespace

Value lefthalf(Run& run, const Value* a) { return side(run, a, body::tophalf); }
Value righthalf(Run& run, const Value* a) { return side(run, a, body::bottomhalf); }

Value crop(Run& run, const Value* a) {
  int64_t i, j, high, wide;
  loose_pair(run, a[1], i, j);
  loose_pair(run, a[2], high, wide);
  return cut(run, Rows(run, a[0]), i, j, high, wide);
}

Value subgrid(Run& run, const Value* a) {
  Box b = Patch(run, a[0]).box();
  Value extent = body::shape(run, a);
  return cut(run, Rows(run, a[1]), b.top, b.left, extent.pair_row(), extent.pair_col());
}

Value hsplit(Run& run, const Value* a) { return splits(run, a, true); }
Value vsplit(Run& run, const Value* a) { return splits(run, a, false); }

// ---------------------------------------------------------------- scale and join

Value hupscale(Run& run, const Value* a) {
  Rows g(run, a[0]);
  int64_t factor = std::max<int64_t>(a[1].number(), 0);
  return made(run, g.high(), [&](int64_t i) {
    const Row& row = g[i];
    return row_of_cells(run, checked(static_cast<__int128>(row.n) * factor),
                        [&](int64_t j) { return row.at(j / factor); });
  });
}

Value vupscale(Run& run, const Value* a) {
  if (!a[0].is_tuple()) fail_type("a grid", a[0]);
  Members m(run, a[0]);
  int64_t factor = std::max<int64_t>(a[1].number(), 0);
  return made(run, checked(static_cast<__int128>(m.size()) * factor),
              [&](int64_t i) { return m[static_cast<uint32_t>(i / factor)]; });
}

Value upscale(Run& run, const Value* a) {
  Value across = hupscale(run, a);
  Value given[2] = {across, a[1]};
  return body::vupscale(run, given);
}

Value downscale(Run& run, const Value* a) {
  Rows g(run, a[0]);
  int64_t factor = a[1].number(), wide = g.wide();
  if (factor == 0) fail("division by zero");
  factor = factor < 0 ? -factor : factor;
  int64_t across = wide == 0 ? 0 : (wide - 1) / factor + 1;
  return made(run, (g.high() - 1) / factor + 1, across,
              [&](int64_t i, int64_t j) { return g.at(i * factor, j * factor); });
}

Value hconcat(Run& run, const Value* a) {
  Rows g(run, a[0]), h(run, a[1]);
  return made(run, std::min(g.high(), h.high()), [&](int64_t i) {
    int64_t left = g[i].n;
    return row_of_cells(run, left + h[i].n,
                        [&](int64_t j) { return j < left ? g.at(i, j) : h.at(i, j - left); });
  });
}

// ---------------------------------------------------------------- values

Value cellwise(Run& run, const Value* a) {
  Rows g(run, a[0]), h(run, a[1]);
  int64_t wide = g.wide();
  return made(run, g.high(), wide, [&](int64_t i, int64_t j) {
    return equal(run, g.at(i, j), h.at(i, j)) ? g.at(i, j) : a[2];
  });
}

namespace {

template <class F>
Value mapped(Run& run, const Value& v, F f) {
  Rows g(run, v);
  return made(run, g.high(), [&](int64_t i) {
    const Row& row = g[i];
    return row_of_cells(run, row.n, [&](int64_t j) { return f(row.at(j)); });
  });
}

}  // namespace

Value replace(Run& run, const Value* a) {
  return mapped(run, a[0], [&](const Value& v) { return equal(run, v, a[1]) ? a[2] : v; });
}
Value switch_(Run& run, const Value* a) {
  return mapped(run, a[0], [&](const Value& v) {
    return equal(run, v, a[1]) ? a[2] : equal(run, v, a[2]) ? a[1] : v;
  });
}

Value canvas(Run& run, const Value* a) {
  int64_t high, wide;
  loose_pair(run, a[1], high, wide);
  return made(run, high, wide, [&](int64_t, int64_t) { return a[0]; });
}

Value index(Run& run, const Value* a) {
  int64_t i, j;
  exact_pair(run, a[1], i, j);
  if (!a[0].is_tuple()) fail_type("a grid", a[0]);
  Rows g(run, a[0]);
  g.wide();
  return g.inside(i, j) ? g.at(i, j) : Value();
}

// ---------------------------------------------------------------- painting

Value fill(Run& run, const Value* a) { return fill_with(run, a[0], a[1], a[2], nullptr); }
Value paint(Run& run, const Value* a) { return paint_with(run, a[0], a[1], nullptr); }
Value underfill(Run& run, const Value* a) {
  Value ground = body::mostcolor(run, a);
  return fill_with(run, a[0], a[1], a[2], &ground);
}
Value underpaint(Run& run, const Value* a) {
  Value ground = body::mostcolor(run, a);
  return paint_with(run, a[0], a[1], &ground);
}
Value cover(Run& run, const Value* a) {
  Value ground = body::mostcolor(run, a);
  return fill_with(run, a[0], ground, a[1], nullptr);
}

}  // namespace arc::plain
