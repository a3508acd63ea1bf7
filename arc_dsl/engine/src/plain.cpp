// The primitives on tuples of rows that are no Grid: ragged, without cells, of any members.
//
// Written straight from the language's specification, without a thought of speed.
#include <algorithm>

#include "pieces.hpp"

namespace arc::plain {

namespace {

struct Row {
  const Value* v;
  uint32_t n;
  const Value& at(int64_t j) const {
    if (j < 0 || j >= n) fail("a row is too short");
    return v[j];
  }
};

// The rows of a tuple of tuples. Raises Failure if the value is none.
class Rows {
 public:
  Rows(Run& run, const Value& v) {
    if (!v.is_tuple()) fail_type("a grid", v);
    Members m(run, v);
    n_ = m.size();
    rows_ = run.scratch<Row>(n_);
    for (uint32_t i = 0; i < n_; i++) {
      Value row = m[i];
      if (!row.is_tuple()) fail_type("a grid", v);
      Members cells(run, row);
      run.read(cells.size());
      Value* out = run.scratch<Value>(cells.size());
      for (uint32_t j = 0; j < cells.size(); j++) out[j] = cells[j];
      rows_[i] = {out, cells.size()};
      most_ = std::max(most_, cells.size());
      least_ = i ? std::min(least_, cells.size()) : cells.size();
      total_ += cells.size();
    }
  }
  int64_t high() const { return n_; }
  int64_t wide() const {  // of the first row
    if (n_ == 0) fail("a grid without rows");
    return rows_[0].n;
  }
  int64_t least() const { return least_; }
  size_t total() const { return total_; }
  const Row& operator[](int64_t i) const {
    if (i < 0 || i >= n_) fail("a grid has too few rows");
    return rows_[i];
  }
  const Value& at(int64_t i, int64_t j) const { return (*this)[i].at(j); }
  bool inside(int64_t i, int64_t j) const { return i >= 0 && j >= 0 && i < n_ && j < wide(); }

 private:
  Row* rows_;
  uint32_t n_, most_ = 0, least_ = 0;
  size_t total_ = 0;
};

template <class F>
Value row_of_cells(Run& run, int64_t wide, F cell) {
  wide = std::max<int64_t>(wide, 0);
  TupleNode* node = run.tuple(wide);
  for (int64_t j = 0; j < wide; j++) node->data()[j] = cell(j);
  return finish(run, node);
}

template <class F>
Value made(Run& run, int64_t high, F row) {  // row(i) gives a row
  high = std::max<int64_t>(high, 0);
  TupleNode* node = run.tuple(high);
  for (int64_t i = 0; i < high; i++) node->data()[i] = row(i);
  return finish(run, node);
}

template <class F>
Value made(Run& run, int64_t high, int64_t wide, F cell) {
  if (high > 0 && wide > 0) {
    if (high > INT32_MAX || wide > INT32_MAX) fail_size(INT32_MAX);
    run.check_size(high * wide);
  }
  return made(run, high, [&](int64_t i) {
    return row_of_cells(run, wide, [&](int64_t j) { return cell(i, j); });
  });
}

Value transposed(Run& run, const Rows& g) {  // cut to the shortest row
  if (g.high() == 0) return kEmptyTuple;
  return made(run, g.least(), g.high(), [&](int64_t i, int64_t j) { return g.at(j, i); });
}

Value all_cells(Run& run, const Rows& g) {
  TupleNode* node = run.tuple(static_cast<int64_t>(g.total()));
  size_t at = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    for (uint32_t j = 0; j < g[i].n; j++) node->data()[at++] = g[i].v[j];
  }
  return finish(run, node);
}

bool same_all(Run& run, const Row& row) {
  for (uint32_t j = 1; j < row.n; j++) {
    if (!equal(run, row.v[j], row.v[0])) return false;
  }
  return row.n > 0;
}

Value cell_value(Run& run, const Value& colour, int64_t i, int64_t j) {
  return make_pair(run, colour, int_pair(run, i, j));
}

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

Value paint_with(Run& run, const Value& grid, const Value& object, const Value* only) {
  Written w(run, grid);
  Members m(run, object);
  for (uint32_t k = 0; k < m.size(); k++) {
    Value cell = m[k], colour, index;
    if (!cell.is_tuple() || size_of(cell) != 2) fail_type("an object", object);
    two_of(run, cell, colour, index);
    int64_t i, j;
    if (!index.is_tuple()) fail_type("an object", object);
    exact_pair(run, index, i, j);
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
  return made(run, n, [&](int64_t k) {
    return columns ? cut(run, g, 0, k * stride, g.high(), each)
                   : cut(run, g, k * stride, 0, each, wide);
  });
}

}  // namespace

// ---------------------------------------------------------------- colours

Value mostcolor(Run& run, const Value* a) {
  Value all = all_cells(run, Rows(run, a[0]));
  return body::mostcommon(run, &all);
}
Value leastcolor(Run& run, const Value* a) {
  Value all = all_cells(run, Rows(run, a[0]));
  return body::leastcommon(run, &all);
}
Value colorcount(Run& run, const Value* a) {
  Rows g(run, a[0]);
  int64_t n = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    for (uint32_t j = 0; j < g[i].n; j++) n += equal(run, g[i].v[j], a[1]);
  }
  return Value::integer(n);
}
Value palette(Run& run, const Value* a) {
  Rows g(run, a[0]);
  Value* all = run.scratch<Value>(g.total());
  size_t n = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    for (uint32_t j = 0; j < g[i].n; j++) all[n++] = g[i].v[j];
  }
  return make_set(run, all, n);
}
Value numcolors(Run& run, const Value* a) {
  Value found = palette(run, a);
  return Value::integer(size_of(found));
}

