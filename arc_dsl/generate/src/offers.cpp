#include "offers.hpp"

#include <algorithm>

namespace arc::generate {

Offers::Offers(Calls& calls) : calls_(calls), any_primitive_(calls.types.primitive(calls.identity)) {
  Types& t = calls_.types;
  always_ = {t.integer, t.boolean, t.index, t.grid};
  for (int label = 0; label < static_cast<int>(calls_.primitives().size()); label++)
    primitives_.push_back(t.primitive(label));
  contexts_.push_back(std::make_unique<Context>());
  known_[{}] = start();
}

Context* Offers::grown(Context* context, Type by) {
  auto in = [&](const std::vector<Type>& of) {
    return std::find(of.begin(), of.end(), by) != of.end();
  };
  if (in(context->variables) || in(always_)) return context;
  Context*& next = context->next[by];
  if (next) return next;
  std::set<Type> key(context->variables.begin(), context->variables.end());
  key.insert(by);
  Context*& found = known_[key];
  if (!found) {
    contexts_.push_back(std::make_unique<Context>());
    found = contexts_.back().get();
    found->parent = context;
    found->newest = by;
    found->number = static_cast<int>(contexts_.size() - 1);
    found->variables = context->variables;
    found->variables.push_back(by);
  }
  return next = found;
}

bool Offers::possible(Context* context, Type function, const Args& given, Type wanted) {
  auto at = [&](size_t k) { return Calls::at(given, k); };
  Key key{context->number, function, wanted, at(0), at(1), at(2), at(3), at(4)};
  int32_t known = possible_.find(key);
  return known != Memo::kUnknown ? known
                                 : possible_.keep(key, decide(context, function, given, wanted));
}

bool Offers::decide(Context* context, Type function, const Args& given, Type wanted) {
  const Form& form = calls_.types[function];
  int missing = form.arity - given.n;
  if (missing < 0 || !form.arity) return false;
  if (missing == 0) return completes(function, given, wanted);
  Args full = given;
  for (int k = 0; k < missing; k++) full.push(calls_.types.any);
  Type result = calls_.call(function, full, true);
  if (result == kNone || (wanted != kNone && !calls_.types.overlap(result, wanted))) return false;
  bool primitive = form.tag == Tag::Function && form.parts.empty();
  if (primitive && form.label == calls_.branch && given.n == 2)
    return wanted == kNone || fits(given[1], wanted);
  if (only_functions_matter(context, function))
    return possible(context->functions_only, function, given, wanted);
  if (context->parent && possible(context->parent, function, given, wanted)) return true;
  if (given.n && calls_.makes_functions(function) && form.label != calls_.rbind &&
      form.label != calls_.lbind)
    return makes(context, form.label, given);
  return search(context, function, given, wanted);
}

// Whether some completion that the parent does not have can be made.
bool Offers::search(Context* context, Type function, const Args& given, Type wanted) {
  auto goes_on = [&](Type of) { return possible(context, function, given.with(of), wanted); };
  int position = given.n, arity = calls_.types[function].arity;
  Context* older = context->parent ? context->parent : context;
  if (context->parent) {
    if (may_stand(context->newest, function, given, position) && goes_on(context->newest))
      return true;
    bool matters = false;
    for (int k = position + 1; k < arity && !matters; k++)
      matters = may_stand(context->newest, function, given, k);
    if (!matters) return false;
    if (arity == position + 2 && completed(function, given, context->newest, wanted)) return true;
  }
  for (Type each : values(older, function, position))
    if (goes_on(each)) return true;
  if (context->parent && arity == position + 2) return false;
  for (Type each : spelled(function, given))
    if (goes_on(each)) return true;
  return false;
}

bool Offers::completes(Type function, const Args& args, Type wanted) {
  if (wanted == kNone && calls_.makes_functions(function))
    return calls_.worth_making(calls_.types[function].label, args);
  Type found = calls_.call(function, args, true);
  return found != kNone && (wanted == kNone || fits(found, wanted));
}

// Whether some primitive can stand between the given arguments and the last.
bool Offers::completed(Type function, const Args& given, Type last, Type wanted) {
  if (!is_kind(last, function, given.n + 1)) return false;
  for (Type each : spelled(function, given))
    if (completes(function, given.with(each).with(last), wanted)) return true;
  return false;
}

bool Offers::is_kind(Type of, Type function, int position) {
  if (of == calls_.types.any) return true;
  const Form& form = calls_.types[function];
  if (form.tag == Tag::Function && form.parts.empty()) {
    const std::vector<bool>& both = calls_.primitives()[form.label].both;
    if (position < static_cast<int>(both.size()) && both[position]) return true;
  }
  return calls_.is_function(of) == calls_.wants_function(function, position);
}

bool Offers::may_stand(Type of, Type function, const Args& given, int position) {
  if (!is_kind(of, function, position)) return false;
  Args args = given;
  while (args.n < calls_.types[function].arity) args.push(calls_.types.any);
  args[position] = of;
  return calls_.call(function, args, true) != kNone;
}

std::vector<Type> Offers::values(Context* context, Type function, int position) {
  std::vector<Type> found;
  for (const std::vector<Type>* from : {&always_, &context->variables})
    for (Type each : *from)
      if (is_kind(each, function, position)) found.push_back(each);
  return found;
}

// The primitives worth trying as next argument; one for all where they are mere values.
std::vector<Type> Offers::spelled(Type function, const Args& given) {
  if (!is_kind(any_primitive_, function, given.n)) return {};
  const Form& form = calls_.types[function];
  bool primitive = form.tag == Tag::Function && form.parts.empty();
  if (primitive && form.label == calls_.branch && given.n > 1 && !calls_.is_function(given[1]))
    return {};
  bool calling = !form.parts.empty() || (primitive && calls_.primitives()[form.label].calling);
  return calling ? primitives_ : std::vector<Type>{any_primitive_};
}

bool Offers::only_functions_matter(Context* context, Type function) {
  const Form& form = calls_.types[function];
  if (form.tag != Tag::Function || !form.parts.empty()) return false;
  if (form.label != calls_.compose && form.label != calls_.chain && form.label != calls_.fork)
    return false;
  if (!context->functions_only) {
    Context* found = start();
    for (Type each : std::vector<Type>(context->variables))
      if (calls_.is_function(each)) found = grown(found, each);
    context->functions_only = found;
  }
  return context->functions_only != context;
}

// For each usual argument, what the one-argument functions at hand make of it.
const std::vector<std::set<Type>>& Offers::reached(Context* context) {
  if (!context->reached.empty()) return context->reached;
  std::vector<std::set<Type>> found(calls_.probes().size());
  auto add = [&](Type function) {
    const std::vector<Type>& given = calls_.results(function);
    for (size_t k = 0; k < found.size(); k++)
      if (given[k] != kNone) found[k].insert(given[k]);
  };
  if (!context->parent) {
    for (Type each : primitives_) add(each);
  } else {
    found = reached(context->parent);
    if (calls_.is_function(context->newest)) add(context->newest);
  }
  return context->reached = std::move(found);
}

std::set<Type> Offers::reach(Context* context) {
  std::set<Type> all;
  for (const std::set<Type>& each : reached(context)) all.insert(each.begin(), each.end());
  return all;
}

// What the first inner function of a fork may make of which usual argument.
const std::set<std::pair<int, Type>>& Offers::forked(Context* context, Type outer) {
  auto known = context->forked.find(outer);
  if (known != context->forked.end()) return known->second;
  std::set<std::pair<int, Type>> found;
  const std::vector<std::set<Type>>& now = reached(context);
  std::vector<std::set<Type>> older(now.size());
  if (context->parent) {
    found = forked(context->parent, outer);
    older = reached(context->parent);
  }
  for (size_t i = 0; i < now.size(); i++) {
    if (older[i].size() == now[i].size()) continue;
    for (Type a : now[i]) {
      if (found.count({static_cast<int>(i), a})) continue;
      bool was = older[i].count(a) > 0;
      for (Type b : now[i]) {
        if (was && older[i].count(b)) continue;
        if (calls_.call(outer, {a, b}, true) == kNone) continue;
        found.insert({static_cast<int>(i), a});
        break;
      }
    }
  }
  return context->forked.emplace(outer, std::move(found)).first->second;
}

// Whether the maker can go on after the given arguments to a function of some use.
bool Offers::makes(Context* context, int maker, const Args& given) {
  Type function = given[0];
  auto takes = [&](Type of, Type each) { return calls_.call(of, {each}, true) != kNone; };
  if (maker == calls_.fork && given.n == 1)
    return calls_.types[function].arity == 2 && !forked(context, function).empty();
  if (maker == calls_.fork) {
    const auto& possible = forked(context, function);
    const std::vector<Type>& inner = calls_.results(given[1]);
    for (size_t k = 0; k < inner.size(); k++)
      if (inner[k] != kNone && possible.count({static_cast<int>(k), inner[k]})) return true;
    return false;
  }
  if (maker == calls_.chain && given.n == 2) {
    for (Type each : reach(context)) {
      Type inner = calls_.call(given[1], {each}, true);
      if (inner != kNone && takes(function, inner)) return true;
    }
    return false;
  }
  if (maker == calls_.compose || maker == calls_.chain) {
    for (Type each : reach(context))
      if (takes(function, each)) return true;
    return false;
  }
  if (maker == calls_.matcher) {
    std::vector<Type> targets = always_;
    targets.insert(targets.end(), context->variables.begin(), context->variables.end());
    for (Type each : calls_.results(function))
      for (Type target : targets)
        if (each != kNone && calls_.types.overlap(each, target)) return true;
    return false;
  }
  return calls_.usable(calls_.types.closure(calls_.power, {function, calls_.types.integer}));
}

}  // namespace arc::generate
