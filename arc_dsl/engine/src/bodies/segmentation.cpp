// Objects from grids.
#include <algorithm>
#include <bit>
#include <cstring>

#include "bodies/pieces.hpp"

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
  struct Key {
    PackedCell first;
    const ObjectNode* node;
  };
  SetNode* set = run.set(n);
  auto mark = run.arena.mark();
  Key* keys = run.scratch<Key>(n);
  bool ascending = true;
  for (uint32_t k = 0; k < n; k++) {
    keys[k] = {nodes[k]->data()[0], nodes[k]};
    ascending = ascending && (k == 0 || keys[k - 1].first < keys[k].first);
    set->weight += nodes[k]->n;
  }
  if (!ascending) {
    std::sort(keys, keys + n, [](const Key& p, const Key& q) { return p.first < q.first; });
  }
  for (uint32_t k = 0; k < n; k++) set->data()[k] = Value::of(keys[k].node);
  run.arena.rewind(mark);
  set->depth = nesting(set->data()[0]) + 1;
  return Value::of(static_cast<const SetNode*>(set));
}

Value by_colour(Run& run, const GridNode& g, int skipped) {
  near(g.high, g.wide);
  Counts counts(g);
  ObjectNode* of[256];
  PackedCell* out[256];
  ObjectNode* nodes[256];
  uint32_t n = 0;
  for (int v = counts.first; v < counts.end; v++) {
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

// So many are written at once where a few are likely: then how many there are is no branch that the
// processor had to foresee. What is written too much is overwritten; there must be room for it.
constexpr uint32_t kAtOnce = 4;

// Writes the places of the bits, each plus an offset, behind the first n; gives the new n.
uint32_t list_bits(uint64_t bits, int32_t offset, int32_t* out, uint32_t n) {
  while (bits) {
    for (uint32_t k = 0; k < kAtOnce; k++) {
      out[n] = offset + std::countr_zero(bits);
      n += bits != 0;
      bits &= bits - 1;
    }
  }
  return n;
}

// Rows are read eight cells at a time, the first in the lowest byte.
constexpr int32_t kWord = 8;
constexpr uint64_t kOnes = 0x0101010101010101u;
static_assert(sizeof(GridNode) >= kWord);

// The cells of a row from a place on; beyond its end there are 0. What comes before the row is read
// too: other cells, or the beginning of the node.
uint64_t eight_cells(const int8_t* row, int32_t at, int32_t wide) {
  int32_t beyond = std::max(0, at + kWord - wide);
  uint64_t cells;
  std::memcpy(&cells, row + at - beyond, kWord);
  return cells >> (8 * beyond);
}

// Which of eight bytes are not 0, as the lowest bits.
uint64_t filled_bytes(uint64_t bytes) {
  constexpr uint64_t kLow = kOnes * 0x7f, kGather = 0x0102040810204080u;
  uint64_t filled = (((bytes & kLow) + kLow) | bytes) >> 7 & kOnes;
  return filled * kGather >> 56;
}

// The stretches of cells in the rows of a grid that belong together for certain: neighbours in a row
// that are no background, of one colour if univalued. There are far fewer of them than cells.
struct Stretches {
  int32_t* from;  // first and last column
  int32_t* to;
  uint32_t* row;  // number of the first of each row, and of all
  uint32_t n = 0;

  Stretches(Run& run, const GridNode& g, int background, bool univalued)
      : from(run.scratch<int32_t>(g.n + kAtOnce)), to(run.scratch<int32_t>(g.n + kAtOnce)),
        row(run.scratch<uint32_t>(static_cast<size_t>(g.high) + 1)) {
    uint32_t begun = 0, ended = 0;
    const bool any = background == kNoColour;
    const uint64_t pattern = kOnes * static_cast<uint8_t>(background);
    for (int32_t i = 0; i < g.high; i++) {
      const int8_t* cells = g.cells() + static_cast<size_t>(i) * static_cast<size_t>(g.wide);
      row[i] = begun;
      bool open = false;  // the cell before the block is no background
      uint64_t before = 0;
      for (int32_t j = 0; j < g.wide; j += 64) {
        int32_t wide = std::min(g.wide - j, 64);
        uint64_t inside = wide < 64 ? (uint64_t{1} << wide) - 1 : ~uint64_t{0};
        uint64_t in = 0, unlike = j == 0;  // no background; not as the cell before
        for (int32_t k = 0; k < wide; k += kWord) {
          uint64_t here = eight_cells(cells, j + k, g.wide);
          in |= filled_bytes(here ^ pattern) << k;
          unlike |= filled_bytes(here ^ (here << 8 | before)) << k;
          before = here >> 56;
        }
        in = any ? inside : in & inside;
        uint64_t last = in << 1 | (open ? 1 : 0);  // as `in`, of the cell before
        uint64_t cut = univalued ? (in ^ last) | unlike : in ^ last;
        begun = list_bits(in & cut, j, from, begun);
        ended = list_bits(last & cut & inside, j - 1, to, ended);
        open = in >> (wide - 1) & 1;
      }
      if (open) to[ended++] = g.wide - 1;
    }
    row[g.high] = n = begun;
  }

  // Of each stretch one that comes earlier and belongs to the same object, or itself.
  uint32_t* joined(Run& run, const GridNode& g, bool univalued, bool diagonal) const {
    uint32_t* parent = run.scratch<uint32_t>(n);
    for (uint32_t k = 0; k < n; k++) parent[k] = k;
    int32_t reach = diagonal ? 1 : 0;
    for (int32_t i = 1; i < g.high; i++) {
      const int8_t* here = g.cells() + static_cast<size_t>(i) * static_cast<size_t>(g.wide);
      const int8_t* above = here - g.wide;
      uint32_t first = row[i - 1], last = row[i];
      for (uint32_t k = row[i]; k < row[i + 1]; k++) {
        while (first < last && to[first] + reach < from[k]) first++;
        for (uint32_t up = first; up < last && from[up] <= to[k] + reach; up++) {
          if (!univalued || above[from[up]] == here[from[k]]) join(parent, k, up);
        }
      }
    }
    return parent;
  }
};

}  // namespace

Value objects(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::objects(run, a);
  const GridNode& g = a[0].grid();
  bool univalued = truth(a[1]), diagonal = truth(a[2]), without = truth(a[3]);
  near(g.high, g.wide);
  int background = without ? most_colour(g) : kNoColour;
  const Stretches found(run, g, background, univalued);
  uint32_t* parent = found.joined(run, g, univalued, diagonal);
  // Components by their first stretch; then their cells, row by row.
  uint32_t* count = run.scratch<uint32_t>(found.n);
  uint32_t n = 0;
  for (uint32_t k = 0; k < found.n; k++) {
    uint32_t r = parent[k] = parent[parent[k]];  // a parent comes first: its root is known
    n += r == k;
    count[k] = 0;
    count[r] += static_cast<uint32_t>(found.to[k] - found.from[k] + 1);
  }
  ObjectNode** nodes = run.scratch<ObjectNode*>(n);
  uint32_t made = 0;
  for (int32_t i = 0; i < g.high; i++) {
    const int8_t* row = g.cells() + static_cast<size_t>(i) * static_cast<size_t>(g.wide);
    for (uint32_t k = found.row[i]; k < found.row[i + 1]; k++) {
      int32_t from = found.from[k], to = found.to[k];
      if (parent[k] == k) {
        nodes[made] = run.object(count[k], kAtOnce);
        nodes[made]->n = 0;
        nodes[made]->box = {i, from, i, to};
        nodes[made]->flags = kBoxed;
        count[k] = made++;
      }
      ObjectNode* node = nodes[count[parent[k]]];
      PackedCell* out = node->data() + node->n;
      PackedCell cell = pack_cell(0, pack(i, from));
      for (int32_t j = from; j <= to; j += kAtOnce, out += kAtOnce, cell += kAtOnce) {
        for (int32_t q = 0; q < static_cast<int32_t>(kAtOnce); q++) {
          PackedCell colour = static_cast<PackedCell>(row[std::min(j + q, to)]);
          out[q] = (cell + static_cast<PackedCell>(q)) + (colour << 32);
        }
      }
      node->n += static_cast<uint32_t>(to - from + 1);
      Box& b = node->box;
      b.bottom = i;
      b.left = std::min(b.left, from);
      b.right = std::max(b.right, to);
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
