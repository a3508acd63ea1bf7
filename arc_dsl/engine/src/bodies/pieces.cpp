// Grids and patches: views, colours, sizes.
#include "bodies/pieces.hpp"

#include <algorithm>
#include <cstring>

namespace arc {

Patch::Patch(Run& run, const Value& v) : value_(v) {
  if (v.is(Tag::Object)) {
    object_ = &v.object();
    return;
  }
  if (!v.is(Tag::Indices)) {
    // A tuple of cells or pairs serves as the set of them.
    if (!v.is_tuple()) fail_type("a patch", v);
    Members m(run, v);
    run.read(m.size());
    Value* all = run.scratch<Value>(m.size());
    for (uint32_t k = 0; k < m.size(); k++) all[k] = m[k];
    value_ = make_set(run, all, m.size());
    if (value_.is(Tag::Object)) {
      object_ = &value_.object();
      return;
    }
    if (!value_.is(Tag::Indices)) fail_type("a patch", v);
  }
  indices_ = &value_.indices();
}

const IndicesNode& Patch::indices() const {
  if (!indices_) fail_type("indices", value_);
  return *indices_;
}
const ObjectNode& Patch::object() const {
  if (!object_) fail_type("an object", value_);
  return *object_;
}
const Box& Patch::box() const {
  if (empty()) fail("an empty patch");
  return indices_ ? box_of(*indices_) : box_of(*object_);
}

Value shifted(Run& run, const Patch& patch, int64_t di, int64_t dj) {
  if (patch.empty() || (di == 0 && dj == 0)) return patch.value();
  const Box& b = patch.box();
  if (di > kNear * 2 || di < -kNear * 2 || dj > kNear * 2 || dj < -kNear * 2) near(di, dj);
  near(b.top + di, b.left + dj);
  near(b.bottom + di, b.right + dj);
  // No carry from column to row, or from row to colour: all indices stay near.
  Packed delta = static_cast<Packed>(static_cast<int32_t>(di) * 65536 + static_cast<int32_t>(dj));
  int32_t i = static_cast<int32_t>(di), j = static_cast<int32_t>(dj);
  Box moved{b.top + i, b.left + j, b.bottom + i, b.right + j};
  if (patch.coloured()) {
    const ObjectNode& from = patch.object();
    ObjectNode* node = run.object(from.n);
    for (uint32_t k = 0; k < from.n; k++) {
      PackedCell c = from.data()[k];
      node->data()[k] = (c & ~PackedCell{0xffffffffu}) | static_cast<Packed>(index_of(c) + delta);
    }
    node->box = moved;
    node->flags = kBoxed;
    return Value::of(node);
  }
  const IndicesNode& from = patch.indices();
  IndicesNode* node = run.indices(from.n);
  for (uint32_t k = 0; k < from.n; k++) node->data()[k] = from.data()[k] + delta;
  node->box = moved;
  node->flags = kBoxed;
  return Value::of(node);
}

Value indices_only(Run& run, const Patch& patch) {
  if (!patch.coloured()) return patch.value();
  const ObjectNode& from = patch.object();
  IndicesNode* node = run.indices(from.n);
  for (uint32_t k = 0; k < from.n; k++) node->data()[k] = index_of(from.data()[k]);
  if (from.flags & kBoxed) {
    node->box = from.box;
    node->flags = kBoxed;
  }
  return from.one_colour() ? Value::of(node) : finish(run, node);
}

Value rectangle(Run& run, int64_t top, int64_t left, int64_t bottom, int64_t right) {
  if (bottom < top || right < left) return kEmpty;
  near(top, left);
  near(bottom, right);
  IndicesNode* node = run.indices((bottom - top + 1) * (right - left + 1));
  Packed* out = node->data();
  for (int64_t i = top; i <= bottom; i++) {
    Packed p = pack(static_cast<int32_t>(i), static_cast<int32_t>(left));
    for (int64_t j = left; j <= right; j++) *out++ = p++;
  }
  node->box = {static_cast<int32_t>(top), static_cast<int32_t>(left),
               static_cast<int32_t>(bottom), static_cast<int32_t>(right)};
  node->flags = kBoxed;
  return Value::of(node);
}

namespace {

constexpr int kFew = 10;
using Sixteen = uint8_t __attribute__((vector_size(16)));

uint32_t sum_of(const Sixteen& bytes) {
  constexpr uint64_t kPairs = 0x00ff00ff00ff00ffu;
  uint64_t w[2];
  std::memcpy(w, &bytes, sizeof w);
  uint64_t sums = (w[0] & kPairs) + (w[0] >> 8 & kPairs) + (w[1] & kPairs) + (w[1] >> 8 & kPairs);
  return static_cast<uint32_t>(sums * 0x0001000100010001u >> 48);
}

// How many cells have each of ten colours: sixteen cells at a time, without a branch on any.
void count_few(const int8_t* cells, uint32_t n, uint32_t* of) {
  constexpr uint32_t kRound = 16 * 255;  // what counters of eight bits can take
  while (n) {
    Sixteen found[kFew] = {};
    uint32_t here = std::min(n, kRound);
    for (uint32_t k = 0; k < here; k += 16) {
      Sixteen c;
      if (here - k >= 16) {
        std::memcpy(&c, cells + k, 16);
      } else {
        std::memset(&c, 0xff, 16);
        std::memcpy(&c, cells + k, here - k);
      }
      for (int v = 0; v < kFew; v++) found[v] -= (c == static_cast<uint8_t>(v));
    }
    for (int v = 0; v < kFew; v++) of[v] += sum_of(found[v]);
    cells += here;
    n -= here;
  }
}

}  // namespace

Counts::Counts(const GridNode& grid) : first(128), end(128 + kFew) {
  uint32_t few = 0;
  for (int v = first; v < end; v++) of[v] = 0;
  count_few(grid.cells(), grid.n, of + first);
  for (int v = first; v < end; v++) few += of[v];
  if (few == grid.n) return;
  first = 0;
  end = 256;
  for (int v = first; v < end; v++) of[v] = 0;
  for (uint32_t k = 0; k < grid.n; k++) of[grid.cells()[k] + 128]++;
}

namespace {

void count_colours(const GridNode& grid) {
  if (grid.flags & kBoxed) return;
  Counts counts(grid);
  uint32_t most = 0, least = UINT32_MAX;
  for (int v = counts.first; v < counts.end; v++) {
    if (counts.of[v] > most) {
      most = counts.of[v];
      grid.most = v - 128;
    }
    if (counts.of[v] && counts.of[v] < least) {
      least = counts.of[v];
      grid.least = v - 128;
    }
  }
  grid.flags |= kBoxed;
}

}  // namespace

int8_t most_colour(const GridNode& grid) {
  count_colours(grid);
  return static_cast<int8_t>(grid.most);
}
int8_t least_colour(const GridNode& grid) {
  count_colours(grid);
  return static_cast<int8_t>(grid.least);
}

Value empty_rows(Run& run, int64_t high) {
  if (high <= 0) return kEmptyTuple;
  TupleNode* node = run.tuple(high);
  for (int64_t k = 0; k < high; k++) node->data()[k] = kEmptyTuple;
  return finish(run, node);
}

Value blank(Run& run, int64_t high, int64_t wide, GridNode*& node) {
  node = nullptr;
  if (high <= 0) return kEmptyTuple;
  if (wide <= 0) return empty_rows(run, high);
  node = run.grid(high, wide);
  return Value::of(node);
}

void slice(int64_t n, int64_t& start, int64_t& stop) {
  auto place = [n](int64_t at) { return std::clamp<int64_t>(at < 0 ? at + n : at, 0, n); };
  start = place(start);
  stop = std::max(start, place(stop));
}

namespace body {

namespace {

// The colours of a patch; of indices the rows, as in the published language.
const Value* patch_colours(Run& run, const Value& v, size_t& n) {
  if (!v.is_set()) fail_type("a grid or an object", v);
  Members m(run, v);
  n = m.size();
  Value* out = run.scratch<Value>(n);
  for (uint32_t k = 0; k < n; k++) {
    Value cell = m[k], second;
    if (!cell.is_tuple() || size_of(cell) != 2) fail_type("an object", v);
    two_of(run, cell, out[k], second);
  }
  return out;
}

Value extreme_colour(Run& run, const Value& v, bool most) {
  if (v.is(Tag::Object) && v.object().one_colour()) {
    return Value::integer(colour_of(v.object().data()[0]));
  }
  size_t n = 0;
  const Value* colours = patch_colours(run, v, n);
  Value all = make_tuple(run, colours, n);
  if (n == 0) fail("no cells to count");
  return most ? mostcommon(run, &all) : leastcommon(run, &all);
}

}  // namespace

Value mostcolor(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) return Value::integer(most_colour(a[0].grid()));
  return a[0].is_tuple() ? plain::mostcolor(run, a) : extreme_colour(run, a[0], true);
}

Value leastcolor(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) return Value::integer(least_colour(a[0].grid()));
  return a[0].is_tuple() ? plain::leastcolor(run, a) : extreme_colour(run, a[0], false);
}

