// Objects from grids.
#include <algorithm>
#include <cstring>

#include "pieces.hpp"

namespace arc::body {

namespace {

uint32_t root(uint32_t* parent, uint32_t k) {
  while (parent[k] != k) {
    parent[k] = parent[parent[k]];
    k = parent[k];
  }
  return k;
}

void join(uint32_t* parent, uint32_t a, uint32_t b) {
  a = root(parent, a);
  b = root(parent, b);
  if (a < b) parent[b] = a;
  else parent[a] = b;
}

// The set of some objects that have no cell in common.
Value set_of_objects(Run& run, ObjectNode** nodes, uint32_t n) {
  if (n == 0) return kEmpty;
  std::sort(nodes, nodes + n, [](const ObjectNode* p, const ObjectNode* q) {
    return p->data()[0] < q->data()[0];
  });
  Value* all = run.scratch<Value>(n);
  for (uint32_t k = 0; k < n; k++) all[k] = Value::of(static_cast<const ObjectNode*>(nodes[k]));
  return make_sorted_set(run, all, n);
}

Value by_colour(Run& run, const GridNode& g, int skipped) {
  near(g.high, g.wide);
  Counts counts(g);
  ObjectNode* of[256];
  PackedCell* out[256];
  ObjectNode* nodes[256];
  uint32_t n = 0;
  for (int v = 0; v < 256; v++) {
    of[v] = nullptr;
    if (counts.of[v] == 0 || v - 128 == skipped) continue;
    of[v] = nodes[n++] = run.object(counts.of[v]);
    out[v] = of[v]->data();
  }
  const int8_t* cells = g.cells();
  for (int32_t i = 0; i < g.high; i++) {
    for (int32_t j = 0; j < g.wide; j++, cells++) {
      int v = *cells + 128;
      if (of[v]) *out[v]++ = pack_cell(*cells, pack(i, j));
    }
  }
  return set_of_objects(run, nodes, n);
}

constexpr int kNoColour = 1000;

}  // namespace

Value objects(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::objects(run, a);
  const GridNode& g = a[0].grid();
  bool univalued = truth(a[1]), diagonal = truth(a[2]), without = truth(a[3]);
  near(g.high, g.wide);
  int background = without ? most_colour(g) : kNoColour;
  int32_t high = g.high, wide = g.wide;
  uint32_t w = static_cast<uint32_t>(wide);
  const int8_t* cells = g.cells();
  uint32_t* parent = run.scratch<uint32_t>(g.n);
  for (uint32_t k = 0; k < g.n; k++) parent[k] = k;
  for (int32_t i = 0; i < high; i++) {
    for (int32_t j = 0; j < wide; j++) {
      uint32_t k = static_cast<uint32_t>(i) * w + static_cast<uint32_t>(j);
      int8_t c = cells[k];
      if (c == background) continue;
      auto joins = [&](uint32_t other) {
        int8_t o = cells[other];
        return univalued ? o == c : o != background;
      };
      if (j > 0 && joins(k - 1)) parent[k] = parent[k - 1];
      if (i > 0) {
        if (joins(k - w)) join(parent, k, k - w);
        if (diagonal) {
          if (j > 0 && joins(k - w - 1)) join(parent, k, k - w - 1);
          if (j + 1 < wide && joins(k - w + 1)) join(parent, k, k - w + 1);
        }
      }
    }
  }
  // Components by their first cell; then their cells, row by row.
  uint32_t* count = run.scratch<uint32_t>(g.n);
  std::memset(count, 0, g.n * sizeof(uint32_t));
  uint32_t n = 0;
  for (uint32_t k = 0; k < g.n; k++) {
    if (cells[k] == background) continue;
    uint32_t r = parent[k] = parent[parent[k]];  // a parent comes first: its root is known
    n += r == k;
    count[r]++;
  }
  ObjectNode** nodes = run.scratch<ObjectNode*>(n);
  uint32_t made = 0;
  for (int32_t i = 0; i < high; i++) {
    for (int32_t j = 0; j < wide; j++) {
      uint32_t k = static_cast<uint32_t>(i) * w + static_cast<uint32_t>(j);
      if (cells[k] == background) continue;
      uint32_t r = parent[k];
      if (r == k) {
        nodes[made] = run.object(count[k]);
        nodes[made]->n = 0;
        nodes[made]->box = {i, j, i, j};
        nodes[made]->flags = kBoxed;
        count[k] = made++;
      }
      ObjectNode* node = nodes[count[r]];
      node->data()[node->n++] = pack_cell(cells[k], pack(i, j));
      Box& b = node->box;
      b.bottom = i;
      b.left = std::min(b.left, j);
      b.right = std::max(b.right, j);
    }
  }
  if (!univalued) {
    for (uint32_t k = 0; k < made; k++) sort_unique(run, nodes[k]->data(), nodes[k]->n);
  }
  return set_of_objects(run, nodes, made);
}

Value partition(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::partition(run, a);
  return by_colour(run, a[0].grid(), kNoColour);
}

Value fgpartition(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::fgpartition(run, a);
  return by_colour(run, a[0].grid(), most_colour(a[0].grid()));
}

Value frontiers(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::frontiers(run, a);
  const GridNode& g = a[0].grid();
  near(g.high, g.wide);
  Value* found = run.scratch<Value>(static_cast<size_t>(g.high) + static_cast<size_t>(g.wide));
  size_t n = 0;
  auto line = [&](int32_t length, auto place) {
    int8_t c = g.at(place(0).first, place(0).second);
    for (int32_t k = 1; k < length; k++) {
      if (g.at(place(k).first, place(k).second) != c) return;
    }
    ObjectNode* node = run.object(length);
    for (int32_t k = 0; k < length; k++) {
      node->data()[k] = pack_cell(c, pack(place(k).first, place(k).second));
    }
    found[n++] = Value::of(static_cast<const ObjectNode*>(node));
  };
  using At = std::pair<int32_t, int32_t>;
  for (int32_t i = 0; i < g.high; i++) line(g.wide, [i](int32_t k) { return At(i, k); });
  for (int32_t j = 0; j < g.wide; j++) line(g.high, [j](int32_t k) { return At(k, j); });
  return make_set(run, found, n);
}

Value occurrences(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::occurrences(run, a);
  const GridNode& g = a[0].grid();
  Patch patch(run, a[1]);
  near(g.high, g.wide);
  if (patch.empty()) return rectangle(run, 0, 0, g.high, g.wide);
  const ObjectNode& object = patch.object();
  const Box& b = patch.box();
  // The shape of a tuple is that of a grid.
  Value extent = shape(run, a + 1);
  int32_t h = extent.pair_row(), w = extent.pair_col();
  int32_t down = g.high - h + 1, across = g.wide - w + 1;
  if (down <= 0 || across <= 0) return kEmpty;
  int64_t n = object.n;
  run.read(static_cast<uint64_t>(down) * static_cast<uint64_t>(across) * static_cast<uint64_t>(n));
  struct Probe {
    int32_t offset;
    int8_t colour;
  };
  Probe* probes = run.scratch<Probe>(static_cast<size_t>(n));
  for (int64_t k = 0; k < n; k++) {
    PackedCell c = object.data()[k];
    int32_t colour = colour_of(c);
    if (colour < INT8_MIN || colour > INT8_MAX) return kEmpty;
    int32_t i = row_of(index_of(c)) - b.top, j = col_of(index_of(c)) - b.left;
    if (i >= h || j >= w) fail("a cell outside of its object's shape");
    probes[k] = {i * g.wide + j, static_cast<int8_t>(colour)};
  }
  IndicesNode* node = run.indices(static_cast<int64_t>(down) * across);
  Packed* out = node->data();
  for (int32_t i = 0; i < down; i++) {
    const int8_t* row = g.cells() + static_cast<size_t>(i) * g.wide;
    for (int32_t j = 0; j < across; j++) {
      int64_t k = 0;
      while (k < n && row[j + probes[k].offset] == probes[k].colour) k++;
      if (k == n) *out++ = pack(i, j);
    }
  }
  return finish_sorted(run, node, static_cast<size_t>(out - node->data()));
}

namespace {

Value period(Run& run, const Value& v, bool columns) {
  if (v.is_container() && size_of(v) == 0) return Value::integer(0);
  Patch patch(run, v);
  const Box& b = patch.box();
  int32_t extent = columns ? b.width() : b.height();
  if (extent <= 1) return Value::integer(extent);
  const ObjectNode& object = patch.object();
  int32_t first = columns ? b.left : b.top;
  Packed unit = columns ? 1 : 65536;
  for (int32_t p = 1; p < extent; p++) {
    run.read(object.n);
    bool all = true;
    const PackedCell* at = object.begin();
    for (PackedCell c : object) {
      int32_t place = columns ? col_of(index_of(c)) : row_of(index_of(c));
      if (place - first < p) continue;
      // Cells ascend, and so do the moved ones: one pass suffices.
      PackedCell wanted = c - static_cast<PackedCell>(unit) * static_cast<PackedCell>(p);
      while (at != object.end() && *at < wanted) at++;
      if (at == object.end() || *at != wanted) {
        all = false;
        break;
      }
    }
    if (all) return Value::integer(p);
  }
  return Value::integer(extent);
}

}  // namespace

Value hperiod(Run& run, const Value* a) { return period(run, a[0], true); }
Value vperiod(Run& run, const Value* a) { return period(run, a[0], false); }

}  // namespace arc::body
