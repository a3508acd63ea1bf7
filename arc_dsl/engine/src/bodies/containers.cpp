// Tuples and sets of anything.
#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "values/members.hpp"
#include "running/table.hpp"

namespace arc::body {

namespace {

// Members of a container in scratch memory.
Value* listed(Run& run, const Value& container, size_t& n) {
  Members m(run, container);
  n = m.size();
  Value* out = run.scratch<Value>(n);
  for (uint32_t k = 0; k < n; k++) out[k] = m[k];
  return out;
}

// What two ascending lists have in common, what only the first has, and what either has: without
// branches on the members, which no processor can foresee. Give the end of what was written.
template <class T>
const T* at_least(const T* p, const T* end, T x) {
  for (size_t n = static_cast<size_t>(end - p); n > 0;) {
    size_t half = n / 2;
    bool below = p[half] < x;
    p += below ? half + 1 : 0;
    n = below ? n - half - 1 : half;
  }
  return p;
}
constexpr uint32_t kFarMore = 6;  // times as many members: then they are searched, not gone through

template <class T>
T* common(const T* p, uint32_t n, const T* q, uint32_t m, T* out) {
  if (n / kFarMore > m) return common(q, m, p, n, out);
  if (m / kFarMore > n) {
    const T* end = q + m;
    for (uint32_t i = 0; i < n; i++) {
      q = at_least(q, end, p[i]);
      if (q == end) break;
      *out = p[i];
      out += *q == p[i];
    }
    return out;
  }
  for (uint32_t i = 0, j = 0; i < n && j < m;) {
    T x = p[i], y = q[j];
    *out = x;
    out += x == y;
    i += x <= y;
    j += y <= x;
  }
  return out;
}
template <class T>
T* without(const T* p, uint32_t n, const T* q, uint32_t m, T* out) {
  uint32_t i = 0;
  if (m / kFarMore > n) {
    const T* end = q + m;
    for (; i < n; i++) {
      q = at_least(q, end, p[i]);
      if (q == end) break;
      *out = p[i];
      out += *q != p[i];
    }
    return std::copy(p + i, p + n, out);
  }
  for (uint32_t j = 0; i < n && j < m;) {
    T x = p[i], y = q[j];
    *out = x;
    out += x < y;
    i += x <= y;
    j += y <= x;
  }
  return std::copy(p + i, p + n, out);
}

template <class T>
T* in_either(const T* p, uint32_t n, const T* q, uint32_t m, T* out) {
  uint32_t i = 0, j = 0;
  while (i < n && j < m) {
    T x = p[i], y = q[j];
    *out++ = std::min(x, y);
    i += x <= y;
    j += y <= x;
  }
  return std::copy(q + j, q + m, std::copy(p + i, p + n, out));
}

template <class Node>
Value united(Run& run, const Node& x, const Node& y, Node* node) {
  auto end = in_either(x.data(), x.n, y.data(), y.n, node->data());
  return finish_sorted(run, node, static_cast<size_t>(end - node->data()));
}

// The union of sets of indices, or of objects, which have n members in all. `node_of` tells which.
template <class Node>
Value merged(Run& run, const Members& m, size_t n, const Node& (Value::*node_of)() const) {
  using T = std::remove_reference_t<decltype(*std::declval<Node&>().data())>;
  if (n == 0) return kEmpty;
  if (n > UINT32_MAX) fail_size(static_cast<int64_t>(n));
  Box box{INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
  int32_t low = INT32_MAX, high = INT32_MIN;
  auto each = [&](auto f) {
    for (uint32_t k = 0; k < m.size(); k++) {
      Value inner = m[k];
      if (size_of(inner)) f((inner.*node_of)());
    }
  };
  each([&](const auto& node) {
    const Box& b = box_of(node);
    box = {std::min(box.top, b.top), std::min(box.left, b.left), std::max(box.bottom, b.bottom),
           std::max(box.right, b.right)};
    if constexpr (sizeof(T) == sizeof(PackedCell)) {
      low = std::min(low, colour_of(*node.begin()));
      high = std::max(high, colour_of(*(node.end() - 1)));
    } else {
      low = high = 0;
    }
  });
  // Room for all; what repeats leave is given back. The size is checked when it is known.
  Node* node = new (run.arena.allocate(sizeof(Node) + n * sizeof(T))) Node;
  node->n = static_cast<uint32_t>(n);
  size_t left;
  if (Marks::pays(box, low, high, n)) {
    auto mark = run.arena.mark();
    Marks marks(run, box, low, high);
    each([&](const auto& inner) {
      for (T x : inner) marks.add(x);
    });
    left = marks.list(node->data());
    run.arena.rewind(mark);
  } else {
    T* out = node->data();
    each([&](const auto& inner) { out = std::copy(inner.begin(), inner.end(), out); });
    left = sort_unique(run, node->data(), n);
  }
  run.check_size(static_cast<int64_t>(left));
  node->box = box;
  node->flags = kBoxed;
  return finish_sorted(run, node, left);
}

bool is_empty_set(const Value& v) { return v.is(Tag::Indices) && v.indices().n == 0; }

Value by_count(Run& run, const Value& container, bool most) {
  if (!container.is_tuple()) fail_type("a tuple", container);
  size_t n = 0;
  Value* m = listed(run, container, n);
  if (n == 0) fail("no members to count");
  sort_stably(run, m, n,
              [&](const Value& a, const Value& b) { return compare(run, a, b) < 0; });
  Value best = m[0];
  size_t best_count = 0;
  for (size_t k = 0; k < n;) {
    size_t end = k + 1;
    while (end < n && equal(run, m[k], m[end])) end++;
    size_t count = end - k;
    if (best_count == 0 || (most ? count > best_count : count < best_count)) {
      best = m[k];
      best_count = count;
    }
    k = end;
  }
  return best;
}

}  // namespace

Value size(Run&, const Value* a) { return Value::integer(size_of(a[0])); }

Value combine(Run& run, const Value* a) {
  const Value &x = a[0], &y = a[1];
  if (x.is(Tag::Indices) && y.is(Tag::Indices)) {
    const IndicesNode &p = x.indices(), &q = y.indices();
    if (p.n == 0) return y;
    if (q.n == 0) return x;
    return united(run, p, q, run.indices(static_cast<int64_t>(p.n) + q.n));
  }
  if (x.is(Tag::Object) && y.is(Tag::Object)) {
    const ObjectNode &p = x.object(), &q = y.object();
    return united(run, p, q, run.object(static_cast<int64_t>(p.n) + q.n));
  }
  if (x.is_set() && is_empty_set(y)) return x;
  if (is_empty_set(x) && y.is_set()) return y;
  if (x.is(Tag::Grid) && y.is(Tag::Grid) && x.grid().wide == y.grid().wide) {
    const GridNode &p = x.grid(), &q = y.grid();
    GridNode* node = run.grid(static_cast<int64_t>(p.high) + q.high, p.wide);
    std::memcpy(node->cells(), p.cells(), p.n);
    std::memcpy(node->cells() + p.n, q.cells(), q.n);
    return Value::of(node);
  }
  int64_t n = size_of(x) + size_of(y);
  run.check_size(n);
  Members m(run, x), o(run, y);
  Value* all = run.scratch<Value>(static_cast<size_t>(n));
  for (uint32_t k = 0; k < m.size(); k++) all[k] = m[k];
  for (uint32_t k = 0; k < o.size(); k++) all[m.size() + k] = o[k];
  return x.is_set() ? make_set(run, all, static_cast<size_t>(n))
                    : make_tuple(run, all, static_cast<size_t>(n));
}

Value intersection(Run& run, const Value* a) {
  const Value &x = a[0], &y = a[1];
  if (x.is_number() && y.is_number()) return Value::integer(x.number() & y.number());
  if (!x.is_set()) fail_type("a set", x);
  if (!y.is_set()) fail_type("a set", y);
  if (x.is(Tag::Indices) && y.is(Tag::Indices)) {
    const IndicesNode &p = x.indices(), &q = y.indices();
    IndicesNode* node = run.indices(std::min(p.n, q.n));
    auto end = common(p.data(), p.n, q.data(), q.n, node->data());
    return finish_sorted(run, node, static_cast<size_t>(end - node->data()));
  }
  if (x.is(Tag::Object) && y.is(Tag::Object)) {
    const ObjectNode &p = x.object(), &q = y.object();
    ObjectNode* node = run.object(std::min(p.n, q.n));
    auto end = common(p.data(), p.n, q.data(), q.n, node->data());
    return finish_sorted(run, node, static_cast<size_t>(end - node->data()));
  }
  if (x.tag() != y.tag() && !x.is(Tag::Set) && !y.is(Tag::Set)) return kEmpty;
  Members m(run, x), o(run, y);
  Value* kept = run.scratch<Value>(m.size());
  size_t n = 0;
  uint32_t at = 0;
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    while (at < o.size() && compare(run, o[at], v) < 0) at++;
    if (at < o.size() && equal(run, o[at], v)) kept[n++] = v;
  }
  return make_sorted_set(run, kept, n);
}

Value difference(Run& run, const Value* a) {
  const Value &x = a[0], &y = a[1];
  if (x.is(Tag::Indices) && y.is(Tag::Indices)) {
    const IndicesNode &p = x.indices(), &q = y.indices();
    IndicesNode* node = run.indices(p.n);
    auto end = without(p.data(), p.n, q.data(), q.n, node->data());
    return finish_sorted(run, node, static_cast<size_t>(end - node->data()));
  }
  if (x.is(Tag::Object) && y.is(Tag::Object)) {
    const ObjectNode &p = x.object(), &q = y.object();
    ObjectNode* node = run.object(p.n);
    auto end = without(p.data(), p.n, q.data(), q.n, node->data());
    return finish_sorted(run, node, static_cast<size_t>(end - node->data()));
  }
  Members m(run, x);
  size_of(y);
  Value others = y;
  if (!y.is_set()) {  // looked up faster
    size_t n = 0;
    Value* all = listed(run, y, n);
    others = make_set(run, all, n);
  }
  Value* kept = run.scratch<Value>(m.size());
  size_t n = 0;
  Members o(run, others);
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    uint32_t low = 0, high = o.size();
    while (low < high) {
      uint32_t middle = (low + high) / 2;
      if (compare(run, o[middle], v) < 0) low = middle + 1;
      else high = middle;
    }
    if (low == o.size() || !equal(run, o[low], v)) kept[n++] = v;
  }
  return make_like(run, x, kept, n);
}

