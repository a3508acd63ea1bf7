// The types that inference computes with, as in arc_dsl/types/static_types.py: each is a number.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace arc::generate {

using Type = int32_t;
constexpr Type kNone = -1;  // no type: nothing could run, or nothing is asked for

enum class Tag : uint8_t { Any, Integer, Boolean, Tuple, Pair, Set, Function, Union };

constexpr int kNoLabel = -1;
constexpr size_t kMostGiven = 4;  // arguments that a call may have

struct Form {
  Tag tag;
  int label;  // of a function: the primitive, or what made it
  int arity;
  int depth;
  std::vector<Type> parts;
};

struct Hash {
  size_t operator()(const std::vector<int32_t>& key) const {
    uint64_t h = key.size();
    for (int32_t each : key) h = (h ^ static_cast<uint32_t>(each)) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
  }
};

// Interned: equal types have equal numbers.
class Types {
 public:
  // Names and arities of the primitives, which are the labels of functions.
  Types(std::vector<std::string> names, std::vector<int> arities);

  const Form& operator[](Type of) const { return forms_[of]; }
  size_t size() const { return forms_.size(); }
  Tag tag(Type of) const { return forms_[of].tag; }
  bool is(Type of, Tag tag) const { return forms_[of].tag == tag; }
  int label(const std::string& name) const;  // kNoLabel if there is none

  Type make(Tag tag, std::vector<Type> parts, int label = kNoLabel);
  Type tuple_of(Type member) { return make(Tag::Tuple, {member}); }
  Type pair_of(Type a, Type b) { return make(Tag::Pair, {a, b}); }
  Type set_of(Type member) { return make(Tag::Set, {member}); }
  Type primitive(int label) { return make(Tag::Function, {}, label); }
  Type closure(int label, std::vector<Type> parts) {
    return make(Tag::Function, std::move(parts), label);
  }
  Type join(const std::vector<Type>& types);
  Type elements(Type container);  // kNone if no alternative is a container
  bool overlap(Type a, Type b);

  // The types of which a value is one.
  const Type* begin(Type of) const { return is(of, Tag::Union) ? forms_[of].parts.data() : &self_[of]; }
  const Type* end(Type of) const {
    return is(of, Tag::Union) ? forms_[of].parts.data() + forms_[of].parts.size() : &self_[of] + 1;
  }
  size_t alternatives(Type of) const { return static_cast<size_t>(end(of) - begin(of)); }
  bool among(Type one, Type of) const;

  Type any, integer, boolean, row, grid, index, cell, indices, object, objects;

 private:
  int arity_of(Tag tag, const std::vector<Type>& parts, int label) const;
  std::string text(Type of, int depth) const;
  bool overlap_anew(Type a, Type b);

  std::vector<std::string> names_;
  std::vector<int> arities_;
  int rbind_, lbind_;
  std::deque<Form> forms_;  // whose places do not move
  std::deque<Type> self_;
  std::unordered_map<std::vector<int32_t>, Type, Hash> known_;
  std::unordered_map<uint64_t, bool> overlaps_;
  std::unordered_map<Type, std::string> shown_;
};

}  // namespace arc::generate
