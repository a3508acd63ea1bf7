#include "search/graph.hpp"

#include <cstring>
#include <new>

namespace arc {

namespace {

constexpr size_t kFirstSlots = 4096;

uint64_t stirred(uint64_t h, uint64_t w) {
  h = (h ^ w) * 0xd6e8feb86659fd93u;
  return h ^ (h >> 32);
}

uint64_t hash_of(const uint32_t* ids, size_t n) {
  uint64_t h = 0x9e3779b97f4a7c15u;
  for (size_t k = 0; k < n; k++) h = stirred(h, ids[k]);
  return h;
}

const char* kind_of(const Value& v) {
  switch (v.tag()) {
    case Tag::None: return "none";
    case Tag::Bool: return "bool";
    case Tag::Int: return "int";
    case Tag::Pair: return "pair";
    case Tag::Cell: case Tag::Tuple: return "tuple";
    case Tag::Grid: return "grid";
    case Tag::Indices: return v.indices().n ? "indices" : "";
    case Tag::Object: return "object";
    case Tag::Set:
      for (const Value& m : v.set()) {
        if (!m.is(Tag::Object)) return "set";
      }
      return "objects";
    case Tag::Primitive: case Tag::Function: return "function";
  }
  return "none";
}

bool is_set_kind(const std::string& kind) {
  return kind == "indices" || kind == "object" || kind == "objects" || kind == "set";
}

void put(std::string& out, uint64_t n) { out.append(reinterpret_cast<const char*>(&n), 8); }

// A text of bytes that equal values share and others do not.
void serialise(std::string& out, Run& run, const Value& v) {
  out.push_back(static_cast<char>(v.tag()));
  switch (v.tag()) {
    case Tag::Grid:
      put(out, static_cast<uint64_t>(v.grid().wide));
      put(out, v.grid().n);
      out.append(reinterpret_cast<const char*>(v.grid().cells()), v.grid().n);
      return;
    case Tag::Indices:
      put(out, v.indices().n);
      out.append(reinterpret_cast<const char*>(v.indices().data()), v.indices().n * sizeof(Packed));
      return;
    case Tag::Object:
      put(out, v.object().n);
      out.append(reinterpret_cast<const char*>(v.object().data()),
                 v.object().n * sizeof(PackedCell));
      return;
    case Tag::Tuple: case Tag::Set: {
      Members m(run, v);
      put(out, m.size());
      for (uint32_t k = 0; k < m.size(); k++) serialise(out, run, m[k]);
      return;
    }
    case Tag::Function: {
      const FunctionNode& f = v.function();
      put(out, f.maker);
      for (uint32_t k = 0; k < f.parts; k++) serialise(out, run, f.part[k]);
      return;
    }
    default: put(out, v.payload());
  }
}

}  // namespace

Graph::Graph(const Limits& limits, size_t memory_mb) : limits_(limits), memory_(memory_mb << 20) {
  node_slots_.assign(kFirstSlots, 0);
  call_slots_.assign(kFirstSlots, 0);
}

void Graph::add_input(const int8_t* cells, int32_t high, int32_t wide) {
  auto side = std::make_unique<Side>();
  side->values.clear();
  GridNode* input = side->run.grid(high, wide);
  std::memcpy(input->cells(), cells, input->n);
  bool known;
  side->values.number(Value::of(static_cast<const GridNode*>(input)), known);
  sides_.push_back(std::move(side));
}

void Graph::begin() {
  std::vector<Id> first(sides_.size(), 0);
  node_of(first.data());
}

void Graph::check(Node node) const {
  if (node < 0 || static_cast<size_t>(node) >= count_) fail("no such node");
}

Id Graph::id(Node node, size_t k) const {
  check(node);
  return ids_.at(static_cast<size_t>(node) * sides_.size() + k);
}

const Value& Graph::value(Node node, size_t k) const { return sides_.at(k)->values[id(node, k)]; }

size_t Graph::bytes() const {
  size_t total = calls_.size() * sizeof(Call) + ids_.size() * sizeof(Id);
  for (const auto& side : sides_) total += side->run.arena.used();
  return total;
}

Node Graph::node_of(const Id* ids) {
  size_t k = sides_.size(), mask = node_slots_.size() - 1, at = hash_of(ids, k) & mask;
  while (node_slots_[at]) {
    size_t node = node_slots_[at] - 1;
    if (std::memcmp(&ids_[node * k], ids, k * sizeof(Id)) == 0) return static_cast<Node>(node);
    at = (at + 1) & mask;
  }
  if (count_ >= static_cast<size_t>(INT32_MAX) - 1) fail("more nodes than fit");
  ids_.insert(ids_.end(), ids, ids + k);
  node_slots_[at] = static_cast<uint32_t>(++count_);
  if (count_ * 2 > node_slots_.size()) {
    node_slots_.assign(node_slots_.size() * 2, 0);
    mask = node_slots_.size() - 1;
    for (size_t node = 0; node < count_; node++) {
      at = hash_of(&ids_[node * k], k) & mask;
      while (node_slots_[at]) at = (at + 1) & mask;
      node_slots_[at] = static_cast<uint32_t>(node) + 1;
    }
  }
  return static_cast<Node>(count_ - 1);
}

Node Graph::named(Operand operand) {
  std::vector<Id> ids;
  bool known;
  for (auto& side : sides_) ids.push_back(side->values.number(arc::named(operand, Value()), known));
  return node_of(ids.data());
}

Id Graph::apply(Side& side, size_t k, Node function, const Node* args, uint32_t n) {
  Run& run = side.run;
  Value given[kMostArguments];
  for (uint32_t q = 0; q < n; q++) given[q] = side.values[id(args[q], k)];
  auto mark = run.arena.mark();
  run.budget.begin(limits_);
  Id found = UINT32_MAX;
  try {
    const Value f = side.values[id(function, k)];
    Value result = arc::call(run, f, given, n);
    run.budget = Budget();
    bool known;
    found = side.values.number(result, known);
    if (known) run.arena.rewind(mark);
  } catch (const Failure&) {
    run.calls = 0;
    run.arena.rewind(mark);
  }
  run.budget = Budget();
  return found;
}

Node Graph::call(Node function, const Node* args, uint32_t n) {
  if (n > kMostArguments) fail("more arguments than any function takes");
  check(function);
  Call made{};
  made.n = n;
  made.key[0] = function;
  uint64_t h = stirred(n, static_cast<uint64_t>(function));
  for (uint32_t q = 0; q < n; q++) {
    check(args[q]);
    made.key[q + 1] = args[q];
    h = stirred(h, static_cast<uint64_t>(args[q]));
  }
  made.hash = h;
  size_t mask = call_slots_.size() - 1, at = h & mask;
  while (call_slots_[at]) {
    const Call& c = calls_[call_slots_[at] - 1];
    if (c.hash == h && c.n == n && std::memcmp(c.key, made.key, sizeof c.key) == 0) {
      return c.result;
    }
    at = (at + 1) & mask;
  }
  made.result = -1;
  if (bytes() <= memory_) {
    std::vector<Id> ids;
    for (size_t k = 0; k < sides_.size(); k++) {
      Id found = apply(*sides_[k], k, function, args, n);
      if (found == UINT32_MAX) break;
      ids.push_back(found);
    }
    if (ids.size() == sides_.size()) made.result = node_of(ids.data());
  }
  calls_.push_back(made);
  call_slots_[at] = static_cast<uint32_t>(calls_.size());
  if (calls_.size() * 2 > call_slots_.size()) {
    call_slots_.assign(call_slots_.size() * 2, 0);
    mask = call_slots_.size() - 1;
    for (size_t c = 0; c < calls_.size(); c++) {
      at = calls_[c].hash & mask;
      while (call_slots_[at]) at = (at + 1) & mask;
      call_slots_[at] = static_cast<uint32_t>(c) + 1;
    }
  }
  return made.result;
}

std::string Graph::kind(Node node) const {
  std::string kind;
  for (size_t k = 0; k < sides_.size(); k++) {
    std::string one = kind_of(value(node, k));
    if (kind.empty() || kind == one) {
      kind = one;
    } else if (one.empty() && is_set_kind(kind)) {
      continue;  // an empty set is one of any kind
    } else if (one != kind) {
      return "mixed";
    }
  }
  return kind.empty() ? "set" : kind;
}

std::string Graph::key(Node node) {
  std::string text;
  for (size_t k = 0; k < sides_.size(); k++) serialise(text, sides_[k]->run, value(node, k));
  uint8_t out[kDigestBytes];
  blake2b(reinterpret_cast<const uint8_t*>(text.data()), text.size(), out, kDigestBytes);
  return std::string(reinterpret_cast<const char*>(out), kDigestBytes);
}

}  // namespace arc
