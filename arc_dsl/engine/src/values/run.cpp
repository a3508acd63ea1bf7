#include "values/run.hpp"

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

void Arena::enter(size_t chunk, size_t before) {
  chunk_ = chunk;
  start_ = next_ = chunks_[chunk].memory.get();
  before_ = before;
  bound();
}

void Arena::grow(size_t bytes) {
  if (bytes > limit_ || used() > limit_ - bytes) fail_memory();
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
  enter(next, used());
}

void Arena::rewind_far(const Mark& mark) {
  if (chunks_.empty()) return;
  enter(mark.chunk, mark.before);
  if (mark.next) next_ = mark.next;  // else it was made before the first allocation
}

void Arena::reset() {
  size_t kept = 0, count = 0;
  while (count < chunks_.size() && kept + chunks_[count].size <= kKept) {
    kept += chunks_[count++].size;
  }
  chunks_.resize(count);
  if (count) {
    enter(0, 0);
  } else {
    chunk_ = 0;
    start_ = next_ = stop_ = nullptr;
    before_ = 0;
  }
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