Value dedupe(Run& run, const Value* a) {
  const Value& x = a[0];
  if (x.is_set() && size_of(x) == 0) return kEmptyTuple;
  if (!x.is_tuple()) fail_type("a tuple", x);
  size_t n = 0, left = 0;
  Value* m = listed(run, x, n);
  size_t slots = 16;
  while (slots < n * 2) slots *= 2;
  uint32_t* table = run.scratch<uint32_t>(slots);
  std::memset(table, 0, slots * sizeof(uint32_t));
  for (size_t k = 0; k < n; k++) {
    size_t at = hash(m[k]) & (slots - 1);
    while (table[at] && !equal(run, m[table[at] - 1], m[k])) at = (at + 1) & (slots - 1);
    if (table[at]) continue;
    m[left] = m[k];
    table[at] = static_cast<uint32_t>(++left);
  }
  return make_tuple(run, m, left);
}

Value repeat(Run& run, const Value* a) {
  int64_t n = std::max<int64_t>(a[1].number(), 0);
  TupleNode* node = run.tuple(n);
  for (int64_t k = 0; k < n; k++) node->data()[k] = a[0];
  return finish(run, node);
}

Value merge(Run& run, const Value* a) {
  const Value& x = a[0];
  if (x.is(Tag::Grid)) {
    const GridNode& g = x.grid();
    TupleNode* node = run.tuple(g.n);
    for (uint32_t k = 0; k < g.n; k++) node->data()[k] = Value::integer(g.cells()[k]);
    return finish(run, node);
  }
  Members m(run, x);
  int64_t n = 0;
  bool indices = x.is_set(), objects = x.is_set();
  for (uint32_t k = 0; k < m.size(); k++) {
    Value inner = m[k];
    int64_t count = size_of(inner);
    n += count;
    indices = indices && inner.is(Tag::Indices);
    objects = objects && (inner.is(Tag::Object) || count == 0);
  }
  // Overlapping sets have fewer members together; what is large is refused when that is known.
  if (n > run.budget.size() * 16) fail_size(n);
  run.read(static_cast<uint64_t>(n));
  if (indices) return merged(run, m, static_cast<size_t>(n), &Value::indices);
  if (objects) return merged(run, m, static_cast<size_t>(n), &Value::object);
  Value* all = run.scratch<Value>(static_cast<size_t>(n));
  size_t at = 0;
  for (uint32_t k = 0; k < m.size(); k++) {
    Value inner = m[k];
    Members o(run, inner);
    for (uint32_t q = 0; q < o.size(); q++) all[at++] = o[q];
  }
  return x.is_set() ? make_set(run, all, at) : make_tuple(run, all, at);
}

