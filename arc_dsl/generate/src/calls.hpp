// Functions applied to types: arc_dsl/types/application.py and what it stands on, the rules of
// types that the declarations spell (rules.py) and those of calling and making functions.
#pragma once

#include <array>
#include <functional>
#include <initializer_list>

#include "memo.hpp"
#include "types.hpp"

namespace arc::generate {

// A type with variables.
struct Pattern {
  enum class Word : uint8_t { Variable, Joined, Int, Bool, Test, Set, List, Tuple, Box, Pair };
  Word word;
  std::vector<int> variables;  // letters, from 0
  std::vector<Pattern> parts;
};

struct Rule {
  std::vector<Pattern> parameters;
  Pattern result;
  bool equal;  // values of the variables a and b must be able to be equal
  bool odd;    // it runs although it makes little sense
};

// What the Python side says of a primitive.
struct Primitive {
  std::string name;
  int arity;
  std::vector<bool> called;  // the parameters that are functions
  bool calling;              // whether it matters which function it is given
  std::vector<bool> both;    // parameters at which values and functions are equally natural
  int likeness;              // equal for primitives of equal declared parameters and result
  int functions;             // of a maker of functions: how many parameters must be; else 0
  std::string rule;          // name of the rule in calling.py or making.py; "" for one in notation
  std::vector<Rule> rules;
};

// The types of a call's arguments.
struct Args {
  std::array<Type, kMostGiven + 1> types;
  uint8_t n = 0;

  Args() = default;
  Args(std::initializer_list<Type> given) {
    for (Type each : given) push(each);
  }
  void push(Type of) {
    if (n < types.size()) types[n++] = of;
  }
  Args with(Type of) const {
    Args more = *this;
    more.push(of);
    return more;
  }
  Type operator[](size_t k) const { return types[k]; }
  Type& operator[](size_t k) { return types[k]; }
};

class Calls {
 public:
  explicit Calls(std::vector<Primitive> primitives, std::vector<Rule> merge);

  Types types;
  const std::vector<Primitive>& primitives() const { return primitives_; }
  const std::vector<Type>& probes() const { return probes_; }
  size_t remembered() const { return memo_.size(); }

  // What the function gives for arguments of these types; kNone if none could run.
  Type call(Type function, const Args& args, bool natural);

  bool is_function(Type of) const;
  bool wants_function(Type function, int position) const;
  bool makes_functions(Type function) const;
  const std::vector<Type>& results(Type function);
  bool alike(Type a, Type b);
  // 1 or 0: whether the maker makes of the arguments what is alike the wanted one; -1: not told.
  int makes_alike(int maker, const Args& args, Type wanted);
  bool usable(Type function);
  bool worth_making(int maker, const Args& args);

  // The types as part of a key, kNone where there is none.
  static int32_t at(const Args& args, size_t k) { return k < args.n ? args[k] : kNone; }

  // Labels that have a meaning here; kNoLabel where the language has no such primitive.
  int compose, chain, fork, rbind, lbind, power, matcher, branch, identity;

 private:
  enum class Mode { Natural, Exact, Loose };
  using Found = std::array<Type, 26>;
  using Applied = std::function<Type(const Args&)>;
  using Special = Type (Calls::*)(const Args&, bool);

  // rules.cpp
  Type apply_rules(const std::vector<Rule>& rules, const Args& args, bool natural);
  Type attempt(const Rule& rule, const Args& args, Mode mode);
  bool match(const Pattern& pattern, Type of, Found& found, Mode mode);
  bool match_apart(const Pattern& pattern, Type of, Found& found, Mode mode);
  bool match_one(const Pattern& pattern, Type of, Found& found, Mode mode);
  void note(Found& found, int variable, Type of);
  Type build(const Pattern& pattern, const Found& found);
  Type on_alternatives(const Args& args, const Applied& rule);

  // calls.cpp
  Type call_anew(Type function, const Args& args, bool natural);
  Type applied(Type function, const Args& args, bool natural);
  Type make_function(int maker, const Args& args, bool natural);
  bool may_be_called(Type of) const;
  Type bound(Type function, size_t taken, const Args& full, bool natural);
  Type applied_power(Type function, const Args& args, bool natural);

  // calling.cpp
  static Special special(const std::string& rule);
  Type like(Type container, Type member);
  Type given_member(Type container, Type function, bool natural);
  bool is_test(Type of) const;
  Type ranked(Type container, Type function, bool natural);
  Type merged(Type container, bool natural);
  Type crossed(Type function, Type a, Type b, bool natural);
  Type rule_of_sfilter(const Args& args, bool natural);
  Type rule_of_mfilter(const Args& args, bool natural);
  Type rule_of_extract(const Args& args, bool natural);
  Type rule_of_order(const Args& args, bool natural);
  Type rule_of_valmax(const Args& args, bool natural);
  Type rule_of_argmax(const Args& args, bool natural);
  Type rule_of_apply(const Args& args, bool natural);
  Type rule_of_rapply(const Args& args, bool natural);
  Type rule_of_mapply(const Args& args, bool natural);
  Type rule_of_papply(const Args& args, bool natural);
  Type rule_of_mpapply(const Args& args, bool natural);
  Type rule_of_prapply(const Args& args, bool natural);
  Type rule_of_branch(const Args& args, bool natural);

  // usable.cpp
  bool made(int label) const;
  Type result_of(int maker, size_t probe, const Type* parts, size_t n);
  bool by_results(int maker, const Type* parts, size_t n);
  bool has_by_results(int label) const;
  bool suited(Type function, const Args& given, int missing);
  bool bound_usable(Type function, Type fixed, bool from_left);

  std::vector<Primitive> primitives_;
  std::vector<Special> specials_;
  std::vector<Rule> merge_;
  std::vector<Type> probes_;
  Memo memo_;
  std::unordered_map<Type, std::vector<Type>> results_;
  std::unordered_map<Type, bool> usable_;
};

}  // namespace arc::generate
