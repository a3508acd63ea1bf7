// Indices and cells: sorted, without repeats, and their bounding boxes.
#include <algorithm>
#include <cstring>

#include "values/members.hpp"

namespace arc {

namespace {

constexpr size_t kFewToMark = 24;  // fewer members are sorted faster by comparing them

// The least box and range of colours of indices or cells.
struct Bounds {
  uint32_t top = UINT32_MAX, left = UINT32_MAX, bottom = 0, right = 0;  // plus 32768
  int32_t low = INT32_MAX, high = INT32_MIN;
  void add(Packed p) {
    uint32_t i = p >> 16, j = p & 0xffff;
    top = std::min(top, i);
    bottom = std::max(bottom, i);
    left = std::min(left, j);
    right = std::max(right, j);
  }
  void add(PackedCell c) {
    add(index_of(c));
    low = std::min(low, colour_of(c));
    high = std::max(high, colour_of(c));
  }
  Box box() const {
    constexpr int32_t kZero = kNear;
    return {static_cast<int32_t>(top) - kZero, static_cast<int32_t>(left) - kZero,
            static_cast<int32_t>(bottom) - kZero, static_cast<int32_t>(right) - kZero};
  }
};

// Sorts by marking places of the bounding box, of each colour, if that is small enough to pay.
template <class T>
bool sort_by_marks(Run& run, T* p, size_t n, size_t& left) {
  if (n <= kFewToMark) return false;
  Bounds bounds;
  for (size_t k = 0; k < n; k++) bounds.add(p[k]);
  if (sizeof(T) == sizeof(Packed)) bounds.low = bounds.high = 0;
  if (!Marks::pays(bounds.box(), bounds.low, bounds.high, n)) return false;
  auto mark = run.arena.mark();
  Marks marks(run, bounds.box(), bounds.low, bounds.high);
  for (size_t k = 0; k < n; k++) marks.add(p[k]);
  left = marks.list(p);
  run.arena.rewind(mark);
  return true;
}

template <class T>
bool ascending(const T* p, size_t n) {
  for (size_t k = 1; k < n; k++) {
    if (p[k] <= p[k - 1]) return false;
  }
  return true;
}

}  // namespace

bool Marks::pays(const Box& box, int32_t low, int32_t high, size_t members) {
  constexpr int64_t kMost = int64_t{1} << 20, kSparse = 64;  // places in all, and for each member
  int64_t stride = (int64_t{box.width()} + 7) / 8 * 8, colours = int64_t{high} - low + 1;
  if (members <= kFewToMark || colours > kMost) return false;
  int64_t places = stride * box.height();  // less than 2**33
  return places <= kMost && places * colours <= kMost &&
         places * colours <= static_cast<int64_t>(members) * kSparse;
}

Marks::Marks(Run& run, const Box& box, int32_t low, int32_t high)
    : low_(low), top_(static_cast<uint32_t>(box.top + kNear)),
      left_(static_cast<uint32_t>(box.left + kNear)),
      high_(static_cast<size_t>(box.height())),
      stride_((static_cast<size_t>(box.width()) + 7) / 8 * 8),
      colours_(static_cast<size_t>(int64_t{high} - low + 1)),
      places_(colours_ * high_ * stride_), marked_(run.scratch<uint8_t>(places_)) {
  std::memset(marked_, 0, places_);
}

size_t sort_unique(Run& run, Packed* p, size_t n) {
  if (ascending(p, n)) return n;
  size_t left = 0;
  if (sort_by_marks(run, p, n, left)) return left;
  std::sort(p, p + n);
  return static_cast<size_t>(std::unique(p, p + n) - p);
}

size_t sort_unique(Run& run, PackedCell* p, size_t n) {
  if (ascending(p, n)) return n;
  size_t left = 0;
  if (sort_by_marks(run, p, n, left)) return left;
  std::sort(p, p + n);
  return static_cast<size_t>(std::unique(p, p + n) - p);
}

Value finish(Run& run, IndicesNode* node) {
  return finish_sorted(run, node, sort_unique(run, node->data(), node->n));
}
Value finish(Run& run, ObjectNode* node) {
  return finish_sorted(run, node, sort_unique(run, node->data(), node->n));
}
Value finish_sorted(Run& run, IndicesNode* node, size_t n) {
  run.arena.shrink(node, sizeof(IndicesNode) + node->n * sizeof(Packed), sizeof(IndicesNode) + n * sizeof(Packed));
  node->n = static_cast<uint32_t>(n);
  return n ? Value::of(node) : kEmpty;
}
Value finish_sorted(Run& run, ObjectNode* node, size_t n) {
  run.arena.shrink(node, sizeof(ObjectNode) + node->n * sizeof(PackedCell), sizeof(ObjectNode) + n * sizeof(PackedCell));
  node->n = static_cast<uint32_t>(n);
  return n ? Value::of(node) : kEmpty;
}

const Box& box_of(const IndicesNode& p) {
  if (!(p.flags & kBoxed)) {
    uint32_t low = 0xffff, high = 0;
    for (Packed x : p) {
      uint32_t c = x & 0xffff;
      low = c < low ? c : low;
      high = c > high ? c : high;
    }
    p.box = {row_of(p.data()[0]), static_cast<int32_t>(low) - kNear, row_of(p.data()[p.n - 1]),
             static_cast<int32_t>(high) - kNear};
    p.flags |= kBoxed;
  }
  return p.box;
}

const Box& box_of(const ObjectNode& p) {
  if (!(p.flags & kBoxed)) {
    uint32_t low = 0xffff, high = 0, top = 0xffff, bottom = 0;
    for (PackedCell x : p) {
      uint32_t c = static_cast<uint32_t>(x) & 0xffff, r = static_cast<uint32_t>(x) >> 16;
      low = c < low ? c : low;
      high = c > high ? c : high;
      top = r < top ? r : top;
      bottom = r > bottom ? r : bottom;
    }
    p.box = {static_cast<int32_t>(top) - kNear, static_cast<int32_t>(low) - kNear,
             static_cast<int32_t>(bottom) - kNear, static_cast<int32_t>(high) - kNear};
    p.flags |= kBoxed;
  }
  return p.box;
}

Packed near(int64_t i, int64_t j) {
  if (!near_index(i, j)) [[unlikely]] fail("an index beyond 32,767");
  return pack(static_cast<int32_t>(i), static_cast<int32_t>(j));
}

int32_t near_colour(int64_t colour) {
  if (colour < INT32_MIN || colour > INT32_MAX) fail("a colour of more than 32 bits");
  return static_cast<int32_t>(colour);
}

int64_t checked(__int128 n) {
  if (n > INT64_MAX || n <= INT64_MIN) fail("an integer of more than 63 bits");
  return static_cast<int64_t>(n);
}

}  // namespace arc
