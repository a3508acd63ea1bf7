// What the primitives that call functions, and `branch`, do to types: arc_dsl/types/calling.py.
#include <map>

#include "calls.hpp"

namespace arc::generate {

Calls::Special Calls::special(const std::string& rule) {
  static const std::map<std::string, Special> known = {
      {"rule_of_sfilter", &Calls::rule_of_sfilter}, {"rule_of_mfilter", &Calls::rule_of_mfilter},
      {"rule_of_extract", &Calls::rule_of_extract}, {"rule_of_order", &Calls::rule_of_order},
      {"rule_of_valmax", &Calls::rule_of_valmax},   {"rule_of_argmax", &Calls::rule_of_argmax},
      {"rule_of_apply", &Calls::rule_of_apply},     {"rule_of_rapply", &Calls::rule_of_rapply},
      {"rule_of_mapply", &Calls::rule_of_mapply},   {"rule_of_papply", &Calls::rule_of_papply},
      {"rule_of_mpapply", &Calls::rule_of_mpapply}, {"rule_of_prapply", &Calls::rule_of_prapply},
      {"rule_of_branch", &Calls::rule_of_branch}};
  auto found = known.find(rule);
  return found == known.end() ? nullptr : found->second;
}

Type Calls::like(Type container, Type member) {
  if (container == types.any) return types.any;
  return types.is(container, Tag::Set) ? types.set_of(member) : types.tuple_of(member);
}

// What the function gives for a member of the container.
Type Calls::given_member(Type container, Type function, bool natural) {
  Type member = types.elements(container);
  return member == kNone ? kNone : call(function, {member}, natural);
}

bool Calls::is_test(Type of) const {
  for (const Type* p = types.begin(of); p != types.end(of); p++) {
    Tag tag = types.tag(*p);
    if (tag == Tag::Boolean || tag == Tag::Integer || tag == Tag::Set || tag == Tag::Any)
      return true;
  }
  return false;
}

// The key that the function gives, if members can be ranked by it.
Type Calls::ranked(Type container, Type function, bool natural) {
  Type key = given_member(container, function, natural);
  bool usual = key == types.integer || key == types.boolean || key == types.index ||
               key == types.any;
  return natural && !usual ? kNone : key;
}

Type Calls::merged(Type container, bool natural) {
  return container == kNone ? kNone : apply_rules(merge_, {container}, natural);
}

Type Calls::crossed(Type function, Type a, Type b, bool natural) {
  Type x = types.elements(a), y = types.elements(b);
  return x == kNone || y == kNone ? kNone : call(function, {x, y}, natural);
}

Type Calls::rule_of_sfilter(const Args& args, bool natural) {
  Type given = given_member(args[0], args[1], natural);
  if (given == kNone || (natural && !is_test(given))) return kNone;
  return like(args[0], types.elements(args[0]));
}

Type Calls::rule_of_mfilter(const Args& args, bool natural) {
  return merged(rule_of_sfilter(args, natural), natural);
}

Type Calls::rule_of_extract(const Args& args, bool natural) {
  Type given = given_member(args[0], args[1], natural);
  if (given == kNone || (natural && !is_test(given))) return kNone;
  return types.elements(args[0]);
}

Type Calls::rule_of_order(const Args& args, bool natural) {
  Type member = types.elements(args[0]);
  Type key = ranked(args[0], args[1], natural);
  return member == kNone || key == kNone ? kNone : types.tuple_of(member);
}

Type Calls::rule_of_valmax(const Args& args, bool natural) {
  return ranked(args[0], args[1], natural);
}

Type Calls::rule_of_argmax(const Args& args, bool natural) {
  return ranked(args[0], args[1], natural) == kNone ? kNone : types.elements(args[0]);
}

Type Calls::rule_of_apply(const Args& args, bool natural) {
  Type function = args[0], container = args[1];
  if (types.is(container, Tag::Pair)) {
    Type first = call(function, {types[container].parts[0]}, natural);
    Type last = call(function, {types[container].parts[1]}, natural);
    return first == kNone || last == kNone ? kNone : types.pair_of(first, last);
  }
  Type given = given_member(container, function, natural);
  return given == kNone ? kNone : like(container, given);
}

Type Calls::rule_of_rapply(const Args& args, bool natural) {
  Type functions = args[0], value = args[1];
  if (types.is(functions, Tag::Pair)) {
    Type first = call(types[functions].parts[0], {value}, natural);
    Type last = call(types[functions].parts[1], {value}, natural);
    return first == kNone || last == kNone ? kNone : types.pair_of(first, last);
  }
  Type function = types.elements(functions);
  Type given = function == kNone ? kNone : call(function, {value}, natural);
  return given == kNone ? kNone : like(functions, given);
}

Type Calls::rule_of_mapply(const Args& args, bool natural) {
  return merged(rule_of_apply(args, natural), natural);
}

Type Calls::rule_of_papply(const Args& args, bool natural) {
  Type function = args[0], a = args[1], b = args[2];
  if (types.is(a, Tag::Pair) && types.is(b, Tag::Pair)) {
    Type first = call(function, {types[a].parts[0], types[b].parts[0]}, natural);
    Type last = call(function, {types[a].parts[1], types[b].parts[1]}, natural);
    return first == kNone || last == kNone ? kNone : types.pair_of(first, last);
  }
  Type given = crossed(function, a, b, natural);
  return given == kNone ? kNone : types.tuple_of(given);
}

Type Calls::rule_of_mpapply(const Args& args, bool natural) {
  return merged(rule_of_papply(args, natural), natural);
}

Type Calls::rule_of_prapply(const Args& args, bool natural) {
  Type given = crossed(args[0], args[1], args[2], natural);
  return given == kNone ? kNone : types.set_of(given);
}

Type Calls::rule_of_branch(const Args& args, bool natural) {
  bool of_a_kind = !natural || (is_test(args[0]) &&
                                (types.overlap(args[1], args[2]) || alike(args[1], args[2])));
  return of_a_kind ? types.join({args[1], args[2]}) : kNone;
}

}  // namespace arc::generate
