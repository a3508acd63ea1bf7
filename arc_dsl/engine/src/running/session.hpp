// Many programs on one input: each distinct call is made once.
#pragma once

#include <array>
#include <vector>

#include "running/program.hpp"

namespace arc {

using Id = uint32_t;  // the number of a value that a session has met

// Values that have been met, by number: equal values have one number.
class Values {
 public:
  explicit Values(Run& run) : run_(run) {}
  void clear();
  size_t size() const { return values_.size(); }
  const Value& operator[](Id id) const { return values_.at(id); }
  // The number of a value; `known` tells whether it had one.
  Id number(const Value& v, bool& known);

 private:
  void grow();
  Run& run_;
  std::vector<Value> values_;
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> slots_;  // 1 + number, 0 if free
};

constexpr size_t kRemembered = size_t{64} << 20;  // bytes of values after which all are forgotten

// Runs programs on one input. Their ends are those they have alone, whatever ran before: a call
// that is known is charged what it cost when it was made.
class Session {
 public:
  Session(const int8_t* cells, int32_t high, int32_t wide, const Limits& limits,
          size_t memory = kRemembered);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  End execute(const Program& program);
  // The digest of the grid of a program that ended well; false if it may not leave.
  bool digest(const End& end, uint8_t* out);
  void set_limits(const Limits& limits) { limits_ = limits; }
  // The number of the value of the latest program that ended well: equal values, equal numbers.
  Id latest() const { return latest_; }
  size_t forgotten() const { return forgotten_; }  // how often everything was forgotten

 private:
  struct Call {
    std::array<Id, 1 + kMostArguments> key;  // function and arguments
    uint32_t n;                              // arguments
    uint32_t occurrence;  // which call of its kind in one program, if it makes functions
    Id result;
    bool failed, out_of_steps;
    int64_t parts;        // what it costs; what it did not suffice with, if out of steps
    size_t bytes;
    uint32_t failure;     // position in failures_
  };

  void forget();
  Id line_value(const Line& line, const Id* values);
  uint32_t find(const std::array<Id, 1 + kMostArguments>& key, uint32_t n, uint32_t occurrence);
  void make(Call& call);
  void grow_calls();

  Run run_;
  Limits limits_;
  size_t memory_;
  std::vector<int8_t> cells_;
  int32_t high_, wide_;
  Values values_;
  std::vector<Call> calls_;
  std::vector<uint32_t> slots_;
  std::vector<Failure> failures_;
  std::vector<std::array<uint8_t, kDigestBytes>> digests_;
  std::vector<uint8_t> digest_known_;
  std::vector<uint32_t> used_;  // calls of the program that runs
  std::vector<Id> line_ids_;
  size_t bytes_ = 0;            // memory of the program that runs
  Id latest_ = 0;
  size_t forgotten_ = 0;
};

}  // namespace arc
