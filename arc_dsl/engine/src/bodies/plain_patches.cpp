// Colours, patches and objects of tuples of rows that are no Grid: ragged, without cells, of any
// members. Written straight from the language's specification, without a thought of speed.
#include "bodies/plain.hpp"

namespace arc::plain {

namespace {

Value all_cells(Run& run, const Rows& g) {
  TupleNode* node = run.tuple(static_cast<int64_t>(g.total()));
  size_t at = 0;
  for (int64_t i = 0; i < g.high(); i++) {
    for (uint32_t j = 0; j < g[i].n; j++) node->data()[at++] = g[i].v[j];
  }
  return finish(run, node);
}

Value cell_value(Run& run, const Value& colour, int64_t i, int64_t j) {
  return make_pair(run, colour, int_pair(run, i, j));
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

}  // namespace arc::plain
