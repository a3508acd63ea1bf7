// The notation of rules, applied: arc_dsl/types/rules.py.
#include "calls.hpp"

namespace arc::generate {

namespace {
constexpr size_t kMaxCombinations = 64;
}

Type Calls::apply_rules(const std::vector<Rule>& rules, const Args& args, bool natural) {
  static constexpr Mode kNatural[] = {Mode::Natural}, kOther[] = {Mode::Exact, Mode::Loose};
  const Mode* modes = natural ? kNatural : kOther;
  for (size_t k = 0; k < (natural ? 1u : 2u); k++) {
    std::vector<Type> results;
    for (const Rule& rule : rules) {
      if (rule.odd && modes[k] != Mode::Loose) continue;
      Type found = attempt(rule, args, modes[k]);
      if (found != kNone) results.push_back(found);
    }
    if (!results.empty()) return types.join(results);
  }
  return kNone;
}

Type Calls::attempt(const Rule& rule, const Args& args, Mode mode) {
  if (rule.parameters.size() != args.n) return kNone;
  Found found;
  found.fill(kNone);
  for (size_t k = 0; k < args.n; k++)
    if (!match(rule.parameters[k], args[k], found, mode)) return kNone;
  if (rule.equal && !types.overlap(found[0], found[1])) return kNone;
  return build(rule.result, found);
}

void Calls::note(Found& found, int variable, Type of) {
  Type& known = found[variable];
  known = known == kNone || known == of ? of : types.join({known, of});
}

bool Calls::match(const Pattern& pattern, Type of, Found& found, Mode mode) {
  if (pattern.word == Pattern::Word::Variable) {
    if (mode == Mode::Natural && types.is(of, Tag::Function)) return false;
    note(found, pattern.variables[0], of);
    return true;
  }
  if (types.is(of, Tag::Union)) {
    bool all = true, some = false;
    for (Type each : types[of].parts) {
      bool fits = match_apart(pattern, each, found, mode);
      all = all && fits;
      some = some || fits;
    }
    return mode == Mode::Exact ? all : some;
  }
  if (of == types.any) {
    for (const Pattern& part : pattern.parts)
      if (!match(part, of, found, mode)) return false;
    return true;
  }
  return match_one(pattern, of, found, mode);
}

// As `match`, leaving `found` alone where the alternative does not fit.
bool Calls::match_apart(const Pattern& pattern, Type of, Found& found, Mode mode) {
  Found mine;
  mine.fill(kNone);
  if (!match(pattern, of, mine, mode)) return false;
  for (size_t k = 0; k < mine.size(); k++)
    if (mine[k] != kNone) note(found, static_cast<int>(k), mine[k]);
  return true;
}

bool Calls::match_one(const Pattern& pattern, Type of, Found& found, Mode mode) {
  using Word = Pattern::Word;
  const Form& form = types[of];
  const std::vector<Pattern>& parts = pattern.parts;
  bool fits = false;
  switch (pattern.word) {
    case Word::Int:
      return of == types.integer || (of == types.boolean && mode == Mode::Loose);
    case Word::Bool:
      return of == types.boolean;
    case Word::Test:
      return mode != Mode::Natural || of == types.boolean || of == types.integer ||
             form.tag == Tag::Set;
    case Word::Set:
      fits = form.tag == Tag::Set;
      break;
    case Word::List:
      fits = form.tag == Tag::Tuple;
      break;
    case Word::Tuple:
    case Word::Box:
      if (form.tag == Tag::Tuple && parts[0].word == Word::Pair)
        // A grid of width two could pass as a list of indices; nobody means that.
        return !types.is(form.parts[0], Tag::Tuple) && match(parts[0], form.parts[0], found, mode);
      fits = form.tag == Tag::Tuple || (pattern.word == Word::Box && form.tag == Tag::Set);
      if (form.tag == Tag::Pair) {
        if (mode != Mode::Loose && parts[0].word == Word::Int) return false;
        return match(parts[0], form.parts[0], found, mode) &&
               match(parts[0], form.parts[1], found, mode);
      }
      break;
    case Word::Pair:
      if (form.tag == Tag::Pair)
        return match(parts[0], form.parts[0], found, mode) &&
               match(parts[1], form.parts[1], found, mode);
      if (form.tag == Tag::Tuple && mode == Mode::Loose)
        return match(parts[0], form.parts[0], found, mode) &&
               match(parts[1], form.parts[0], found, mode);
      return false;
    default:
      return false;
  }
  return fits && match(parts[0], form.parts[0], found, mode);
}

Type Calls::build(const Pattern& pattern, const Found& found) {
  using Word = Pattern::Word;
  switch (pattern.word) {
    case Word::Variable:
      return found[pattern.variables[0]];
    case Word::Joined: {
      std::vector<Type> either;
      for (int variable : pattern.variables) either.push_back(found[variable]);
      return types.join(either);
    }
    case Word::Bool:
      return types.boolean;
    case Word::Set:
      return types.set_of(build(pattern.parts[0], found));
    case Word::Tuple:
      return types.tuple_of(build(pattern.parts[0], found));
    case Word::Pair: {
      Type first = build(pattern.parts[0], found);
      return types.pair_of(first, build(pattern.parts[1], found));
    }
    default:
      return types.integer;
  }
}

// The rule on every combination of alternatives; what some combination gives is given.
Type Calls::on_alternatives(const Args& args, const Applied& rule) {
  std::array<std::vector<Type>, kMostGiven + 1> choices;
  bool united = false;
  size_t count = 1;
  for (size_t k = 0; k < args.n; k++) {
    united = united || types.is(args[k], Tag::Union);
    choices[k].assign(types.begin(args[k]), types.end(args[k]));
    size_t mine = choices[k].size();
    count *= mine;
    if (count > kMaxCombinations) {
      choices[k] = {types.any};
      count /= mine;
    }
  }
  if (!united) return rule(args);
  std::vector<Type> found;
  std::array<size_t, kMostGiven + 1> at{};
  for (;;) {
    Args combo;
    for (size_t k = 0; k < args.n; k++) combo.push(choices[k][at[k]]);
    Type given = rule(combo);
    if (given != kNone) found.push_back(given);
    size_t k = args.n;
    while (k > 0 && ++at[k - 1] == choices[k - 1].size()) at[--k] = 0;
    if (k == 0) break;
  }
  return found.empty() ? kNone : types.join(found);
}

}  // namespace arc::generate