// ---------------------------------------------------------------- patches of grids

Value asindices(Run& run, const Value* a) {
  Rows g(run, a[0]);
  return g.high() == 0 ? kEmpty : rectangle(run, 0, 0, g.high() - 1, g.wide() - 1);
}

Value asobject(Run& run, const Value* a) {
  Rows g(run, a[0]);
  Value* all = run.scratch<Value>(g.total());
  size_t n = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    for (uint32_t j = 0; j < g[i].n; j++) all[n++] = cell_value(run, g[i].v[j], i, j);
  }
  return make_set(run, all, n);
}

Value ofcolor(Run& run, const Value* a) {
  Rows g(run, a[0]);
  Value* all = run.scratch<Value>(g.total());
  size_t n = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    for (uint32_t j = 0; j < g[i].n; j++) {
      if (equal(run, g[i].v[j], a[1])) all[n++] = int_pair(run, i, j);
    }
  }
  return make_set(run, all, n);
}

Value toobject(Run& run, const Value* a) {
  Rows g(run, a[1]);
  g.wide();
  Patch patch(run, a[0]);
  Value* all = run.scratch<Value>(patch.size());
  size_t n = 0;
  patch.each([&](Packed p) {
    int64_t i = row_of(p), j = col_of(p);
    if (g.inside(i, j)) all[n++] = cell_value(run, g.at(i, j), i, j);
  });
  return make_set(run, all, n);
}

Value bordering(Run& run, const Value* a) {  // when neither top nor left decides
  Rows g(run, a[1]);
  Box b = Patch(run, a[0]).box();
  return Value::boolean(b.bottom == g.high() - 1 || b.right == g.wide() - 1);
}

// ---------------------------------------------------------------- objects

Value objects(Run& run, const Value* a) {
  Rows g(run, a[0]);
  bool univalued = truth(a[1]), diagonal = truth(a[2]), without = truth(a[3]);
  Value ground;
  if (without) ground = mostcolor(run, a);
  int64_t high = g.high(), wide = g.wide();
  run.check_size(high * wide);
  size_t n = static_cast<size_t>(high * wide);
  auto todo = run.scratch<uint8_t>(n);
  for (int64_t k = 0; k < high * wide; k++) {
    todo[k] = !(without && equal(run, g.at(k / wide, k % wide), ground));
  }
  Value* found = run.scratch<Value>(n);
  int64_t* component = run.scratch<int64_t>(n);
  Value* cells = run.scratch<Value>(n);
  size_t made_objects = 0;
  for (int64_t start = 0; start < high * wide; start++) {
    if (!todo[start]) continue;
    size_t count = 1;
    component[0] = start;
    todo[start] = 0;
    for (size_t at = 0; at < count; at++) {
      int64_t i = component[at] / wide, j = component[at] % wide;
      for (int64_t di = -1; di <= 1; di++) {
        for (int64_t dj = -1; dj <= 1; dj++) {
          if ((!di && !dj) || (di && dj && !diagonal)) continue;
          int64_t p = i + di, q = j + dj;
          if (p < 0 || q < 0 || p >= high || q >= wide || !todo[p * wide + q]) continue;
          if (univalued && !equal(run, g.at(p, q), g.at(i, j))) continue;
          todo[p * wide + q] = 0;
          component[count++] = p * wide + q;
        }
      }
    }
    for (size_t k = 0; k < count; k++) {
      int64_t i = component[k] / wide, j = component[k] % wide;
      cells[k] = cell_value(run, g.at(i, j), i, j);
    }
    found[made_objects++] = make_set(run, cells, count);
  }
  return make_set(run, found, made_objects);
}

