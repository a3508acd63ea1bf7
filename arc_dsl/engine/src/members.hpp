// Making containers, listing their members, comparing values.
#pragma once

#include "run.hpp"

namespace arc {

// ---------------------------------------------------------------- what a value is

extern const Value kEmpty;       // the empty set
extern const Value kEmptyTuple;

// What a value weighs: a number, pair, cell, function or empty container 1, any other container
// the sum of its members. Saturates; never less than 1.
uint64_t weight(const Value& v);
uint32_t nesting(const Value& v);
bool holds_functions(const Value& v);
uint64_t hash(const Value& v);
bool truth(const Value& v);
// Number of members. Raises Failure if the value is not a container.
int64_t size_of(const Value& v);

bool equal(Run& run, const Value& a, const Value& b);
// The order of values (section 8 of the language's specification): negative, 0 or positive.
int compare(Run& run, const Value& a, const Value& b);
// The order of keys: as `compare`, but sets by size first; raises Failure for different kinds.
int compare_keys(Run& run, const Value& a, const Value& b);

// ---------------------------------------------------------------- members

// The members of a container in the order of the language.
class Members {
 public:
  Members(Run& run, const Value& container)
      : run_(run), v_(container), n_(static_cast<uint32_t>(size_of(container))) {}
  uint32_t size() const { return n_; }
  Value operator[](uint32_t k) const;

 private:
  Run& run_;
  Value v_;
  uint32_t n_;
};

Value grid_row(Run& run, const GridNode& grid, int32_t i);
// The first and the second component of a tuple of at least two. Raise Failure otherwise.
void two_of(Run& run, const Value& v, Value& first, Value& second);
// The components of a tuple of exactly two integers.
void exact_pair(Run& run, const Value& v, int64_t& first, int64_t& second);
// The components of a tuple of at least two integers.
void loose_pair(Run& run, const Value& v, int64_t& first, int64_t& second);

// ---------------------------------------------------------------- making

Value make_pair(Run& run, const Value& a, const Value& b);
Value int_pair(Run& run, int64_t a, int64_t b);
// The tuple whose members are filled in (Booleans allowed); a Grid, Pair or Cell if it is one.
Value finish(Run& run, TupleNode* node);
Value make_tuple(Run& run, const Value* members, size_t n);
// The set of some members, repeats allowed. The array is used as scratch.
Value make_set(Run& run, Value* members, size_t n);
// A set of members known to be distinct and ascending.
Value make_sorted_set(Run& run, const Value* members, size_t n);
// A container of the type of another, of members that are a part of its own, in order.
Value make_like(Run& run, const Value& container, Value* members, size_t n);

// Sorts, drops repeats; gives how many are left.
size_t sort_unique(Run& run, Packed* p, size_t n);
size_t sort_unique(Run& run, PackedCell* p, size_t n);
// The set of indices or cells in the node, unordered, with repeats.
Value finish(Run& run, IndicesNode* node);
Value finish(Run& run, ObjectNode* node);
// The same, when they are already ascending and distinct; n are left.
Value finish_sorted(Run& run, IndicesNode* node, size_t n);
Value finish_sorted(Run& run, ObjectNode* node, size_t n);

const Box& box_of(const IndicesNode& p);
const Box& box_of(const ObjectNode& p);

Packed near(int64_t i, int64_t j);        // raises Failure outside the near range
int32_t near_colour(int64_t colour);
int64_t checked(__int128 n);              // raises Failure beyond 63 bits

}  // namespace arc
