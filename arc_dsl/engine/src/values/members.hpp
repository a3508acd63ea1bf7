// Making containers, listing their members, comparing values.
#pragma once

#include <cstring>

#include "values/run.hpp"

namespace arc {

// ---------------------------------------------------------------- what a value is

extern const Value kEmpty;       // the empty set
extern const Value kEmptyTuple;

// What a value weighs: a number, pair, cell, function or empty container 1, any other container
// the sum of its members. Saturates; never less than 1.
inline uint64_t weight(const Value& v) {
  if (v.is(Tag::Grid)) return v.grid().n;
  if (v.is(Tag::Indices)) return v.indices().n + (v.indices().n == 0);
  if (v.is(Tag::Object)) return v.object().n;
  if (v.is(Tag::Tuple)) return v.tuple().weight;
  return v.is(Tag::Set) ? v.set().weight : 1;
}
uint32_t nesting(const Value& v);
bool holds_functions(const Value& v);
uint64_t hash(const Value& v);
inline bool truth(const Value& v) {
  switch (v.tag()) {
    case Tag::None: return false;
    case Tag::Bool: case Tag::Int: return v.number() != 0;
    case Tag::Tuple: return v.tuple().n != 0;
    case Tag::Indices: return v.indices().n != 0;
    default: return true;
  }
}
// Number of members. Raises Failure if the value is not a container.
inline int64_t size_of(const Value& v) {
  switch (v.tag()) {
    case Tag::Pair: case Tag::Cell: return 2;
    case Tag::Tuple: return v.tuple().n;
    case Tag::Grid: return v.grid().high;
    case Tag::Indices: return v.indices().n;
    case Tag::Object: return v.object().n;
    case Tag::Set: return v.set().n;
    default: fail_type("a container", v);
  }
}

bool equal_nodes(Run& run, const Value& a, const Value& b);
inline bool equal(Run& run, const Value& a, const Value& b) {
  if (a.same(b)) return true;
  if (a.is_number() && b.is_number()) return a.number() == b.number();
  return a.tag() == b.tag() && a.is_node() && equal_nodes(run, a, b);
}
// The order of values (section 8 of the language's specification): negative, 0 or positive.
int compare(Run& run, const Value& a, const Value& b);
// The order of keys: as `compare`, but sets by size first; raises Failure for different kinds.
int compare_keys(Run& run, const Value& a, const Value& b);

// ---------------------------------------------------------------- members

Value grid_row(Run& run, const GridNode& grid, int32_t i);

// The members of a container in the order of the language.
class Members {
 public:
  Members(Run& run, const Value& container)
      : run_(run), v_(container), n_(static_cast<uint32_t>(size_of(container))) {}
  uint32_t size() const { return n_; }
  Value operator[](uint32_t k) const;

