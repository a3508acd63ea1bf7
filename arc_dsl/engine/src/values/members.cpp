#include "values/members.hpp"

#include <algorithm>
#include <cstring>

namespace arc {

namespace {

constexpr uint32_t kMaxNesting = 64;
constexpr uint64_t kMostWeight = uint64_t{1} << 48;

struct EmptyIndices : IndicesNode {
  EmptyIndices() { hash = 0x9e3779b97f4a7c15u; flags = kBoxed; }
};
struct EmptyTuple : TupleNode {
  EmptyTuple() { hash = 0xc2b2ae3d27d4eb4fu; weight = 1; depth = 1; }
};
const EmptyIndices empty_indices;
const EmptyTuple empty_tuple;

bool byte_row(const Value& v, uint32_t& wide) {
  if (v.is(Tag::Pair)) {
    wide = 2;
    int32_t i = v.pair_row(), j = v.pair_col();
    return i >= INT8_MIN && i <= INT8_MAX && j >= INT8_MIN && j <= INT8_MAX;
  }
  if (v.is(Tag::Tuple)) {
    wide = v.tuple().n;
    return v.tuple().flags & kByteRow;
  }
  return false;
}

// The Grid of rows, if they are the rows of one.
bool as_grid(Run& run, const Value* rows, size_t n, Value& grid) {
  uint32_t wide = 0, other = 0;
  if (n == 0 || !byte_row(rows[0], wide)) return false;
  for (size_t i = 1; i < n; i++) {
    if (!byte_row(rows[i], other) || other != wide) return false;
  }
  GridNode* node = run.grid(static_cast<int64_t>(n), wide);
  int8_t* out = node->cells();
  for (size_t i = 0; i < n; i++) {
    if (rows[i].is(Tag::Pair)) {
      *out++ = static_cast<int8_t>(rows[i].pair_row());
      *out++ = static_cast<int8_t>(rows[i].pair_col());
    } else {
      for (const Value& c : rows[i].tuple()) *out++ = static_cast<int8_t>(c.number());
    }
  }
  grid = Value::of(node);
  return true;
}

// What a member brings to the node that holds it.
template <class Node>
void weigh(Node* node) {
  uint64_t total = 0;
  uint32_t depth = 0, flags = 0;
  for (const Value& v : *node) {
    if (v.is_number()) {
      total += 1;
      continue;
    }
    if (v.is(Tag::Grid)) {
      total = std::min(total + v.grid().n, kMostWeight);
      depth = std::max(depth, 2u);
      continue;
    }
    total += weight(v);
    if (total > kMostWeight) total = kMostWeight;
    depth = std::max(depth, nesting(v));
    if (holds_functions(v)) flags |= kFunctions;
  }
  if (depth >= kMaxNesting) throw Failure{Kind::TooLarge, "values nested too deep", "", 0, false};
  node->weight = total ? total : 1;
  node->depth = depth + 1;
  node->flags |= flags;
}

}  // namespace

const Value kEmpty = Value::of(static_cast<const IndicesNode*>(&empty_indices));
const Value kEmptyTuple = Value::of(static_cast<const TupleNode*>(&empty_tuple));

uint32_t nesting(const Value& v) {
  switch (v.tag()) {
    case Tag::Tuple: return v.tuple().depth;
    case Tag::Set: return v.set().depth;
    case Tag::Pair: return 1;
    case Tag::Cell: case Tag::Grid: case Tag::Indices: return 2;
    case Tag::Object: return 3;
    default: return 0;
  }
}

bool holds_functions(const Value& v) {
  switch (v.tag()) {
    case Tag::Tuple: return v.tuple().flags & kFunctions;
    case Tag::Set: return v.set().flags & kFunctions;
    case Tag::Function: return true;
    default: return false;
  }
}

// ---------------------------------------------------------------- members

Value grid_row(Run& run, const GridNode& grid, int32_t i) {
  const int8_t* row = grid.cells() + static_cast<size_t>(i) * grid.wide;
  if (grid.wide == 2) return Value::pair(row[0], row[1]);
  TupleNode* node = run.tuple(grid.wide);
  for (int32_t j = 0; j < grid.wide; j++) node->data()[j] = Value::integer(row[j]);
  node->weight = static_cast<uint64_t>(grid.wide);
  node->depth = 1;
  node->flags = kByteRow;
  return Value::of(node);
}

void two_of(Run& run, const Value& v, Value& first, Value& second) {
  if (!v.is_tuple()) fail_type("a pair", v);
  Members m(run, v);
  if (m.size() < 2) fail("a tuple of fewer than two members");
  first = m[0];
  second = m[1];
}

void loose_pair(Run& run, const Value& v, int64_t& first, int64_t& second) {
  if (v.is(Tag::Pair)) {
    first = v.pair_row();
    second = v.pair_col();
    return;
  }
  Value a, b;
  two_of(run, v, a, b);
  first = a.number();
  second = b.number();
}

void exact_pair(Run& run, const Value& v, int64_t& first, int64_t& second) {
  if (!v.is_tuple()) fail_type("a pair", v);
  if (size_of(v) != 2) fail("a pair has two members");
  loose_pair(run, v, first, second);
}

// ---------------------------------------------------------------- making

Value int_pair(Run& run, int64_t a, int64_t b) {
  return make_pair(run, Value::integer(a), Value::integer(b));
}

bool square_of(Run& run, const Value& a, const Value& b, Value& grid) {
  int32_t cells[4] = {a.pair_row(), a.pair_col(), b.pair_row(), b.pair_col()};
  for (int32_t c : cells) {
    if (c < INT8_MIN || c > INT8_MAX) return false;
  }
  run.check_size(2);
  GridNode* node = run.grid(2, 2);
  for (int k = 0; k < 4; k++) node->cells()[k] = static_cast<int8_t>(cells[k]);
  grid = Value::of(node);
  return true;
}

Value make_tuple(Run& run, const Value* members, size_t n) {
  if (n == 2 && members[0].is(Tag::Int) && members[1].is(Tag::Int)) {
    run.check_size(2);
    int64_t i = members[0].number(), j = members[1].number();
    if (i >= INT32_MIN && i <= INT32_MAX && j >= INT32_MIN && j <= INT32_MAX) {
      return Value::pair(static_cast<int32_t>(i), static_cast<int32_t>(j));
    }
  }
  TupleNode* node = run.tuple(static_cast<int64_t>(n));
  if (n) std::memcpy(static_cast<void*>(node->data()), members, n * sizeof(Value));
  return finish(run, node);
}

Value finish(Run& run, TupleNode* node) {
  size_t n = node->n;
  if (n == 0) return kEmptyTuple;
  Value* v = node->data();
  bool numbers = true, bytes = true;
  for (size_t k = 0; k < n; k++) {
    if (v[k].is(Tag::Bool)) v[k] = Value::integer(v[k].number());
    if (!v[k].is(Tag::Int)) {
      numbers = bytes = false;
    } else {
      int64_t x = v[k].number();
      if (x < INT8_MIN || x > INT8_MAX) bytes = false;
    }
  }
  if (n == 2) {
    int64_t x = v[0].is(Tag::Int) ? v[0].number() : INT64_MAX;
    if (x >= INT32_MIN && x <= INT32_MAX) {
      if (v[1].is(Tag::Int)) {
        int64_t y = v[1].number();
        if (y >= INT32_MIN && y <= INT32_MAX) {
          return Value::pair(static_cast<int32_t>(x), static_cast<int32_t>(y));
        }
      } else if (v[1].is(Tag::Pair) && near_index(v[1].pair_row(), v[1].pair_col())) {
        return Value::cell(
            pack_cell(static_cast<int32_t>(x), pack(v[1].pair_row(), v[1].pair_col())));
      }
    }
  }
  if (numbers) {
    node->weight = n;
    node->depth = 1;
    node->flags = bytes ? kByteRow : 0;
    return Value::of(node);
  }
  Value grid;
  if (as_grid(run, v, n, grid)) return grid;
  weigh(node);
  return Value::of(node);
}

Value make_sorted_set(Run& run, const Value* members, size_t n) {
  if (n == 0) return kEmpty;
  bool pairs = true, cells = true;
  for (size_t k = 0; k < n && (pairs || cells); k++) {
    const Value& v = members[k];
    pairs = pairs && v.is(Tag::Pair) && near_index(v.pair_row(), v.pair_col());
    cells = cells && v.is(Tag::Cell);
  }
  if (pairs) {
    IndicesNode* node = run.indices(static_cast<int64_t>(n));
    for (size_t k = 0; k < n; k++) {
      node->data()[k] = pack(members[k].pair_row(), members[k].pair_col());
    }
    return Value::of(node);
  }
  if (cells) {
    ObjectNode* node = run.object(static_cast<int64_t>(n));
    for (size_t k = 0; k < n; k++) node->data()[k] = members[k].packed_cell();
    return Value::of(node);
  }
  SetNode* node = run.set(static_cast<int64_t>(n));
  for (size_t k = 0; k < n; k++) {
    const Value& v = members[k];
    node->data()[k] = v.is(Tag::Bool) ? Value::integer(v.number()) : v;
  }
  weigh(node);
  return Value::of(node);
}

namespace {

// Whether these are grids of one width, distinct and ascending (cells are compared without charge).
bool in_order(const Value* members, size_t n) {
  if (!members[0].is(Tag::Grid)) return false;
  int32_t wide = members[0].grid().wide;
  for (size_t k = 1; k < n; k++) {
    if (!members[k].is(Tag::Grid)) return false;
    const GridNode &before = members[k - 1].grid(), &g = members[k].grid();
    if (g.wide != wide) return false;
    const int8_t *p = before.cells(), *q = g.cells();
    uint32_t least = std::min(before.n, g.n), at = 0;
    while (at < least && p[at] == q[at]) at++;
    if (at < least ? p[at] > q[at] : before.n >= g.n) return false;
  }
  return true;
}

}  // namespace

Value make_set(Run& run, Value* members, size_t n) {
  if (n == 0) return kEmpty;
  run.check_size(static_cast<int64_t>(n));
  bool pairs = true, cells = true, numbers = true;
  for (size_t k = 0; k < n && (pairs || cells || numbers); k++) {
    const Value& v = members[k];
    pairs = pairs && v.is(Tag::Pair) && near_index(v.pair_row(), v.pair_col());
    cells = cells && v.is(Tag::Cell);
    numbers = numbers && v.is_number();
  }
  if (pairs) {
    IndicesNode* node = run.indices(static_cast<int64_t>(n));
    for (size_t k = 0; k < n; k++) {
      node->data()[k] = pack(members[k].pair_row(), members[k].pair_col());
    }
    return finish(run, node);
  }
  if (cells) {
    ObjectNode* node = run.object(static_cast<int64_t>(n));
    for (size_t k = 0; k < n; k++) node->data()[k] = members[k].packed_cell();
    return finish(run, node);
  }
  if (n == 1) return make_sorted_set(run, members, 1);
  if (numbers) {
    int64_t* flat = run.scratch<int64_t>(n);
    for (size_t k = 0; k < n; k++) flat[k] = members[k].number();
    std::sort(flat, flat + n);
    size_t left = static_cast<size_t>(std::unique(flat, flat + n) - flat);
    for (size_t k = 0; k < left; k++) members[k] = Value::integer(flat[k]);
    return make_sorted_set(run, members, left);
  }
  if (in_order(members, n)) return make_sorted_set(run, members, n);
  auto less = [&](const Value& a, const Value& b) { return compare(run, a, b) < 0; };
  sort_stably(run, members, n, less);
  size_t left = 1;
  for (size_t k = 1; k < n; k++) {
    if (!equal(run, members[k], members[left - 1])) members[left++] = members[k];
  }
  return make_sorted_set(run, members, left);
}

Value make_like(Run& run, const Value& container, Value* members, size_t n) {
  return container.is_set() ? make_sorted_set(run, members, n) : make_tuple(run, members, n);
}

}  // namespace arc
