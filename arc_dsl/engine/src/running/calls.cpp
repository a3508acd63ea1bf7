// Calls: what every one is charged, and short ways for the commonest.
//
// Programs spend most of their calls in functions that are mapped over members, and most of these
// calls take a number or a pair apart. Those are answered here, without a look at the table.
#include <array>

#include "values/members.hpp"
#include "running/table.hpp"

namespace arc {

namespace {

// Bytes of code that are asked for ahead, of a body and of a call inside a function.
constexpr int kExpected = 256, kCacheLine = 64;

// One call more inside others. What fails ends the execution, which then counts from 0 again.
void enter(Run& run) {
  if (++run.calls > kMaxCalls) [[unlikely]] fail("calls nested too deep");
}

bool fits(int64_t n) { return n >= INT32_MIN && n <= INT32_MAX; }

// The two numbers that arithmetic sees in an integer or a pair; false if it is neither.
inline bool sides(const Value& v, int64_t& i, int64_t& j) {
  if (v.is(Tag::Pair)) {
    i = v.pair_row();
    j = v.pair_col();
    return true;
  }
  if (!v.is(Tag::Int)) return false;
  i = j = v.number();
  return fits(i);
}

// Arithmetic on integers and pairs; false if the result needs the general way. `op` tells overflow.
template <class Op>
inline bool computed(const Value* a, Value& out, Op op) {
  int64_t i, j, k, l;
  if (a[0].is(Tag::Int) && a[1].is(Tag::Int)) {
    if (op(a[0].number(), a[1].number(), &i) || i == INT64_MIN) return false;
    out = Value::integer(i);
    return true;
  }
  if (!sides(a[0], i, j) || !sides(a[1], k, l)) return false;
  if (op(i, k, &i) || op(j, l, &j) || !fits(i) || !fits(j)) return false;
  out = Value::pair(static_cast<int32_t>(i), static_cast<int32_t>(j));
  return true;
}

// The first or the last member of a small container.
inline bool member(const Value& v, bool first, Value& out) {
  switch (v.tag()) {
    case Tag::Pair:
      out = Value::integer(first ? v.pair_row() : v.pair_col());
      return true;
    case Tag::Cell:
      out = first ? Value::integer(colour_of(v.packed_cell()))
                  : Value::index(index_of(v.packed_cell()));
      return true;
    case Tag::Tuple: {
      const TupleNode& t = v.tuple();
      if (t.n == 0) return false;
      out = t.data()[first ? 0 : t.n - 1];
      return true;
    }
    case Tag::Grid: {
      const GridNode& g = v.grid();
      if (g.wide != 2) return false;
      int32_t i = first ? 0 : g.high - 1;
      out = Value::pair(g.at(i, 0), g.at(i, 1));
      return true;
    }
    default: return false;
  }
}

inline bool is_flat(const Value& v) { return v.is_number() || v.is(Tag::Pair) || v.is(Tag::Cell); }

// The result of a call that needs no memory, and what it is charged; false for any other call.
[[gnu::always_inline]] inline bool answered(uint32_t number, const Value* a, Value& out, int64_t& parts) {
  parts = kStep;
  switch (number) {
    case n_first: return member(a[0], true, out);
    case n_last: return member(a[0], false, out);
    case n_identity: out = a[0]; return true;
    case n_add:
      return computed(a, out, [](int64_t x, int64_t y, int64_t* n) {
        return __builtin_add_overflow(x, y, n);
      });
    case n_subtract:
      return computed(a, out, [](int64_t x, int64_t y, int64_t* n) {
        return __builtin_sub_overflow(x, y, n);
      });
    case n_multiply:
      return computed(a, out, [](int64_t x, int64_t y, int64_t* n) {
        return __builtin_mul_overflow(x, y, n);
      });
    case n_equality:
      if (!is_flat(a[0]) || !is_flat(a[1])) return false;
      parts = kStep + 1;  // the weight of the first
      out = Value::boolean(a[0].same(a[1]) || (a[0].is_number() && a[1].is_number() &&
                                               a[0].number() == a[1].number()));
      return true;
    case n_maximum:
    case n_minimum: {
      if (!a[0].is(Tag::Pair)) return false;
      parts = kStep + 1;
      int32_t i = a[0].pair_row(), j = a[0].pair_col();
      out = Value::integer((i > j) == (number == n_maximum) ? i : j);
      return true;
    }
    case n_greater:
      if (!a[0].is(Tag::Int) || !a[1].is(Tag::Int)) return false;
      out = Value::boolean(a[0].number() > a[1].number());
      return true;
    case n_even:
      if (!a[0].is(Tag::Int)) return false;
      out = Value::boolean(a[0].number() % 2 == 0);
      return true;
    case n_sign:
      if (!a[0].is(Tag::Int)) return false;
      out = Value::integer((a[0].number() > 0) - (a[0].number() < 0));
      return true;
    case n_astuple: {
      if (!a[0].is(Tag::Int) || !a[1].is(Tag::Int)) return false;
      int64_t i = a[0].number(), j = a[1].number();
      if (!fits(i) || !fits(j)) return false;
      out = Value::pair(static_cast<int32_t>(i), static_cast<int32_t>(j));
      return true;
    }
    case n_flip: out = Value::boolean(!truth(a[0])); return true;
    case n_both: out = truth(a[0]) ? a[1] : a[0]; return true;
    case n_either: out = truth(a[0]) ? a[0] : a[1]; return true;
    case n_branch: out = truth(a[0]) ? a[1] : a[2]; return true;
    case n_size:
      if (!a[0].is_container()) return false;
      out = Value::integer(size_of(a[0]));
      return true;
    case n_color:
      if (!a[0].is(Tag::Object)) return false;
      out = Value::integer(colour_of(a[0].object().data()[0]));
      return true;
    default: return false;
  }
}

// A call of one primitive. What it is charged for is known when this is compiled, and each has
// branches of its own, which the processor learns to foresee.
template <uint32_t Number, uint8_t Arity, uint8_t Reads, uint8_t Makes, Body Does>
Value called_primitive(Run& run, const Value* args) {
  Value out;
  int64_t parts;
  if (run.calls < kMaxCalls && answered(Number, args, out, parts)) {
    run.budget.spend(parts);
    return out;
  }
  enter(run);
  run.budget.spend(kStep);
  for (uint32_t k = 0; k < Arity; k++) {
    if (Reads >> k & 1) run.read(weight(args[k]));
  }
  auto mark = run.arena.mark();
  Value result = Does(run, args);
  if (Makes) run.read(weight(result));
  run.arena.keep_only(mark, result);
  run.calls--;
  return result;
}

struct Callee {
  Body call;
  uint32_t arity;
};
#define ARC_CALLEE(name, arity, reads, makes) \
  Callee{called_primitive<n_##name, arity, reads, makes, body::name>, arity},
constexpr std::array<Callee, kPrimitives> kCallees = {{ARC_PRIMITIVES(ARC_CALLEE)}};
#undef ARC_CALLEE

Value call_made(Run& run, const FunctionNode& f, const Value* args);

// `call` itself, where it pays to have it in place.
[[gnu::always_inline]] inline Value invoke(Run& run, const Value& function, const Value* args,
                                           uint32_t n) {
  static constexpr const char* kTaking[] = {"a function", "a function of 1 argument",
                                            "a function of 2 arguments",
                                            "a function of 3 arguments",
                                            "a function of 4 arguments"};
  if (function.is(Tag::Primitive)) {
    uint32_t number = function.primitive_number();
    if (number >= kPrimitives) fail("no such primitive");
    const Callee& callee = kCallees[number];
    if (callee.arity != n) fail_type(kTaking[n], function);
    return callee.call(run, args);
  }
  if (!function.is(Tag::Function)) fail_type("a function", function);
  if (function.function().arity != n) fail_type(kTaking[n], function);
  return call_made(run, function.function(), args);
}

inline Value invoke(Run& run, const Value& function, const Value& x) {
  return invoke(run, function, &x, 1);
}

Value called(Run& run, const FunctionNode& f, const Value* args) {
  switch (f.maker) {
    case n_compose: return invoke(run, f.part[0], invoke(run, f.part[1], args[0]));
    case n_chain: {
      Value inner = invoke(run, f.part[1], invoke(run, f.part[2], args[0]));
      return invoke(run, f.part[0], inner);
    }
    case n_matcher: {
      Value found = invoke(run, f.part[0], args[0]);
      run.read(weight(found));
      return Value::boolean(equal(run, found, f.part[1]));
    }
    case n_fork: {
      Value both[2];
      both[0] = invoke(run, f.part[1], args[0]);
      both[1] = invoke(run, f.part[2], args[0]);
      return invoke(run, f.part[0], both, 2);
    }
    case n_rbind: {
      Value given[4];
      for (uint32_t k = 0; k < f.arity; k++) given[k] = args[k];
      given[f.arity] = f.part[1];
      return invoke(run, f.part[0], given, f.arity + 1);
    }
    case n_lbind: {
      Value given[4];
      given[0] = f.part[1];
      for (uint32_t k = 0; k < f.arity; k++) given[k + 1] = args[k];
      return invoke(run, f.part[0], given, f.arity + 1);
    }
    case n_power: {
      Value x = args[0];
      for (int64_t k = f.part[1].number(); k > 0; k--) x = invoke(run, f.part[0], &x, 1);
      return x;
    }
    default: fail("no such function");
  }
}

Value call_made(Run& run, const FunctionNode& f, const Value* args) {
  enter(run);
  auto mark = run.arena.mark();
  Value result = called(run, f, args);
  run.arena.keep_only(mark, result);
  run.calls--;
  return result;
}

}  // namespace

// One function for all: lines call each primitive once, and code of its own for each would be
// fetched for that one call.
Value call_primitive(Run& run, uint32_t number, const Value* args) {
  const Entry& called = entry(number);
  enter(run);
  run.budget.spend(kStep);
  for (uint32_t k = 0; k < called.arity; k++) {
    if (called.reads >> k & 1) run.read(weight(args[k]));
  }
  auto mark = run.arena.mark();
  Value result = called.body(run, args);
  if (called.makes) run.read(weight(result));
  run.arena.keep_only(mark, result);
  run.calls--;
  return result;
}

namespace {

template <class Function>
void expect_code(Function function, int bytes) {
  const char* code = reinterpret_cast<const char*>(function);
  for (int at = 0; at < bytes; at += kCacheLine) __builtin_prefetch(code + at, 0, 2);
}

}  // namespace

void expect_primitive(uint32_t number, bool in_functions) {
  if (number >= kPrimitives) return;
  expect_code(entry(number).body, kExpected);
  if (in_functions) expect_code(kCallees[number].call, kExpected);
}

Value call(Run& run, const Value& function, const Value* args, uint32_t n) {
  return invoke(run, function, args, n);
}

}  // namespace arc