 private:
  Run& run_;
  Value v_;
  uint32_t n_;
};

inline Value Members::operator[](uint32_t k) const {
  if (k >= n_) fail("no such member");
  switch (v_.tag()) {
    case Tag::Pair: return Value::integer(k == 0 ? v_.pair_row() : v_.pair_col());
    case Tag::Cell:
      return k == 0 ? Value::integer(colour_of(v_.packed_cell()))
                    : Value::index(index_of(v_.packed_cell()));
    case Tag::Tuple: return v_.tuple().data()[k];
    case Tag::Grid: return grid_row(run_, v_.grid(), static_cast<int32_t>(k));
    case Tag::Indices: return Value::index(v_.indices().data()[k]);
    case Tag::Object: return Value::cell(v_.object().data()[k]);
    case Tag::Set: return v_.set().data()[k];
    default: fail_type("a container", v_);
  }
}
// f(k, member) for each member of a container, in order. Raises Failure if it is none.
template <class F>
void each_member(Run& run, const Value& container, F f) {
  switch (container.tag()) {
    case Tag::Indices: {
      const IndicesNode& set = container.indices();
      for (uint32_t k = 0; k < set.n; k++) f(k, Value::index(set.data()[k]));
      return;
    }
    case Tag::Object: {
      const ObjectNode& set = container.object();
      for (uint32_t k = 0; k < set.n; k++) f(k, Value::cell(set.data()[k]));
      return;
    }
    case Tag::Set: {
      const SetNode& set = container.set();
      for (uint32_t k = 0; k < set.n; k++) f(k, set.data()[k]);
      return;
    }
    default: {
      Members m(run, container);
      for (uint32_t k = 0; k < m.size(); k++) f(k, m[k]);
    }
  }
}
// The first and the second component of a tuple of at least two. Raise Failure otherwise.
void two_of(Run& run, const Value& v, Value& first, Value& second);
// The components of a tuple of exactly two integers.
void exact_pair(Run& run, const Value& v, int64_t& first, int64_t& second);
// The components of a tuple of at least two integers.
void loose_pair(Run& run, const Value& v, int64_t& first, int64_t& second);

// ---------------------------------------------------------------- making

Value make_tuple(Run& run, const Value* members, size_t n);
// The grid of two pairs; false if their numbers are no cells.
bool square_of(Run& run, const Value& a, const Value& b, Value& grid);
inline Value make_pair(Run& run, const Value& a, const Value& b) {
  if (a.is_number()) {
    int64_t x = a.number();
    if (x >= INT32_MIN && x <= INT32_MAX) {
      if (b.is_number()) {
        int64_t y = b.number();
        if (y >= INT32_MIN && y <= INT32_MAX) {
          return Value::pair(static_cast<int32_t>(x), static_cast<int32_t>(y));
        }
      } else if (b.is(Tag::Pair) && near_index(b.pair_row(), b.pair_col())) {
        return Value::cell(pack_cell(static_cast<int32_t>(x), pack(b.pair_row(), b.pair_col())));
      }
    }
  }
  if (a.is(Tag::Pair) && b.is(Tag::Pair)) {
    Value grid;
    if (square_of(run, a, b, grid)) return grid;
  }
  Value both[2] = {a, b};
  return make_tuple(run, both, 2);
}
Value int_pair(Run& run, int64_t a, int64_t b);
// The tuple whose members are filled in (Booleans allowed); a Grid, Pair or Cell if it is one.
Value finish(Run& run, TupleNode* node);
Value make_tuple(Run& run, const Value* members, size_t n);
// The set of some members, repeats allowed. The array is used as scratch.
Value make_set(Run& run, Value* members, size_t n);
// A set of members known to be distinct and ascending.
Value make_sorted_set(Run& run, const Value* members, size_t n);
// A container of the type of another, of members that are a part of its own, in order.
Value make_like(Run& run, const Value& container, Value* members, size_t n);

// Sorts, equal members staying in their order. Which members are compared is the same in every build,
// for comparing is charged.
template <class T, class Less>
void sort_stably(Run& run, T* p, size_t n, Less less) {
  constexpr size_t kFew = 48, kStretch = 12;
  size_t stretch = n <= kFew ? kFew : kStretch;
  for (size_t start = 0; start < n; start += stretch) {
    size_t end = n - start < stretch ? n : start + stretch;
    for (size_t k = start + 1; k < end; k++) {
      T v = p[k];
      size_t at = k;
      for (; at > start && less(v, p[at - 1]); at--) p[at] = p[at - 1];
      p[at] = v;
    }
  }
  if (n <= stretch) return;
  auto mark = run.arena.mark();
  T *from = p, *to = run.scratch<T>(n);
  for (; stretch < n; stretch *= 2) {
    for (size_t start = 0, at = 0; start < n; start += 2 * stretch) {
      size_t i = start, middle = n - start < stretch ? n : start + stretch;
      size_t j = middle, end = n - middle < stretch ? n : middle + stretch;
      while (i < middle && j < end) {
        bool second = less(from[j], from[i]);
        to[at++] = from[second ? j++ : i++];
      }
      while (i < middle) to[at++] = from[i++];
      while (j < end) to[at++] = from[j++];
    }
    T* swapped = from;
    from = to;
    to = swapped;
  }
  if (from != p) {
    for (size_t k = 0; k < n; k++) p[k] = from[k];
  }
  run.arena.rewind(mark);
}

// Sorts, drops repeats; gives how many are left.
size_t sort_unique(Run& run, Packed* p, size_t n);
size_t sort_unique(Run& run, PackedCell* p, size_t n);

// A byte for each place of a box, once for each colour of a range: members are marked in any order
// and listed in theirs.
class Marks {
 public:
  // Whether so many members are fewer steps to mark and list than to sort.
  static bool pays(const Box& box, int32_t low, int32_t high, size_t members);
  Marks(Run& run, const Box& box, int32_t low, int32_t high);
  // Raise Failure for what lies outside of the box or the range.
  void add(Packed p) { mark(0, p); }
  void add(PackedCell c) { mark(static_cast<size_t>(int64_t{colour_of(c)} - low_), index_of(c)); }
  // Writes them in ascending order; gives how many there are.
  template <class T>
  size_t list(T* out) const {
    T* at = out;
    const uint8_t* row = marked_;
    for (size_t c = 0; c < colours_; c++) {
      PackedCell colour = pack_cell(low_ + static_cast<int32_t>(c), 0);
      for (size_t i = 0; i < high_; i++, row += stride_) {
        Packed first = (top_ + static_cast<uint32_t>(i)) << 16 | left_;
        for (size_t j = 0; j < stride_; j += 8) {
          uint64_t word;
          std::memcpy(&word, row + j, 8);
          for (; word; word &= word - 1) {
            Packed p = first + static_cast<Packed>(j) +
                       static_cast<Packed>(__builtin_ctzll(word) >> 3);
            if constexpr (sizeof(T) == sizeof(Packed)) *at++ = p;
            else *at++ = colour | p;
          }
        }
      }
    }
    return static_cast<size_t>(at - out);
  }

 private:
  void mark(size_t colour, Packed p) {
    size_t i = (p >> 16) - top_, j = (p & 0xffff) - left_;
    if (colour >= colours_ || i >= high_ || j >= stride_) [[unlikely]] fail("outside of its box");
    marked_[(colour * high_ + i) * stride_ + j] = 1;
  }

  int32_t low_;
  uint32_t top_, left_;  // plus 32768
  size_t high_, stride_, colours_, places_;
  uint8_t* marked_;
};

// The set of indices or cells in the node, unordered, with repeats.
Value finish(Run& run, IndicesNode* node);
Value finish(Run& run, ObjectNode* node);
// The same, when they are already ascending and distinct; n are left.
Value finish_sorted(Run& run, IndicesNode* node, size_t n);
Value finish_sorted(Run& run, ObjectNode* node, size_t n);

const Box& box_of(const IndicesNode& p);
const Box& box_of(const ObjectNode& p);

Packed near(int64_t i, int64_t j);        // raises Failure outside the near range
int32_t near_colour(int64_t colour);
int64_t checked(__int128 n);              // raises Failure beyond 63 bits

}  // namespace arc
