#include "running/session.hpp"

#include <cstring>
#include <new>

namespace arc {

namespace {

constexpr uint64_t kHeaviest = uint64_t{1} << 20; // heavier values are not compared with others
constexpr size_t kMostCalls = size_t{1} << 19;    // calls remembered

uint64_t mixed(uint64_t h, uint64_t w) {
  h = (h ^ w) * 0x9fb21c651e98df25u;
  return h ^ (h >> 32);
}

}  // namespace

// ---------------------------------------------------------------- values by number

void Values::clear() {
  values_.clear();
  hashes_.clear();
  slots_.assign(1024, 0);
}

Id Values::number(const Value& v, bool& known) {
  known = false;
  if (weight(v) > kHeaviest) {
    values_.push_back(v);
    hashes_.push_back(0);
    return static_cast<Id>(values_.size() - 1);
  }
  uint64_t h = mixed(hash(v), static_cast<uint64_t>(v.tag()));
  size_t mask = slots_.size() - 1, at = h & mask;
  while (slots_[at]) {
    Id id = slots_[at] - 1;
    if (hashes_[id] == h && values_[id].tag() == v.tag() && equal(run_, values_[id], v)) {
      known = true;
      return id;
    }
    at = (at + 1) & mask;
  }
  Id id = static_cast<Id>(values_.size());
  values_.push_back(v);
  hashes_.push_back(h);
  slots_[at] = id + 1;
  if (values_.size() * 2 > slots_.size()) grow();
  return id;
}

void Values::grow() {
  slots_.assign(slots_.size() * 2, 0);
  size_t mask = slots_.size() - 1;
  for (size_t id = 0; id < values_.size(); id++) {
    if (weight(values_[id]) > kHeaviest) continue;
    size_t at = hashes_[id] & mask;
    while (slots_[at]) at = (at + 1) & mask;
    slots_[at] = static_cast<uint32_t>(id) + 1;
  }
}

// ---------------------------------------------------------------- programs

Session::Session(const int8_t* cells, int32_t high, int32_t wide, const Limits& limits,
                 size_t memory)
    : limits_(limits), memory_(memory), cells_(cells, cells + static_cast<size_t>(high) * wide), high_(high),
      wide_(wide), values_(run_) {
  forget();
  forgotten_ = 0;
}

void Session::forget() {
  run_.arena.reset();
  run_.arena.set_limit(SIZE_MAX);
  run_.budget = Budget();
  values_.clear();
  calls_.clear();
  slots_.assign(1024, 0);
  failures_.clear();
  digests_.clear();
  digest_known_.clear();
  forgotten_++;
  GridNode* input = run_.grid(high_, wide_);
  std::memcpy(input->cells(), cells_.data(), cells_.size());
  bool known;
  Value in = Value::of(static_cast<const GridNode*>(input));
  for (Operand o = 0; o < kFirstLine; o++) values_.number(named(o, in), known);
}

uint32_t Session::find(const std::array<Id, 1 + kMostArguments>& key, uint32_t n,
                       uint32_t occurrence) {
  uint64_t h = mixed(n * 8 + occurrence, key[0]);
  for (uint32_t k = 0; k < n; k++) h = mixed(h, key[k + 1]);
  size_t mask = slots_.size() - 1, at = h & mask;
  while (slots_[at]) {
    const Call& c = calls_[slots_[at] - 1];
    if (c.n == n && c.occurrence == occurrence && c.key == key) return slots_[at] - 1;
    at = (at + 1) & mask;
  }
  Call fresh{};
  fresh.key = key;
  fresh.n = n;
  fresh.occurrence = occurrence;
  fresh.result = UINT32_MAX;
  calls_.push_back(fresh);
  slots_[at] = static_cast<uint32_t>(calls_.size());
  uint32_t number = static_cast<uint32_t>(calls_.size()) - 1;
  if (calls_.size() * 2 > slots_.size()) grow_calls();
  return number;
}

void Session::grow_calls() {
  slots_.assign(slots_.size() * 2, 0);
  size_t mask = slots_.size() - 1;
  for (size_t k = 0; k < calls_.size(); k++) {
    const Call& c = calls_[k];
    uint64_t h = mixed(c.n * 8 + c.occurrence, c.key[0]);
    for (uint32_t q = 0; q < c.n; q++) h = mixed(h, c.key[q + 1]);
    size_t at = h & mask;
    while (slots_[at]) at = (at + 1) & mask;
    slots_[at] = static_cast<uint32_t>(k) + 1;
  }
}

// Makes a call for the first time, or again with more steps than did not suffice.
void Session::make(Call& c) {
  Value args[kMostArguments];
  for (uint32_t k = 0; k < c.n; k++) args[k] = values_[c.key[k + 1]];
  const Value function = values_[c.key[0]];
  auto mark = run_.arena.mark();
  size_t before = run_.arena.used();
  int64_t left = run_.budget.left();
  size_t allowed = static_cast<size_t>(limits_.memory_mb < 0 ? 0 : limits_.memory_mb) << 20;
  run_.arena.set_limit(before + (allowed > bytes_ ? allowed - bytes_ : 0));
  c.failed = c.out_of_steps = false;
  try {
    Value result = call(run_, function, args, c.n);
    c.parts = left - run_.budget.left();
    c.bytes = run_.arena.used() - before;
    run_.arena.set_limit(SIZE_MAX);
    bool known;
    Budget charged = run_.budget;  // looking a value up is not the program's business
    run_.budget = Budget();
    c.result = values_.number(result, known);
    run_.budget = charged;
    if (known && !holds_functions(result)) run_.arena.rewind(mark);
  } catch (const Failure& failure) {
    run_.calls = 0;
    run_.arena.rewind(mark);
    run_.arena.set_limit(SIZE_MAX);
    if (failure.kind == Kind::Memory) throw;
    c.out_of_steps = run_.budget.left() < 0;
    if (failure.kind == Kind::Timeout && !c.out_of_steps) throw;
    c.parts = c.out_of_steps ? left : left - run_.budget.left();
    c.bytes = 0;
    c.failed = true;
    c.failure = static_cast<uint32_t>(failures_.size());
    failures_.push_back(failure);
    throw;
  }
}

Id Session::line_value(const Line& line, const Id* values) {
  std::array<Id, 1 + kMostArguments> key{};
  auto id_of = [&](Operand o) { return o < kFirstLine ? o : values[o - kFirstLine]; };
  key[0] = id_of(line.function);
  for (uint32_t k = 0; k < line.n; k++) key[k + 1] = id_of(line.args[k]);
  for (uint32_t occurrence = 0;; occurrence++) {
    uint32_t number = find(key, line.n, occurrence);
    // Two equal calls in one program make two functions, which are not equal.
    bool again = false;
    for (uint32_t used : used_) again = again || used == number;
    const Call& c = calls_[number];
    if (again && holds_functions(values_[c.result])) continue;
    used_.push_back(number);
    if (c.failed) {
      if (!c.out_of_steps) {
        run_.budget.spend(c.parts);
        throw failures_[c.failure];
      }
      if (run_.budget.left() <= c.parts) throw failures_[c.failure];
    } else if (c.result != UINT32_MAX) {
      run_.budget.spend(c.parts);
      bytes_ += c.bytes;
      if (bytes_ >> 20 >= static_cast<size_t>(limits_.memory_mb)) fail_memory();
      return c.result;
    }
    make(calls_[number]);
    bytes_ += calls_[number].bytes;
    return calls_[number].result;
  }
}

End Session::execute(const Program& program) {
  End end;
  line_ids_.resize(program.lines.size());
  used_.clear();
  bytes_ = 0;
  uint32_t number = 0;
  try {
    if (run_.arena.used() > memory_ || calls_.size() > kMostCalls) forget();
    run_.begin(limits_);
    run_.arena.set_limit(SIZE_MAX);
    for (; number < program.lines.size(); number++) {
      line_ids_[number] = line_value(program.lines[number], line_ids_.data());
    }
    latest_ = line_ids_.back();
    end.value = values_[latest_];
    return end;
  } catch (const Failure& failure) {
    end.failure = failure;
  } catch (const std::bad_alloc&) {
    end.failure = Failure{Kind::Memory, "out of memory", "", 0, false};
    forget();
  }
  end.kind = end.failure.kind;
  end.line = number + 1;
  return end;
}

bool Session::digest(const End& end, uint8_t* out) {
  const GridNode* grid = output_grid(end.value);
  if (!grid) return false;
  if (digests_.size() <= latest_) {
    digests_.resize(values_.size());
    digest_known_.resize(values_.size(), 0);
  }
  if (!digest_known_[latest_]) {
    grid_digest(*grid, digests_[latest_].data());
    digest_known_[latest_] = 1;
  }
  std::memcpy(out, digests_[latest_].data(), kDigestBytes);
  return true;
}

}  // namespace arc
