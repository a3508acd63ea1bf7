// One execution: the memory its values live in, and what it may still use.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "values/value.hpp"

namespace arc {

// Memory that is given out in order and taken back all at once.
class Arena {
 public:
  struct Mark { size_t chunk; char* next; size_t before; };

  void* allocate(size_t bytes) {
    bytes = (bytes + 7) & ~size_t{7};
    if (bytes > static_cast<size_t>(stop_ - next_)) [[unlikely]] grow(bytes);
    char* p = next_;
    next_ += bytes;
    return p;
  }
  // Gives back the tail of an allocation, if it is the latest.
  void shrink(void* start, size_t before, size_t after) {
    before = (before + 7) & ~size_t{7};
    after = (after + 7) & ~size_t{7};
    if (static_cast<char*>(start) + before == next_ && after < before) next_ -= before - after;
  }
  Mark mark() const { return {chunk_, next_, before_}; }
  [[gnu::always_inline]] void rewind(const Mark& mark) {
    if (mark.chunk == chunk_ && mark.next) next_ = mark.next;
    else rewind_far(mark);
  }
  // Takes back what was allocated since the mark, if nothing of it is part of the value.
  [[gnu::always_inline]] void keep_only(const Mark& mark, const Value& value) {
    if (value.is_node()) {
      if (mark.chunk != chunk_) return;
      const char* at = reinterpret_cast<const char*>(static_cast<uintptr_t>(value.payload()));
      if (at >= mark.next && at < next_) return;
    }
    rewind(mark);
  }
  void reset();  // forgets all values; keeps a little memory for the next
  size_t used() const { return before_ + static_cast<size_t>(next_ - start_); }
  void set_limit(size_t bytes) {
    limit_ = bytes;
    bound();
  }
  size_t limit() const { return limit_; }

 private:
  struct Chunk { std::unique_ptr<char[]> memory; size_t size; };
  void grow(size_t bytes);  // raises Failure beyond the limit
  void rewind_far(const Mark& mark);
  void enter(size_t chunk, size_t before);
  // Where the chunk or what may be used ends, whichever is nearer.
  void bound() {
    size_t left = limit_ > before_ ? limit_ - before_ : 0;
    size_t size = chunks_.empty() ? 0 : chunks_[chunk_].size;
    stop_ = start_ + (left < size ? left : size);
    if (stop_ < next_) stop_ = next_;  // less than is used already
  }

  std::vector<Chunk> chunks_;
  size_t chunk_ = 0;
  char* start_ = nullptr;  // of the chunk
  char* next_ = nullptr;
  char* stop_ = nullptr;
  size_t before_ = 0;      // bytes used in the chunks before
  size_t limit_ = SIZE_MAX;
};

constexpr int64_t kStep = 64;  // parts of a step: a call costs one step, a member one part

struct Limits {
  int64_t steps = 200'000;
  int64_t size = 100'000;
  double seconds = 1.0;
  int64_t memory_mb = 1024;
};

// Steps and CPU seconds that are left.
class Budget {
 public:
  void begin(const Limits& limits);
  // Calls back at the first look at the clock after this: the execution is no short one.
  void tell_if_long(void (*tell)(void*), void* whom) {
    tell_ = tell;
    whom_ = whom;
  }
  void spend(int64_t parts) {
    left_ -= parts;
    if (left_ < look_at_) [[unlikely]] look();
  }
  int64_t left() const { return left_; }
  int64_t size() const { return size_; }

 private:
  void look();

  int64_t left_ = INT64_MAX;
  int64_t look_at_ = INT64_MIN;
  int64_t size_ = INT64_MAX;
  double seconds_ = 0;
  double began_ = -1;  // CPU time of the thread at the first look, negative before
  void (*tell_)(void*) = nullptr;
  void* whom_ = nullptr;
  double due_ = 0;     // time of day before which the seconds cannot be used up
};

constexpr int kMaxCalls = 400;   // calls inside one another; a function is nested 128 deep at most

class Run {
 public:
  Arena arena;
  Budget budget;
  int calls = 0;

  void begin(const Limits& limits);
  void read(uint64_t parts) {
    budget.spend(parts > (uint64_t{1} << 50) ? (int64_t{1} << 50) : static_cast<int64_t>(parts));
  }
  void check_size(int64_t members) const {
    if (members > budget.size()) [[unlikely]] fail_size(members);
  }

  // Nodes whose members are still to be filled in. Each raises Failure if it would be too large.
  TupleNode* tuple(int64_t n) { return list<TupleNode, Value>(n); }
  SetNode* set(int64_t n) { return list<SetNode, Value>(n); }
  IndicesNode* indices(int64_t n) { return list<IndicesNode, Packed>(n); }
  // With room for some cells more, which are written there and do not count.
  ObjectNode* object(int64_t n, size_t room = 0) { return list<ObjectNode, PackedCell>(n, room); }
  GridNode* grid(int64_t high, int64_t wide);
  // Scratch memory for n items, uninitialised.
  template <class T>
  T* scratch(size_t n) { return static_cast<T*>(arena.allocate(n * sizeof(T) + sizeof(T))); }

 private:
  template <class Node, class Member>
  Node* list(int64_t n, size_t room = 0) {
    check_size(n);
    void* p = arena.allocate(sizeof(Node) + (static_cast<size_t>(n) + room) * sizeof(Member));
    Node* node = new (p) Node;
    node->n = static_cast<uint32_t>(n);
    return node;
  }
};

// A primitive: its arguments are as many as its arity.
using Body = Value (*)(Run& run, const Value* args);

}  // namespace arc
