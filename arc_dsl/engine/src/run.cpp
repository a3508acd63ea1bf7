#include "run.hpp"

#include <ctime>

namespace arc {

namespace {

constexpr size_t kFirstChunk = size_t{64} << 10;
constexpr size_t kLargestChunk = size_t{8} << 20;
constexpr size_t kKept = size_t{4} << 20;         // bytes kept from one execution to the next
constexpr int64_t kBetweenLooks = 256 * kStep;    // about 25 us of work; a look takes 0.05 us

double seconds_of(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

void Arena::grow(size_t bytes) {
  if (used_ > limit_) fail_memory();
  size_t next = chunks_.empty() ? 0 : chunk_ + 1;
  while (next < chunks_.size() && chunks_[next].size < bytes) {
    chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(next));
  }
  if (next >= chunks_.size()) {
    size_t size = chunks_.empty() ? kFirstChunk : chunks_.back().size * 2;
    if (size > kLargestChunk) size = kLargestChunk;
    if (size < bytes) size = bytes;
    chunks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
    next = chunks_.size() - 1;
  }
  chunk_ = next;
  next_ = chunks_[next].memory.get();
  room_ = chunks_[next].size;
}

void Arena::rewind_far(const Mark& mark) {
  if (chunks_.empty()) return;
  chunk_ = mark.chunk;
  char* start = chunks_[chunk_].memory.get();
  next_ = mark.next ? mark.next : start;  // no mark: it was made before the first allocation
  room_ = chunks_[chunk_].size - static_cast<size_t>(next_ - start);
  used_ = mark.used;
}

void Arena::reset() {
  used_ = 0;
  size_t kept = 0, count = 0;
  while (count < chunks_.size() && kept + chunks_[count].size <= kKept) {
    kept += chunks_[count++].size;
  }
  chunks_.resize(count);
  chunk_ = 0;
  next_ = chunks_.empty() ? nullptr : chunks_[0].memory.get();
  room_ = chunks_.empty() ? 0 : chunks_[0].size;
}

void Budget::begin(const Limits& limits) {
  constexpr int64_t kMost = INT64_MAX / kStep / 4;
  int64_t steps = limits.steps < 0 ? 0 : limits.steps > kMost ? kMost : limits.steps;
  left_ = steps * kStep;
  size_ = limits.size > INT32_MAX ? INT32_MAX : limits.size;
  seconds_ = limits.seconds;
  began_ = -1;
  tell_ = nullptr;
  look_at_ = left_ - kBetweenLooks;
  if (look_at_ < 0) look_at_ = 0;
}

void Budget::look() {
  if (left_ < 0) fail_steps();
  if (tell_) {
    tell_(whom_);
    tell_ = nullptr;
  }
  look_at_ = left_ - kBetweenLooks;
  if (look_at_ < 0) look_at_ = 0;
  // A thread's CPU time takes a call of the system, so it is asked for only when enough time of day
  // has passed: no more CPU time can have been used than that.
  double now = seconds_of(CLOCK_MONOTONIC);
  if (began_ >= 0 && now < due_) return;
  double used = seconds_of(CLOCK_THREAD_CPUTIME_ID);
  if (began_ < 0) {
    began_ = used;
  } else if (used - began_ > seconds_) {
    fail_time();
  }
  due_ = now + seconds_ - (used - began_);
}

void Run::begin(const Limits& limits) {
  budget.begin(limits);
  calls = 0;
  int64_t mb = limits.memory_mb < 0 ? 0 : limits.memory_mb;
  arena.set_limit(mb > (int64_t{1} << 40) ? SIZE_MAX : static_cast<size_t>(mb) << 20);
}

GridNode* Run::grid(int64_t high, int64_t wide) {
  if (high > INT32_MAX || wide > INT32_MAX) fail_size(INT32_MAX);
  check_size(high * wide);
  void* p = arena.allocate(sizeof(GridNode) + static_cast<size_t>(high * wide));
  GridNode* node = new (p) GridNode;
  node->n = static_cast<uint32_t>(high * wide);
  node->high = static_cast<int32_t>(high);
  node->wide = static_cast<int32_t>(wide);
  return node;
}

}  // namespace arc
