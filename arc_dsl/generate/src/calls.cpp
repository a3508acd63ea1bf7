// A function value applied to types, and functions made of functions: application.py, making.py.
#include "calls.hpp"

#include <algorithm>
#include <stdexcept>

namespace arc::generate {

namespace {

constexpr size_t kFollowed = 8;  // types that a function applied again and again is followed through

std::vector<std::string> names_of(const std::vector<Primitive>& primitives) {
  std::vector<std::string> names;
  for (const Primitive& each : primitives) names.push_back(each.name);
  return names;
}

std::vector<int> arities_of(const std::vector<Primitive>& primitives) {
  std::vector<int> arities;
  for (const Primitive& each : primitives) arities.push_back(each.arity);
  return arities;
}

}  // namespace

Calls::Calls(std::vector<Primitive> primitives, std::vector<Rule> merge)
    : types(names_of(primitives), arities_of(primitives)),
      primitives_(std::move(primitives)),
      merge_(std::move(merge)) {
  compose = types.label("compose");
  chain = types.label("chain");
  fork = types.label("fork");
  rbind = types.label("rbind");
  lbind = types.label("lbind");
  power = types.label("power");
  matcher = types.label("matcher");
  branch = types.label("branch");
  identity = types.label("identity");
  for (int label = 0; label < static_cast<int>(primitives_.size()); label++) {
    const Primitive& each = primitives_[label];
    specials_.push_back(special(each.rule));
    bool maker = label == compose || label == chain || label == fork || label == rbind ||
                 label == lbind || label == power || label == matcher;
    if ((each.functions != 0) != maker || (!maker && !each.rule.empty() && !specials_.back()))
      throw std::invalid_argument("no rule of types for " + each.name);
  }
  Types& t = types;
  probes_ = {t.integer, t.boolean, t.index, t.grid, t.object, t.indices, t.objects, t.cell, t.row,
             t.set_of(t.integer), t.set_of(t.indices), t.tuple_of(t.grid), t.tuple_of(t.object),
             t.tuple_of(t.indices), t.tuple_of(t.index), t.pair_of(t.index, t.index),
             t.pair_of(t.object, t.object), t.pair_of(t.integer, t.object),
             t.set_of(t.pair_of(t.index, t.index)), t.set_of(t.pair_of(t.object, t.object))};
}

Type Calls::call(Type function, const Args& args, bool natural) {
  Key key{function, natural, at(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4)};
  int32_t known = memo_.find(key);
  return known != Memo::kUnknown ? known : memo_.keep(key, call_anew(function, args, natural));
}

Type Calls::call_anew(Type function, const Args& args, bool natural) {
  const Form& form = types[function];
  if (form.tag == Tag::Any) return function;
  if (form.tag == Tag::Union) {
    std::vector<Type> found;
    for (Type each : form.parts) {
      Type given = call(each, args, natural);
      if (given != kNone) found.push_back(given);
    }
    return found.empty() ? kNone : types.join(found);
  }
  if (form.tag != Tag::Function) return kNone;
  const Primitive& declared = primitives_[form.label];
  if (declared.functions && !form.parts.empty()) return applied(function, args, natural);
  if (declared.arity != args.n) return kNone;
  if (declared.functions) return make_function(form.label, args, natural);
  if (declared.rule.empty())
    return on_alternatives(
        args, [&](const Args& each) { return apply_rules(declared.rules, each, natural); });
  Special rule = specials_[form.label];
  if (form.label == branch) return (this->*rule)(args, natural);
  return on_alternatives(args, [&](const Args& each) { return (this->*rule)(each, natural); });
}

// What a made function gives.
Type Calls::applied(Type function, const Args& args, bool natural) {
  const std::vector<Type>& parts = types[function].parts;
  int label = types[function].label;
  if (label == rbind) return bound(parts[0], args.n, args.with(parts[1]), natural);
  if (label == lbind) {
    Args full{parts[1]};
    for (size_t k = 0; k < args.n; k++) full.push(args[k]);
    return bound(parts[0], args.n, full, natural);
  }
  if (label == power) return applied_power(function, args, natural);
  if (args.n != 1) return kNone;
  if (label == fork) {
    Type a = call(parts[1], args, natural), b = call(parts[2], args, natural);
    return a == kNone || b == kNone ? kNone : call(parts[0], {a, b}, natural);
  }
  if (label == matcher) {
    Type given = call(parts[0], args, natural);
    bool refused = given == kNone || (natural && !types.overlap(given, parts[1]));
    return refused ? kNone : types.boolean;
  }
  Type given = args[0];
  for (size_t k = parts.size(); k-- > 0 && given != kNone;) given = call(parts[k], {given}, natural);
  return given;
}

Type Calls::bound(Type function, size_t taken, const Args& full, bool natural) {
  if (function == types.any) return function;
  int arity = types[function].arity;
  size_t wanted = arity == 2 ? 1 : arity == 3 ? 2 : 3;
  return taken == wanted ? call(function, full, natural) : kNone;
}

// Once, twice, ... until nothing new comes: how often is not known.
Type Calls::applied_power(Type function, const Args& args, bool natural) {
  Type step = types[function].parts[0];
  Type given = call(step, args, natural);
  if (given == kNone || (natural && !types.overlap(given, args[0]))) return kNone;
  std::vector<Type> seen{given};
  while (args.n == 1 && seen.size() < kFollowed) {
    given = call(step, {given}, natural);
    if (given == kNone || std::find(seen.begin(), seen.end(), given) != seen.end()) break;
    seen.push_back(given);
  }
  if (seen.size() == kFollowed && !natural) return types.any;
  return types.join(seen);
}

bool Calls::may_be_called(Type of) const {
  for (const Type* p = types.begin(of); p != types.end(of); p++)
    if (types.is(*p, Tag::Function) || *p == types.any) return true;
  return false;
}

Type Calls::make_function(int maker, const Args& args, bool natural) {
  for (int k = 0; k < primitives_[maker].functions; k++)
    if (!may_be_called(args[k])) return kNone;
  if (maker == power && !types.overlap(args[1], types.integer)) return kNone;
  std::vector<Type> made;
  std::vector<Type> parts(args.types.begin(), args.types.begin() + args.n);
  if (maker == rbind || maker == lbind || maker == power) {
    std::vector<Type> choices(types.begin(args[0]), types.end(args[0]));
    for (Type each : choices) {
      if (!may_be_called(each)) continue;
      parts[0] = each;
      made.push_back(types.closure(maker, parts));
    }
  } else {
    made.push_back(types.closure(maker, parts));
  }
  if (natural) std::erase_if(made, [&](Type each) { return !usable(each); });
  return made.empty() ? kNone : types.join(made);
}

bool Calls::is_function(Type of) const {
  for (const Type* p = types.begin(of); p != types.end(of); p++)
    if (types.is(*p, Tag::Function)) return true;
  return false;
}

bool Calls::wants_function(Type function, int position) const {
  const Form& form = types[function];
  if (form.tag != Tag::Function) return false;
  if (form.parts.empty()) {
    const std::vector<bool>& called = primitives_[form.label].called;
    return position < static_cast<int>(called.size()) && called[position];
  }
  if (form.label == lbind) return wants_function(form.parts[0], position + 1);
  return form.label == rbind && wants_function(form.parts[0], position);
}

bool Calls::makes_functions(Type function) const {
  const Form& form = types[function];
  return form.tag == Tag::Function && form.parts.empty() && primitives_[form.label].functions;
}

}  // namespace arc::generate
