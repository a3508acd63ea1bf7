// Equality, hashes and order.
#include <algorithm>
#include <cstring>

#include "values/members.hpp"
#include "running/table.hpp"

namespace arc {

namespace {

constexpr uint64_t kOne = 0x9fb21c651e98df25u, kTwo = 0xd6e8feb86659fd93u;

uint64_t mix(uint64_t h, uint64_t w) {
  h = (h ^ w) * kOne;
  return h ^ (h >> 29);
}

uint64_t hash_bytes(const void* data, size_t bytes, uint64_t seed) {
  const char* p = static_cast<const char*>(data);
  uint64_t a = seed, b = ~seed, c = seed * kTwo, d = seed + kOne, w[4];
  while (bytes >= 32) {
    std::memcpy(w, p, 32);
    a = mix(a, w[0]);
    b = mix(b, w[1]);
    c = mix(c, w[2]);
    d = mix(d, w[3]);
    p += 32;
    bytes -= 32;
  }
  while (bytes >= 8) {
    std::memcpy(w, p, 8);
    a = mix(a, w[0]);
    p += 8;
    bytes -= 8;
  }
  if (bytes) {
    w[0] = 0;
    std::memcpy(w, p, bytes);
    b = mix(b, w[0] + bytes * kTwo);
  }
  return mix(mix(a, b), mix(c, d));
}

uint64_t kept(const Header& h, uint64_t computed) {
  h.hash = computed ? computed : 1;
  return h.hash;
}

template <class Node>
uint64_t hash_members(const Node& node, uint64_t seed) {
  if (node.hash) return node.hash;
  uint64_t h = seed + node.n;
  for (const Value& v : node) h = mix(h, hash(v));
  return kept(node, h);
}

int sign(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

int rank(const Value& v) {
  switch (v.tag()) {
    case Tag::None: return 0;
    case Tag::Bool: case Tag::Int: return 1;
    case Tag::Pair: case Tag::Cell: case Tag::Tuple: case Tag::Grid: return 2;
    case Tag::Indices: case Tag::Object: case Tag::Set: return 3;
    case Tag::Primitive: return 4;
    case Tag::Function: return 5;
  }
  return 5;
}

template <class T>
int compare_flat(const T* a, size_t n, const T* b, size_t m) {
  size_t least = std::min(n, m);
  for (size_t k = 0; k < least; k++) {
    if (a[k] != b[k]) return a[k] < b[k] ? -1 : 1;
  }
  return sign(static_cast<int64_t>(n), static_cast<int64_t>(m));
}

int compare_members(Run& run, const Value& a, const Value& b) {
  if (a.is(Tag::Tuple) && b.is(Tag::Tuple)) {
    const TupleNode &x = a.tuple(), &y = b.tuple();
    for (uint32_t k = 0; k < x.n && k < y.n; k++) {
      int c = compare(run, x.data()[k], y.data()[k]);
      if (c) return c;
    }
    return sign(x.n, y.n);
  }
  Members x(run, a), y(run, b);
  uint32_t least = std::min(x.size(), y.size());
  for (uint32_t k = 0; k < least; k++) {
    int c = compare(run, x[k], y[k]);
    if (c) return c;
  }
  return sign(x.size(), y.size());
}

int compare_functions(Run& run, const FunctionNode& a, const FunctionNode& b) {
  int c = std::strcmp(primitive_name(a.maker), primitive_name(b.maker));
  if (c) return c;
  run.budget.spend(1);
  for (uint32_t k = 0; k < a.parts; k++) {
    c = compare(run, a.part[k], b.part[k]);
    if (c) return c;
  }
  return 0;
}

}  // namespace

uint64_t hash(const Value& v) {
  switch (v.tag()) {
    case Tag::None: return kOne;
    case Tag::Bool: case Tag::Int: return mix(kTwo, static_cast<uint64_t>(v.number()));
    case Tag::Grid: {
      const GridNode& g = v.grid();
      if (g.hash) return g.hash;
      return kept(g, hash_bytes(g.cells(), g.n, static_cast<uint64_t>(g.wide) * kTwo));
    }
    case Tag::Indices: {
      const IndicesNode& p = v.indices();
      return p.hash ? p.hash : kept(p, hash_bytes(p.data(), p.n * sizeof(Packed), 3));
    }
    case Tag::Object: {
      const ObjectNode& p = v.object();
      return p.hash ? p.hash : kept(p, hash_bytes(p.data(), p.n * sizeof(PackedCell), 5));
    }
    case Tag::Tuple: return hash_members(v.tuple(), kOne);
    case Tag::Set: return hash_members(v.set(), kTwo);
    default: return mix(static_cast<uint64_t>(v.tag()) * kTwo, v.payload());
  }
}

bool equal_nodes(Run& run, const Value& a, const Value& b) {
  switch (a.tag()) {
    case Tag::Grid: {
      const GridNode &x = a.grid(), &y = b.grid();
      return x.wide == y.wide && x.n == y.n && std::memcmp(x.cells(), y.cells(), x.n) == 0;
    }
    case Tag::Indices: {
      const IndicesNode &x = a.indices(), &y = b.indices();
      return x.n == y.n && std::memcmp(x.data(), y.data(), x.n * sizeof(Packed)) == 0;
    }
    case Tag::Object: {
      const ObjectNode &x = a.object(), &y = b.object();
      return x.n == y.n && std::memcmp(x.data(), y.data(), x.n * sizeof(PackedCell)) == 0;
    }
    case Tag::Tuple: case Tag::Set: {
      bool tuple = a.is(Tag::Tuple);
      uint32_t n = tuple ? a.tuple().n : a.set().n, m = tuple ? b.tuple().n : b.set().n;
      if (n != m || hash(a) != hash(b)) return false;
      if (nesting(a) > 1) run.read(weight(a));
      const Value* x = tuple ? a.tuple().data() : a.set().data();
      const Value* y = tuple ? b.tuple().data() : b.set().data();
      for (uint32_t k = 0; k < n; k++) {
        if (!equal(run, x[k], y[k])) return false;
      }
      return true;
    }
    default: return false;
  }
}

int compare(Run& run, const Value& a, const Value& b) {
  if (a.same(b)) return 0;
  int r = rank(a), s = rank(b);
  if (r != s) return r < s ? -1 : 1;
  if (r == 1) return sign(a.number(), b.number());
  if (a.tag() == b.tag()) {
    switch (a.tag()) {
      case Tag::Pair: {
        int c = sign(a.pair_row(), b.pair_row());
        return c ? c : sign(a.pair_col(), b.pair_col());
      }
      case Tag::Cell: return a.packed_cell() < b.packed_cell() ? -1 : 1;
      case Tag::Indices: {
        const IndicesNode &x = a.indices(), &y = b.indices();
        return compare_flat(x.data(), x.n, y.data(), y.n);
      }
      case Tag::Object: {
        const ObjectNode &x = a.object(), &y = b.object();
        return compare_flat(x.data(), x.n, y.data(), y.n);
      }
      case Tag::Grid: {
        const GridNode &x = a.grid(), &y = b.grid();
        if (x.wide != y.wide) break;
        return compare_flat(x.cells(), x.n, y.cells(), y.n);
      }
      case Tag::Primitive:
        return std::strcmp(primitive_name(a.primitive_number()),
                           primitive_name(b.primitive_number()));
      case Tag::Function: return compare_functions(run, a.function(), b.function());
      default: break;
    }
  }
  run.budget.spend(1);
  return compare_members(run, a, b);
}

int compare_keys(Run& run, const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return sign(a.number(), b.number());
  if (a.is_tuple() && b.is_tuple()) {
    Members x(run, a), y(run, b);
    uint32_t least = std::min(x.size(), y.size());
    for (uint32_t k = 0; k < least; k++) {
      Value p = x[k], q = y[k];
      if (!equal(run, p, q)) return compare_keys(run, p, q);
    }
    return sign(x.size(), y.size());
  }
  if (a.is_set() && b.is_set()) {
    int c = sign(size_of(a), size_of(b));
    return c ? c : compare(run, a, b);
  }
  if (a.is_number() || a.is_tuple() || a.is_set()) {
    fail_type(a.is_number() ? "a number to compare" : a.is_set() ? "a set to compare"
                                                                 : "a tuple to compare", b);
  }
  fail_type("a value that has an order", a);
}

}  // namespace arc
