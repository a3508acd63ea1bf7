// Primitives that call functions, and those that make them.
#include <algorithm>
#include <cstring>

#include "values/members.hpp"
#include "running/table.hpp"

namespace arc::body {

namespace {

constexpr uint32_t kMaxDepth = 128;  // functions nested in one another
constexpr int64_t kMaxPower = 980;   // the published language fails at about 1000

Value* room(Run& run, size_t n) { return run.scratch<Value>(n); }

// The function's results on the members of a container.
Value* results(Run& run, const Value& function, const Value& container, size_t& n) {
  n = static_cast<size_t>(size_of(container));
  Value* out = room(run, n);
  each_member(run, container,
              [&](uint32_t k, const Value& v) { out[k] = call(run, function, v); });
  return out;
}

Value contained_in(Run& run, const Value& container, Value* members, size_t n) {
  return container.is_set() ? make_set(run, members, n) : make_tuple(run, members, n);
}

// Results that will be compared as keys are read.
Value* keys(Run& run, const Value& function, const Value& container, size_t& n) {
  Value* found = results(run, function, container, n);
  for (size_t k = 0; k < n; k++) run.read(weight(found[k]));
  return found;
}

size_t best(Run& run, const Value* found, size_t n, int sign) {
  size_t at = 0;
  for (size_t k = 1; k < n; k++) {
    if (compare_keys(run, found[k], found[at]) * sign > 0) at = k;
  }
  return at;
}

Value best_key(Run& run, const Value* a, int sign) {
  size_t n = 0;
  Value* found = keys(run, a[1], a[0], n);
  if (n == 0) return call(run, a[1], Value::integer(0));
  return found[best(run, found, n, sign)];
}

Value best_member(Run& run, const Value* a, int sign) {
  size_t n = 0;
  Value* found = keys(run, a[1], a[0], n);
  if (n == 0) fail("no members to choose from");
  return Members(run, a[0])[static_cast<uint32_t>(best(run, found, n, sign))];
}


Value function_of(Run& run, uint32_t maker, uint32_t arity, const Value* parts, uint32_t n) {
  void* p = run.arena.allocate(sizeof(FunctionNode));
  FunctionNode* node = new (p) FunctionNode;
  node->maker = maker;
  node->arity = arity;
  node->parts = n;
  uint32_t depth = 0;
  for (uint32_t k = 0; k < n; k++) {
    node->part[k] = parts[k];
    if (parts[k].is(Tag::Function)) depth = std::max(depth, parts[k].function().depth);
  }
  if (depth >= kMaxDepth) fail("functions nested deeper than 128");
  node->depth = depth + 1;
  return Value::of(node);
}

uint32_t arity_of(const Value& function) {
  if (function.is(Tag::Primitive)) return entry(function.primitive_number()).arity;
  if (!function.is(Tag::Function)) fail_type("a function", function);
  return function.function().arity;
}

uint32_t bound_arity(const Value& function) {
  uint32_t n = arity_of(function);
  return n == 2 ? 1 : n == 3 ? 2 : 3;
}

}  // namespace

Value apply(Run& run, const Value* a) {
  if (a[1].is(Tag::Pair)) {
    Value both[2];
    both[0] = call(run, a[0], Value::integer(a[1].pair_row()));
    both[1] = call(run, a[0], Value::integer(a[1].pair_col()));
    return make_tuple(run, both, 2);
  }
  size_t n = 0;
  Value* found = results(run, a[0], a[1], n);
  return contained_in(run, a[1], found, n);
}

Value rapply(Run& run, const Value* a) {
  Members m(run, a[0]);
  Value* found = room(run, m.size());
  for (uint32_t k = 0; k < m.size(); k++) found[k] = call(run, m[k], a[1]);
  return contained_in(run, a[0], found, m.size());
}

Value mapply(Run& run, const Value* a) {
  Value found = apply(run, a);
  return merge(run, &found);
}

Value papply(Run& run, const Value* a) {
  Members x(run, a[1]), y(run, a[2]);
  uint32_t n = std::min(x.size(), y.size());
  Value* found = room(run, n);
  for (uint32_t k = 0; k < n; k++) {
    Value both[2] = {x[k], y[k]};
    found[k] = call(run, a[0], both, 2);
  }
  return make_tuple(run, found, n);
}

Value mpapply(Run& run, const Value* a) {
  Value found = papply(run, a);
  return merge(run, &found);
}

Value prapply(Run& run, const Value* a) {
  Members x(run, a[1]), y(run, a[2]);
  int64_t n = static_cast<int64_t>(x.size()) * y.size();
  run.check_size(n);
  Value* found = room(run, static_cast<size_t>(n));
  Value* others = room(run, y.size());
  for (uint32_t q = 0; q < y.size(); q++) others[q] = y[q];  // once: a grid makes its rows anew
  size_t at = 0;
  for (uint32_t k = 0; k < x.size(); k++) {
    Value both[2] = {x[k], Value()};
    for (uint32_t q = 0; q < y.size(); q++) {
      both[1] = others[q];
      found[at++] = call(run, a[0], both, 2);
    }
  }
  return make_set(run, found, at);
}

Value sfilter(Run& run, const Value* a) {
  const Value &x = a[0], &condition = a[1];
  if (x.is(Tag::Indices)) {
    const IndicesNode& from = x.indices();
    IndicesNode* node = run.indices(from.n);
    size_t n = 0;
    for (Packed p : from) {
      node->data()[n] = p;
      n += truth(call(run, condition, Value::index(p)));
    }
    return n == from.n ? x : finish_sorted(run, node, n);
  }
  if (x.is(Tag::Object)) {
    const ObjectNode& from = x.object();
    ObjectNode* node = run.object(from.n);
    size_t n = 0;
    for (PackedCell c : from) {
      node->data()[n] = c;
      n += truth(call(run, condition, Value::cell(c)));
    }
    return n == from.n ? x : finish_sorted(run, node, n);
  }
  size_t all = static_cast<size_t>(size_of(x));
  Value* left = room(run, all);
  size_t n = 0;
  each_member(run, x, [&](uint32_t, const Value& v) {
    left[n] = v;
    n += truth(call(run, condition, v));
  });
  return n == all ? x : make_like(run, x, left, n);
}

Value mfilter(Run& run, const Value* a) {
  Value found = sfilter(run, a);
  return merge(run, &found);
}

Value extract(Run& run, const Value* a) {
  Members m(run, a[0]);
  for (uint32_t k = 0; k < m.size(); k++) {
    Value v = m[k];
    if (truth(call(run, a[1], v))) return v;
  }
  fail("no member meets the condition");
}

Value order(Run& run, const Value* a) {
  size_t n = 0;
  Value* found = keys(run, a[1], a[0], n);
  for (size_t k = 1; k < n; k++) compare_keys(run, found[k - 1], found[k]);  // kinds are checked
  uint32_t* ranks = run.scratch<uint32_t>(n);
  for (uint32_t k = 0; k < n; k++) ranks[k] = k;
  sort_stably(run, ranks, n, [&](uint32_t p, uint32_t q) {
    return compare_keys(run, found[p], found[q]) < 0;
  });
  Members m(run, a[0]);
  TupleNode* node = run.tuple(static_cast<int64_t>(n));
  for (size_t k = 0; k < n; k++) node->data()[k] = m[ranks[k]];
  return finish(run, node);
}

Value valmax(Run& run, const Value* a) { return best_key(run, a, 1); }
Value valmin(Run& run, const Value* a) { return best_key(run, a, -1); }
Value argmax(Run& run, const Value* a) { return best_member(run, a, 1); }
Value argmin(Run& run, const Value* a) { return best_member(run, a, -1); }

// ---------------------------------------------------------------- functions made

Value compose(Run& run, const Value* a) { return function_of(run, n_compose, 1, a, 2); }
Value chain(Run& run, const Value* a) { return function_of(run, n_chain, 1, a, 3); }
Value matcher(Run& run, const Value* a) { return function_of(run, n_matcher, 1, a, 2); }
Value fork(Run& run, const Value* a) { return function_of(run, n_fork, 1, a, 3); }
Value rbind(Run& run, const Value* a) {
  return function_of(run, n_rbind, bound_arity(a[0]), a, 2);
}
Value lbind(Run& run, const Value* a) {
  return function_of(run, n_lbind, bound_arity(a[0]), a, 2);
}

Value power(Run& run, const Value* a) {
  int64_t n = a[1].number();
  if (n == 1) return a[0];
  if (n < 1 || n > kMaxPower) fail("a function can be repeated 1 to 980 times");
  return function_of(run, n_power, 1, a, 2);
}

}  // namespace arc::body
