// Which functions are of any use, judged by what they give for usual arguments: application.py.
#include <algorithm>
#include <set>

#include "calls.hpp"

namespace arc::generate {

bool Calls::made(int label) const {
  return label != kNoLabel && (label == compose || label == chain || label == fork ||
                               label == rbind || label == lbind);
}

// What a one-argument function gives for each of the usual arguments.
const std::vector<Type>& Calls::results(Type function) {
  auto known = results_.find(function);
  if (known != results_.end()) return known->second;
  std::vector<Type> found;
  const Form& form = types[function];
  bool from_parts = form.tag == Tag::Function && made(form.label) && !form.parts.empty();
  for (size_t k = 0; k < probes_.size(); k++)
    found.push_back(from_parts ? result_of(form.label, k, form.parts.data(), form.parts.size())
                               : call(function, {probes_[k]}, true));
  return results_.emplace(function, std::move(found)).first->second;
}

// What a function made of functions gives for one of the usual arguments, told from its parts.
Type Calls::result_of(int maker, size_t probe, const Type* parts, size_t n) {
  if (maker == fork) {
    Type x = results(parts[1])[probe], y = results(parts[2])[probe];
    return x == kNone || y == kNone ? kNone : call(parts[0], {x, y}, true);
  }
  if (maker == rbind || maker == lbind) {
    if (types[parts[0]].arity != 2) return kNone;
    Type free = probes_[probe];
    return maker == rbind ? call(parts[0], {free, parts[1]}, true)
                          : call(parts[0], {parts[1], free}, true);
  }
  Type given = results(parts[n - 1])[probe];
  for (size_t k = n - 1; k-- > 0 && given != kNone;) given = call(parts[k], {given}, true);
  return given;
}

int Calls::makes_alike(int maker, const Args& args, Type wanted) {
  if (!made(maker) || types[wanted].arity != 1 || !types.is(wanted, Tag::Function)) return -1;
  for (int k = 0; k < primitives_[maker].functions; k++)
    if (!types.is(args[k], Tag::Function)) return -1;
  const std::vector<Type>& theirs = results(wanted);
  for (size_t k = 0; k < probes_.size(); k++) {
    if (theirs[k] == kNone) continue;
    Type ours = result_of(maker, k, args.types.data(), args.n);
    if (ours != kNone && types.overlap(ours, theirs[k])) return 1;
  }
  return 0;
}

bool Calls::alike(Type a, Type b) {
  if (!types.is(a, Tag::Function) || !types.is(b, Tag::Function)) return false;
  const Form &x = types[a], &y = types[b];
  if (x.parts.empty() && y.parts.empty() && x.arity > 1)
    return primitives_[x.label].likeness == primitives_[y.label].likeness;
  for (Type probe : probes_) {
    Type ours = call(a, {probe}, true);
    Type theirs = ours == kNone ? kNone : call(b, {probe}, true);
    if (theirs != kNone && types.overlap(ours, theirs)) return true;
  }
  return false;
}

bool Calls::usable(Type function) {
  auto known = usable_.find(function);
  if (known != usable_.end()) return known->second;
  const Form& form = types[function];
  auto answer = [&]() -> bool {
    if (form.tag == Tag::Union)
      return std::any_of(form.parts.begin(), form.parts.end(), [&](Type p) { return usable(p); });
    if (form.tag != Tag::Function) return function == types.any;
    if ((form.label == rbind || form.label == lbind) && !form.parts.empty()) {
      // Nobody binds these: two functions more would be wanted, out of very many.
      const Form& first = types[form.parts[0]];
      if (first.tag == Tag::Function && first.parts.empty() &&
          (first.label == chain || first.label == fork))
        return false;
    }
    if (std::find(form.parts.begin(), form.parts.end(), types.any) != form.parts.end()) return true;
    Args anything;
    for (int k = 0; k < form.arity; k++) anything.push(types.any);
    for (int k = 0; k < form.arity; k++)
      if (wants_function(function, k)) return call(function, anything, true) != kNone;
    if (has_by_results(form.label) && !form.parts.empty())
      return by_results(form.label, form.parts.data(), form.parts.size());
    if (call(function, anything, true) == kNone) return false;
    return suited(function, {}, form.arity);
  }();
  usable_.emplace(function, answer);
  return answer;
}

// Whether some usual arguments suit the function after those given.
bool Calls::suited(Type function, const Args& given, int missing) {
  if (missing == 0) return call(function, given, true) != kNone;
  for (Type probe : probes_) {
    Args more = given.with(probe), full = more;
    for (int k = 1; k < missing; k++) full.push(types.any);
    if (call(function, full, true) != kNone && suited(function, more, missing - 1)) return true;
  }
  return false;
}

bool Calls::worth_making(int maker, const Args& args) {
  Type function = args[0];
  bool vague = std::find(args.types.begin(), args.types.begin() + args.n, types.any) !=
               args.types.begin() + args.n;
  if (!vague && types.is(function, Tag::Function)) {
    if (has_by_results(maker)) return by_results(maker, args.types.data(), args.n);
    if (maker != power && types[function].arity == 2 && !wants_function(function, maker == lbind))
      return bound_usable(function, args[1], maker == lbind);
  }
  return call(types.primitive(maker), args, true) != kNone;
}

bool Calls::bound_usable(Type function, Type fixed, bool from_left) {
  auto given = [&](Type free) {
    return from_left ? call(function, {fixed, free}, true) : call(function, {free, fixed}, true);
  };
  if (given(types.any) == kNone) return false;
  return std::any_of(probes_.begin(), probes_.end(), [&](Type p) { return given(p) != kNone; });
}

bool Calls::has_by_results(int label) const {
  return label != kNoLabel &&
         (label == compose || label == chain || label == fork || label == matcher);
}

bool Calls::by_results(int maker, const Type* parts, size_t) {
  if (maker == matcher) {
    for (Type each : std::vector<Type>(results(parts[0])))
      if (each != kNone && types.overlap(each, parts[1])) return true;
    return false;
  }
  if (maker == fork) {
    const std::vector<Type>&a = results(parts[1]), &b = results(parts[2]);
    std::set<std::pair<Type, Type>> seen;
    for (size_t k = 0; k < probes_.size(); k++) {
      if (a[k] == kNone || b[k] == kNone || !seen.insert({a[k], b[k]}).second) continue;
      if (call(parts[0], {a[k], b[k]}, true) != kNone) return true;
    }
    return false;
  }
  const std::vector<Type>& inner = results(parts[maker == chain ? 2 : 1]);
  for (Type each : std::set<Type>(inner.begin(), inner.end())) {
    Type given = each;
    if (given != kNone && maker == chain) given = call(parts[1], {given}, true);
    if (given != kNone && call(parts[0], {given}, true) != kNone) return true;
  }
  return false;
}

}  // namespace arc::generate
