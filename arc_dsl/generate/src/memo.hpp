// Remembered answers: a table from eight whole numbers to one, without allocation by the entry.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

namespace arc::generate {

using Key = std::array<int32_t, 8>;

class Memo {
 public:
  static constexpr int32_t kUnknown = INT32_MIN;

  size_t size() const { return size_; }

  int32_t find(const Key& key) const {
    if (entries_.empty()) return kUnknown;
    for (size_t at = place(key);; at = (at + 1) & mask_) {
      const Entry& entry = entries_[at];
      if (entry.answer == kUnknown || entry.key == key) return entry.answer;
    }
  }

  // Raises nothing that vectors do not raise; the answer may be any number but kUnknown.
  int32_t keep(const Key& key, int32_t answer) {
    if (2 * size_ >= entries_.size()) grow();
    size_t at = place(key);
    while (entries_[at].answer != kUnknown) {
      if (entries_[at].key == key) return entries_[at].answer = answer;
      at = (at + 1) & mask_;
    }
    entries_[at] = {key, answer};
    size_++;
    return answer;
  }

 private:
  struct Entry {
    Key key{};
    int32_t answer = kUnknown;
  };

  size_t place(const Key& key) const {
    uint64_t words[4];
    std::memcpy(words, key.data(), sizeof(words));
    uint64_t h = 0;
    for (uint64_t word : words) {
      h = (h ^ word) * 0x9E3779B97F4A7C15u;
      h ^= h >> 32;
    }
    return static_cast<size_t>(h) & mask_;
  }

  void grow() {
    std::vector<Entry> old(entries_.empty() ? 1024 : 2 * entries_.size());
    old.swap(entries_);
    mask_ = entries_.size() - 1;
    for (const Entry& entry : old) {
      if (entry.answer == kUnknown) continue;
      size_t at = place(entry.key);
      while (entries_[at].answer != kUnknown) at = (at + 1) & mask_;
      entries_[at] = entry;
    }
  }

  std::vector<Entry> entries_;
  size_t mask_ = 0, size_ = 0;
};

}  // namespace arc::generate
