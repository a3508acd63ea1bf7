// Values of the language as the native engine holds them.
//
// | value                                          | held as                                       |
// |------------------------------------------------|-----------------------------------------------|
// | Boolean, Integer, None, primitive              | in the Value itself                           |
// | tuple of two integers of 32 bits               | Pair, in the Value itself                     |
// | (colour, index) within the near range          | Cell, in the Value itself                     |
// | tuple of equally long rows of integers of 8 bits | Grid: one byte a cell, row by row           |
// | any other tuple                                | Tuple                                         |
// | set of index pairs within the near range       | Indices: sorted packed pairs; the empty set   |
// | set of cells within the near range             | Object: sorted packed cells, at least one     |
// | any other set                                  | Set: its members in ascending order           |
// | function made by `compose`, `fork`, ...        | Function                                      |
//
// A value has one way to be held, so that equal values are held alike. A Boolean that becomes a
// member of anything becomes 0 or 1. The near range is -32768..32767 for rows and columns.
//
// The payload of a Value is private and every accessor checks the tag: a value of another type than
// expected raises Failure, it can never be misread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "values/failure.hpp"

namespace arc {

// As wide as the payload: a byte that is written and then read as part of a word stalls the processor.
enum class Tag : uint64_t {
  None, Bool, Int, Pair, Cell, Tuple, Grid, Indices, Object, Set, Primitive, Function
};

using Packed = uint32_t;      // an index: row and column, each plus 32768, row first
using PackedCell = uint64_t;  // a cell: colour plus 2**31, then the index

constexpr int kNear = 32768;

constexpr bool near_index(int64_t i, int64_t j) {
  return i >= -kNear && i < kNear && j >= -kNear && j < kNear;
}
constexpr Packed pack(int32_t i, int32_t j) {
  return (static_cast<uint32_t>(i + kNear) << 16) | static_cast<uint32_t>(j + kNear);
}
constexpr int32_t row_of(Packed p) { return static_cast<int32_t>(p >> 16) - kNear; }
constexpr int32_t col_of(Packed p) { return static_cast<int32_t>(p & 0xffff) - kNear; }
constexpr PackedCell pack_cell(int32_t colour, Packed p) {
  return (static_cast<uint64_t>(static_cast<uint32_t>(colour) ^ 0x80000000u) << 32) | p;
}
constexpr int32_t colour_of(PackedCell c) {
  return static_cast<int32_t>(static_cast<uint32_t>(c >> 32) ^ 0x80000000u);
}
constexpr Packed index_of(PackedCell c) { return static_cast<Packed>(c); }

struct Box {
  int32_t top, left, bottom, right;
  int32_t height() const { return bottom - top + 1; }
  int32_t width() const { return right - left + 1; }
};

struct TupleNode;
struct GridNode;
struct IndicesNode;
struct ObjectNode;
struct SetNode;
struct FunctionNode;

class Value {
 public:
  Value() = default;
  Value(const Value&) = default;
  // Word by word: what was just written so cannot be read as one piece without waiting.
  Value& operator=(const Value& other) {
    bits_ = other.bits_;
    tag_ = other.tag_;
    return *this;
  }
  static Value boolean(bool b) { return {Tag::Bool, b ? 1u : 0u}; }
  static Value integer(int64_t n) { return {Tag::Int, static_cast<uint64_t>(n)}; }
  static Value pair(int32_t i, int32_t j) {
    return {Tag::Pair, (static_cast<uint64_t>(static_cast<uint32_t>(i)) << 32) |
                           static_cast<uint32_t>(j)};
  }
  static Value index(Packed p) { return pair(row_of(p), col_of(p)); }
  static Value cell(PackedCell c) { return {Tag::Cell, c}; }
  static Value primitive(uint32_t number) { return {Tag::Primitive, number}; }
  static Value of(const TupleNode* n) { return {Tag::Tuple, address(n)}; }
  static Value of(const GridNode* n) { return {Tag::Grid, address(n)}; }
  static Value of(const IndicesNode* n) { return {Tag::Indices, address(n)}; }
  static Value of(const ObjectNode* n) { return {Tag::Object, address(n)}; }
  static Value of(const SetNode* n) { return {Tag::Set, address(n)}; }
  static Value of(const FunctionNode* n) { return {Tag::Function, address(n)}; }

  Tag tag() const { return tag_; }
  bool is(Tag t) const { return tag_ == t; }
  bool is_number() const { return tag_ == Tag::Int || tag_ == Tag::Bool; }
  bool is_tuple() const { return tag_ >= Tag::Pair && tag_ <= Tag::Grid; }
  bool is_set() const { return tag_ >= Tag::Indices && tag_ <= Tag::Set; }
  bool is_container() const { return tag_ >= Tag::Pair && tag_ <= Tag::Set; }
  bool is_callable() const { return tag_ >= Tag::Primitive; }
  bool is_node() const {
    return tag_ >= Tag::Tuple && tag_ != Tag::Primitive;
  }