namespace {

Value colours_apart(Run& run, const Value* a, bool without) {
  Value ground;
  if (without) ground = mostcolor(run, a);
  Value all = asobject(run, a);
  Members cells(run, all);
  uint32_t n = cells.size();
  Value* found = run.scratch<Value>(n);
  Value* kept = run.scratch<Value>(n);
  size_t objects_found = 0;
  for (uint32_t k = 0; k < n;) {  // cells of a colour follow one another
    Value colour, index;
    two_of(run, cells[k], colour, index);
    size_t count = 0;
    for (; k < n; k++) {
      Value cell = cells[k], other;
      two_of(run, cell, other, index);
      if (!equal(run, other, colour)) break;
      kept[count++] = cell;
    }
    if (without && equal(run, colour, ground)) continue;
    found[objects_found++] = make_set(run, kept, count);
  }
  return make_set(run, found, objects_found);
}

}  // namespace

Value partition(Run& run, const Value* a) { return colours_apart(run, a, false); }
Value fgpartition(Run& run, const Value* a) { return colours_apart(run, a, true); }

Value frontiers(Run& run, const Value* a) {
  Rows g(run, a[0]);
  int64_t high = g.high(), wide = g.wide();
  Value* found = run.scratch<Value>(static_cast<size_t>(high + g.least()));
  Value* cells = run.scratch<Value>(static_cast<size_t>(std::max(high, wide)));
  size_t n = 0;
  for (int64_t i = 0; i < high; i++) {
    if (!same_all(run, g[i])) continue;
    for (int64_t j = 0; j < wide; j++) cells[j] = cell_value(run, g.at(i, j), i, j);
    found[n++] = make_set(run, cells, static_cast<size_t>(wide));
  }
  Value turned = transposed(run, g);
  Rows columns(run, turned);
  for (int64_t j = 0; j < columns.high(); j++) {
    if (!same_all(run, columns[j])) continue;
    for (int64_t i = 0; i < high; i++) cells[i] = cell_value(run, g.at(i, j), i, j);
    found[n++] = make_set(run, cells, static_cast<size_t>(high));
  }
  return make_set(run, found, n);
}

Value occurrences(Run& run, const Value* a) {
  Rows g(run, a[0]);
  int64_t high = g.high(), wide = g.wide();
  Patch patch(run, a[1]);
  if (patch.empty()) return rectangle(run, 0, 0, high, wide);
  const ObjectNode& object = patch.object();
  Box b = patch.box();
  int64_t down = high - b.height() + 1, across = wide - b.width() + 1;
  if (down <= 0 || across <= 0) return kEmpty;
  run.check_size(down * across);
  run.read(static_cast<uint64_t>(down * across) * object.n);
  Value* found = run.scratch<Value>(static_cast<size_t>(down * across));
  size_t n = 0;
  for (int64_t i = 0; i < down; i++) {
    for (int64_t j = 0; j < across; j++) {
      bool all = true;
      for (PackedCell c : object) {
        Packed p = index_of(c);
        const Value& there = g.at(i + row_of(p) - b.top, j + col_of(p) - b.left);
        all = equal(run, there, Value::integer(colour_of(c)));
        if (!all) break;
      }
      if (all) found[n++] = int_pair(run, i, j);
    }
  }
  return make_set(run, found, n);
}

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