Value initset(Run& run, const Value* a) { return make_sorted_set(run, a, 1); }

Value insert(Run& run, const Value* a) {
  if (!a[1].is_set()) fail_type("a set", a[1]);
  Value given[2] = {a[1], make_sorted_set(run, a, 1)};
  return combine(run, given);
}

Value remove(Run& run, const Value* a) {
  const Value &value = a[0], &x = a[1];
  Members m(run, x);
  Value* kept = run.scratch<Value>(m.size());
  size_t n = 0;
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    if (!equal(run, v, value)) kept[n++] = v;
  }
  if (n == m.size()) return x;
  return make_like(run, x, kept, n);
}

Value other(Run& run, const Value* a) {
  Members m(run, a[0]);
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    if (!equal(run, v, a[1])) return v;
  }
  fail("no other member");
}

Value first(Run& run, const Value* a) {
  Members m(run, a[0]);
  if (m.size() == 0) fail("no first member");
  return m[0];
}

Value last(Run& run, const Value* a) {
  Members m(run, a[0]);
  if (m.size() == 0) fail("no last member");
  return m[m.size() - 1];
}

Value totuple(Run& run, const Value* a) {
  if (a[0].is_tuple()) return a[0];
  size_t n = 0;
  Value* m = listed(run, a[0], n);
  return make_tuple(run, m, n);
}