  int64_t number() const {
    if (!is_number()) fail_type("an integer", *this);
    return static_cast<int64_t>(bits_);
  }
  int32_t pair_row() const { check(Tag::Pair); return static_cast<int32_t>(bits_ >> 32); }
  int32_t pair_col() const { check(Tag::Pair); return static_cast<int32_t>(bits_ & 0xffffffffu); }
  PackedCell packed_cell() const { check(Tag::Cell); return bits_; }
  uint32_t primitive_number() const {
    check(Tag::Primitive);
    return static_cast<uint32_t>(bits_);
  }
  const TupleNode& tuple() const { check(Tag::Tuple); return *node<TupleNode>(); }
  const GridNode& grid() const { check(Tag::Grid); return *node<GridNode>(); }
  const IndicesNode& indices() const { check(Tag::Indices); return *node<IndicesNode>(); }
  const ObjectNode& object() const { check(Tag::Object); return *node<ObjectNode>(); }
  const SetNode& set() const { check(Tag::Set); return *node<SetNode>(); }
  const FunctionNode& function() const { check(Tag::Function); return *node<FunctionNode>(); }

  // Same tag and payload: equal for certain; nothing is known if it is false.
  bool same(const Value& other) const { return tag_ == other.tag_ && bits_ == other.bits_; }
  // The payload, for hashing only.
  uint64_t payload() const { return bits_; }

 private:
  Value(Tag tag, uint64_t bits) : bits_(bits), tag_(tag) {}
  static uint64_t address(const void* p) { return reinterpret_cast<uintptr_t>(p); }
  template <class Node>
  const Node* node() const { return reinterpret_cast<const Node*>(static_cast<uintptr_t>(bits_)); }
  void check(Tag wanted) const {
    if (tag_ != wanted) [[unlikely]] fail_tag(wanted, *this);
  }

  uint64_t bits_ = 0;
  Tag tag_ = Tag::None;
};

// What every node starts with. What is derived (hash, box) is computed when first asked for.
struct Header {
  uint32_t n = 0;                // members; cells of a grid
  mutable uint32_t flags = 0;    // see below
  mutable uint64_t hash = 0;     // 0 while not computed
};
constexpr uint32_t kBoxed = 1;      // the box is known
constexpr uint32_t kByteRow = 2;    // a tuple of integers of 8 bits, at least one
constexpr uint32_t kFunctions = 4;  // holds a made function, at any depth

struct TupleNode : Header {
  uint64_t weight = 0;
  uint32_t depth = 0;
  uint32_t spare = 0;
  const Value* data() const { return reinterpret_cast<const Value*>(this + 1); }
  Value* data() { return reinterpret_cast<Value*>(this + 1); }
  const Value* begin() const { return data(); }
  const Value* end() const { return data() + n; }
};

struct SetNode : Header {
  uint64_t weight = 0;
  uint32_t depth = 0;
  uint32_t spare = 0;
  const Value* data() const { return reinterpret_cast<const Value*>(this + 1); }
  Value* data() { return reinterpret_cast<Value*>(this + 1); }
  const Value* begin() const { return data(); }
  const Value* end() const { return data() + n; }
};

struct GridNode : Header {
  int32_t high = 0, wide = 0;
  mutable int32_t most = 0, least = 0;  // most and least frequent colour, if kBoxed
  const int8_t* cells() const { return reinterpret_cast<const int8_t*>(this + 1); }
  int8_t* cells() { return reinterpret_cast<int8_t*>(this + 1); }
  int8_t at(int32_t i, int32_t j) const { return cells()[static_cast<size_t>(i) * wide + j]; }
};

struct IndicesNode : Header {
  mutable Box box{0, 0, 0, 0};
  const Packed* data() const { return reinterpret_cast<const Packed*>(this + 1); }
  Packed* data() { return reinterpret_cast<Packed*>(this + 1); }
  const Packed* begin() const { return data(); }
  const Packed* end() const { return data() + n; }
};

struct ObjectNode : Header {
  mutable Box box{0, 0, 0, 0};
  const PackedCell* data() const { return reinterpret_cast<const PackedCell*>(this + 1); }
  PackedCell* data() { return reinterpret_cast<PackedCell*>(this + 1); }
  const PackedCell* begin() const { return data(); }
  const PackedCell* end() const { return data() + n; }
  bool one_colour() const { return colour_of(data()[0]) == colour_of(data()[n - 1]); }
};

struct FunctionNode : Header {
  uint32_t maker = 0;   // number of the primitive that made it
  uint32_t arity = 0;   // arguments that it takes
  uint32_t depth = 0;   // functions nested in it
  uint32_t parts = 0;   // arguments of the maker
  Value part[3];
};

}  // namespace arc