Value colorcount(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) {
    const GridNode& g = a[0].grid();
    if (!is_byte(a[1])) return Value::integer(0);
    int8_t wanted = static_cast<int8_t>(a[1].number());
    return Value::integer(std::count(g.cells(), g.cells() + g.n, wanted));
  }
  if (a[0].is_tuple()) return plain::colorcount(run, a);
  size_t n = 0, count = 0;
  const Value* colours = patch_colours(run, a[0], n);
  for (size_t k = 0; k < n; k++) count += equal(run, colours[k], a[1]);
  return Value::integer(static_cast<int64_t>(count));
}

Value palette(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) {
    Counts counts(a[0].grid());
    Value found[256];
    size_t n = 0;
    for (int v = counts.first; v < counts.end; v++) {
      if (counts.of[v]) found[n++] = Value::integer(v - 128);
    }
    return make_sorted_set(run, found, n);
  }
  if (a[0].is_tuple()) return plain::palette(run, a);
  if (a[0].is(Tag::Object) && a[0].object().one_colour()) {
    Value colour = Value::integer(colour_of(a[0].object().data()[0]));
    return make_sorted_set(run, &colour, 1);
  }
  size_t n = 0;
  const Value* colours = patch_colours(run, a[0], n);
  Value* copy = run.scratch<Value>(n);
  std::copy(colours, colours + n, copy);
  return make_set(run, copy, n);
}

