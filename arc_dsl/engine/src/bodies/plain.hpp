// What the primitives on tuples of rows that are no Grid share. See pieces.hpp for which these are.
#pragma once

#include <algorithm>

#include "bodies/pieces.hpp"

namespace arc::plain {

struct Row {
  const Value* v;
  uint32_t n;
  const Value& at(int64_t j) const {
    if (j < 0 || j >= n) fail("a row is too short");
    return v[j];
  }
};

// The rows of a tuple of tuples. Raises Failure if the value is none.
class Rows {
 public:
  Rows(Run& run, const Value& v) {
    if (!v.is_tuple()) fail_type("a grid", v);
    Members m(run, v);
    n_ = m.size();
    rows_ = run.scratch<Row>(n_);
    for (uint32_t i = 0; i < n_; i++) {
      Value row = m[i];
      if (!row.is_tuple()) fail_type("a grid", v);
      Members cells(run, row);
      run.read(cells.size());
      Value* out = run.scratch<Value>(cells.size());
      for (uint32_t j = 0; j < cells.size(); j++) out[j] = cells[j];
      rows_[i] = {out, cells.size()};
      most_ = std::max(most_, cells.size());
      least_ = i ? std::min(least_, cells.size()) : cells.size();
      total_ += cells.size();
    }
  }
  int64_t high() const { return n_; }
  int64_t wide() const {  // of the first row
    if (n_ == 0) fail("a grid without rows");
    return rows_[0].n;
  }
  int64_t least() const { return least_; }
  size_t total() const { return total_; }
  const Row& operator[](int64_t i) const {
    if (i < 0 || i >= n_) fail("a grid has too few rows");
    return rows_[i];
  }
  const Value& at(int64_t i, int64_t j) const { return (*this)[i].at(j); }
  bool inside(int64_t i, int64_t j) const { return i >= 0 && j >= 0 && i < n_ && j < wide(); }

 private:
  Row* rows_;
  uint32_t n_, most_ = 0, least_ = 0;
  size_t total_ = 0;
};

template <class F>
Value row_of_cells(Run& run, int64_t wide, F cell) {
  wide = std::max<int64_t>(wide, 0);
  TupleNode* node = run.tuple(wide);
  for (int64_t j = 0; j < wide; j++) node->data()[j] = cell(j);
  return finish(run, node);
}

template <class F>
Value made(Run& run, int64_t high, F row) {  // row(i) gives a row
  high = std::max<int64_t>(high, 0);
  TupleNode* node = run.tuple(high);
  for (int64_t i = 0; i < high; i++) node->data()[i] = row(i);
  return finish(run, node);
}

template <class F>
Value made(Run& run, int64_t high, int64_t wide, F cell) {
  if (high > 0 && wide > 0) {
    if (high > INT32_MAX || wide > INT32_MAX) fail_size(INT32_MAX);
    run.check_size(high * wide);
  }
  return made(run, high, [&](int64_t i) {
    return row_of_cells(run, wide, [&](int64_t j) { return cell(i, j); });
  });
}

inline Value transposed(Run& run, const Rows& g) {  // cut to the shortest row
  if (g.high() == 0) return kEmptyTuple;
  return made(run, g.least(), g.high(), [&](int64_t i, int64_t j) { return g.at(j, i); });
}

inline bool same_all(Run& run, const Row& row) {
  for (uint32_t j = 1; j < row.n; j++) {
    if (!equal(run, row.v[j], row.v[0])) return false;
  }
  return row.n > 0;
}

}  // namespace arc::plain