Value product(Run& run, const Value* a) {
  Members x(run, a[0]), y(run, a[1]);
  int64_t n = static_cast<int64_t>(x.size()) * y.size();
  run.check_size(n);
  Value* all = run.scratch<Value>(static_cast<size_t>(n));
  Value* others = run.scratch<Value>(y.size());
  for (uint32_t q = 0; q < y.size(); q++) others[q] = y[q];  // once: a grid makes its rows anew
  size_t at = 0;
  for (uint32_t k = 0; k < x.size(); k++) {
    Value v = x[k];
    for (uint32_t q = 0; q < y.size(); q++) all[at++] = make_pair(run, v, others[q]);
  }
  // Pairs of what ascends ascend.
  if (a[0].is_set() && a[1].is_set()) return make_sorted_set(run, all, at);
  return make_set(run, all, at);
}

Value pair(Run& run, const Value* a) {
  Members x(run, a[0]), y(run, a[1]);
  uint32_t n = std::min(x.size(), y.size());
  TupleNode* node = run.tuple(n);
  for (uint32_t k = 0; k < n; k++) node->data()[k] = Value();
  for (uint32_t k = 0; k < n; k++) node->data()[k] = make_pair(run, x[k], y[k]);
  return finish(run, node);
}

Value mostcommon(Run& run, const Value* a) { return by_count(run, a[0], true); }
Value leastcommon(Run& run, const Value* a) { return by_count(run, a[0], false); }

Value sizefilter(Run& run, const Value* a) {
  Members m(run, a[0]);
  int64_t wanted = a[1].number();
  Value* kept = run.scratch<Value>(m.size());
  size_t n = 0;
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    if (size_of(v) == wanted) kept[n++] = v;
  }
  return a[0].is_set() ? make_sorted_set(run, kept, n) : make_set(run, kept, n);
}

Value colorfilter(Run& run, const Value* a) {
  Members m(run, a[0]);
  Value* kept = run.scratch<Value>(m.size());
  size_t n = 0;
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    if (equal(run, color(run, &v), a[1])) kept[n++] = v;
  }
  return a[0].is_set() ? make_sorted_set(run, kept, n) : make_set(run, kept, n);
}

}  // namespace arc::body