Value numcolors(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) {
    Counts counts(a[0].grid());
    int64_t n = 0;
    for (int v = counts.first; v < counts.end; v++) n += counts.of[v] != 0;
    return Value::integer(n);
  }
  Value found = palette(run, a);
  return Value::integer(size_of(found));
}

Value color(Run& run, const Value* a) {
  if (a[0].is(Tag::Object)) return Value::integer(colour_of(a[0].object().data()[0]));
  Value member = first(run, a);
  if (!member.is_tuple()) fail_type("an object", a[0]);
  return first(run, &member);
}

Value height(Run& run, const Value* a) {
  if (a[0].is_tuple()) return Value::integer(size_of(a[0]));
  Patch p(run, a[0]);
  return Value::integer(p.empty() ? 0 : p.box().height());
}

Value width(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) return Value::integer(a[0].grid().wide);
  if (a[0].is_tuple()) {
    Members m(run, a[0]);
    if (m.size() == 0) return Value::integer(0);
    Value row = m[0];
    return Value::integer(size_of(row));
  }
  Patch p(run, a[0]);
  return Value::integer(p.empty() ? 0 : p.box().width());
}

Value shape(Run& run, const Value* a) {
  return make_pair(run, height(run, a), width(run, a));
}

Value portrait(Run& run, const Value* a) {
  return Value::boolean(height(run, a).number() > width(run, a).number());
}

Value square(Run& run, const Value* a) {
  int64_t high = height(run, a).number(), wide = width(run, a).number();
  if (a[0].is_tuple()) {
    if (high == 0) fail("a grid without rows");
    return Value::boolean(high == wide);
  }
  return Value::boolean(high == wide && size_of(a[0]) == high * wide);
}

}  // namespace body
}  // namespace arc
