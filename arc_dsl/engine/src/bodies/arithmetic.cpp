// Arithmetic, comparison, Booleans and choice.
#include "values/members.hpp"
#include "running/table.hpp"

namespace arc::body {

namespace {

template <class Op>
Value each(Run& run, const Value& x, Op op) {
  if (x.is_number()) return Value::integer(checked(op(x.number())));
  if (!x.is_tuple()) fail_type("a number or a pair", x);
  int64_t i, j;
  loose_pair(run, x, i, j);
  return int_pair(run, checked(op(i)), checked(op(j)));
}

template <class Op>
Value both_sides(Run& run, const Value* a, Op op) {
  const Value &x = a[0], &y = a[1];
  if (x.is_number() && y.is_number()) return Value::integer(checked(op(x.number(), y.number())));
  for (int k = 0; k < 2; k++) {
    if (!a[k].is_number() && !a[k].is_tuple()) fail_type("a number or a pair", a[k]);
  }
  int64_t xi, xj, yi, yj;
  if (x.is_number()) xi = xj = x.number();
  else loose_pair(run, x, xi, xj);
  if (y.is_number()) yi = yj = y.number();
  else loose_pair(run, y, yi, yj);
  return int_pair(run, checked(op(xi, yi)), checked(op(xj, yj)));
}

__int128 floor_divide(int64_t x, int64_t y) {
  if (y == 0) fail("division by zero");
  __int128 n = x, d = y, q = n / d;
  return n % d != 0 && (n < 0) != (d < 0) ? q - 1 : q;
}

int sign_of(int64_t n) { return n > 0 ? 1 : n < 0 ? -1 : 0; }

// Python's a > b.
bool above(Run& run, const Value& a, const Value& b) {
  if (a.is_set() && b.is_set()) {  // proper inclusion
    Members x(run, a), y(run, b);
    if (y.size() >= x.size()) return false;
    run.read(weight(a));
    uint32_t at = 0;
    for (uint32_t k = 0; k < y.size(); k++) {
      Value wanted = y[k];
      while (at < x.size() && compare(run, x[at], wanted) < 0) at++;
      if (at == x.size() || !equal(run, x[at], wanted)) return false;
    }
    return true;
  }
  if (a.is_tuple() && b.is_tuple()) {
    Members x(run, a), y(run, b);
    for (uint32_t k = 0; k < x.size() && k < y.size(); k++) {
      Value p = x[k], q = y[k];
      if (!equal(run, p, q)) return above(run, p, q);
    }
    return x.size() > y.size();
  }
  if (a.is_number()) return a.number() > b.number();
  return compare_keys(run, a, b) > 0;
}

Value extreme(Run& run, const Value& container, int sign) {
  Members m(run, container);
  if (m.size() == 0) return Value::integer(0);
  Value best = m[0];
  for (uint32_t k = 1; k < m.size(); k++) {
    Value v = m[k];
    if (compare_keys(run, v, best) * sign > 0) best = v;
  }
  if (m.size() == 1) compare_keys(run, best, best);
  return best;
}

}  // namespace

Value add(Run& run, const Value* a) {
  return both_sides(run, a, [](int64_t x, int64_t y) { return static_cast<__int128>(x) + y; });
}
Value subtract(Run& run, const Value* a) {
  return both_sides(run, a, [](int64_t x, int64_t y) { return static_cast<__int128>(x) - y; });
}
Value multiply(Run& run, const Value* a) {
  return both_sides(run, a, [](int64_t x, int64_t y) { return static_cast<__int128>(x) * y; });
}
Value divide(Run& run, const Value* a) { return both_sides(run, a, floor_divide); }
Value invert(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return -static_cast<__int128>(n); });
}
Value double_(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return static_cast<__int128>(n) * 2; });
}
Value halve(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return floor_divide(n, 2); });
}
Value increment(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return static_cast<__int128>(n) + 1; });
}
Value decrement(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return static_cast<__int128>(n) - 1; });
}
Value crement(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return static_cast<__int128>(n) + sign_of(n); });
}
Value sign(Run& run, const Value* a) {
  return each(run, a[0], [](int64_t n) { return static_cast<__int128>(sign_of(n)); });
}
Value even(Run&, const Value* a) { return Value::boolean(a[0].number() % 2 == 0); }
Value positive(Run&, const Value* a) { return Value::boolean(a[0].number() > 0); }
Value greater(Run& run, const Value* a) { return Value::boolean(above(run, a[0], a[1])); }
Value maximum(Run& run, const Value* a) { return extreme(run, a[0], 1); }
Value minimum(Run& run, const Value* a) { return extreme(run, a[0], -1); }
Value toivec(Run& run, const Value* a) { return make_pair(run, a[0], Value::integer(0)); }
Value tojvec(Run& run, const Value* a) { return make_pair(run, Value::integer(0), a[0]); }
Value astuple(Run& run, const Value* a) { return make_pair(run, a[0], a[1]); }

Value interval(Run& run, const Value* a) {
  __int128 start = a[0].number(), stop = a[1].number(), step = a[2].number();
  if (step == 0) fail("a step of zero");
  __int128 span = step > 0 ? stop - start : start - stop, stride = step > 0 ? step : -step;
  __int128 count = span <= 0 ? 0 : (span + stride - 1) / stride;
  if (count > INT32_MAX) fail_size(INT32_MAX);
  TupleNode* node = run.tuple(static_cast<int64_t>(count));
  for (int64_t k = 0; k < static_cast<int64_t>(count); k++) {
    node->data()[k] = Value::integer(static_cast<int64_t>(start + k * step));
  }
  return finish(run, node);
}

// ---------------------------------------------------------------- Booleans and choice

Value flip(Run&, const Value* a) { return Value::boolean(!truth(a[0])); }
Value both(Run&, const Value* a) { return truth(a[0]) ? a[1] : a[0]; }
Value either(Run&, const Value* a) { return truth(a[0]) ? a[0] : a[1]; }
Value equality(Run& run, const Value* a) { return Value::boolean(equal(run, a[0], a[1])); }
Value branch(Run&, const Value* a) { return truth(a[0]) ? a[1] : a[2]; }
Value identity(Run&, const Value* a) { return a[0]; }

Value contained(Run& run, const Value* a) {
  const Value &value = a[0], &container = a[1];
  switch (container.tag()) {
    case Tag::Indices: {
      if (!value.is(Tag::Pair) || !near_index(value.pair_row(), value.pair_col())) {
        return Value::boolean(false);
      }
      Packed p = pack(value.pair_row(), value.pair_col());
      const IndicesNode& set = container.indices();
      const Packed* at = set.begin();
      for (size_t n = set.n; n > 0;) {
        size_t half = n / 2;
        if (at[half] < p) { at += half + 1; n -= half + 1; } else { n = half; }
      }
      return Value::boolean(at != set.end() && *at == p);
    }
    case Tag::Object: {
      if (!value.is(Tag::Cell)) return Value::boolean(false);
      const ObjectNode& set = container.object();
      PackedCell c = value.packed_cell();
      const PackedCell* at = set.begin();
      for (size_t n = set.n; n > 0;) {
        size_t half = n / 2;
        if (at[half] < c) { at += half + 1; n -= half + 1; } else { n = half; }
      }
      return Value::boolean(at != set.end() && *at == c);
    }
    default: {
      Members m(run, container);
      run.read(m.size());
      for (uint32_t k = 0; k < m.size(); k++) {
        if (equal(run, m[k], value)) return Value::boolean(true);
      }
      return Value::boolean(false);
    }
  }
}

}  // namespace arc::body
