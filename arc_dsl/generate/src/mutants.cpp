#include "mutants.hpp"

#include <algorithm>

namespace arc::generate {

namespace {

// These are those of mutation.py and sampling.py, which say where they come from.
constexpr double kFunction = 0.25, kArgument = 0.5, kInserted = 0.5, kRare = 0.1;
constexpr int kAttempts = 100, kRejections = 24;
constexpr double kLastResort = 1e-6, kPrimitiveArgument = 0.05;
constexpr int kNobody = -1;  // no name
constexpr int kNew = 1 << 20;  // name of an inserted line until the program is renumbered

std::vector<double> sums_of(const std::vector<double>& odds) {
  std::vector<double> sums;
  double total = 0;
  for (double each : odds) sums.push_back(total = sums.empty() ? each : total + each);
  return sums;
}

// As `random.choices` of Python: one number is drawn.
size_t choose(const std::vector<double>& odds, Dice& dice) {
  std::vector<double> sums = sums_of(odds);
  double place = dice.random() * sums.back();
  return static_cast<size_t>(std::upper_bound(sums.begin(), sums.end() - 1, place) - sums.begin());
}

bool some(const std::vector<double>& odds) {
  return std::any_of(odds.begin(), odds.end(), [](double each) { return each != 0.0; });
}

// The first choice that fits when they are drawn by their odds and not put back.
template <class Fits>
int first_fitting(const std::vector<int>& names, std::vector<double>& odds, Dice& dice, Fits fits) {
  while (some(odds)) {
    size_t k = choose(odds, dice);
    if (fits(names[k])) return names[k];
    odds[k] = 0.0;
  }
  return kNobody;
}

bool among(int name, const Call& call) {
  return std::find(call.args.begin(), call.args.begin() + call.n, name) !=
         call.args.begin() + call.n;
}

Lines with_call(const Lines& lines, size_t number, const Call& call) {
  Lines changed = lines;
  changed[number].call = call;
  return changed;
}

}  // namespace

Mutator::Mutator(Language language)
    : language_(std::move(language)),
      calls_(language_.primitives, language_.merge),
      offers_(calls_) {
  input_ = constants() + static_cast<int>(language_.primitives.size());
  const Type kinds[] = {calls_.types.boolean, calls_.types.integer, calls_.types.index};
  for (int kind : language_.kinds) named_.push_back(kinds[kind]);
  int most = 0;
  for (size_t label = 0; label < language_.primitives.size(); label++) {
    named_.push_back(calls_.types.primitive(static_cast<int>(label)));
    all_.names.push_back(constants() + static_cast<int>(label));
    most = std::max(most, language_.primitives[label].arity);
  }
  named_.push_back(calls_.types.grid);
  all_.odds.assign(all_.names.size(), 1.0);
  all_.sums = sums_of(all_.odds);
  std::vector<double> equal(all_.names.size(), 1.0);
  for (int arity = 0; arity <= most; arity++) of_arity_.push_back(choices(equal, arity));
}

Mutator::Choices Mutator::choices(const std::vector<double>& weights, int arity) const {
  Choices found;
  for (size_t label = 0; label < language_.primitives.size(); label++) {
    if (language_.primitives[label].arity != arity) continue;
    if (static_cast<int>(label) == calls_.identity) continue;
    found.names.push_back(constants() + static_cast<int>(label));
    found.odds.push_back(weights[label]);
  }
  found.sums = sums_of(found.odds);
  return found;
}

Type Mutator::type_of(int name, const std::vector<Type>& lines) const {
  return name <= input_ ? named_[name] : lines[name - input_ - 1];
}

std::optional<Parent> Mutator::parent(const Lines& lines) {
  std::optional<std::vector<Type>> types = infer(lines);
  if (!types) return std::nullopt;
  Parent made{lines, *types, {}, std::vector<bool>(constants(), false)};
  Context* context = offers_.grown(offers_.start(), calls_.types.grid);
  for (size_t k = 0; k < lines.size(); k++) {
    made.contexts.push_back(context);
    context = offers_.grown(context, made.types[k]);
    for (int j = 0; j < lines[k].call.n; j++)
      if (lines[k].call.args[j] < constants()) made.known[lines[k].call.args[j]] = true;
  }
  return made;
}

std::optional<Lines> Mutator::mutate(const Parent& parent, Dice& dice,
                                     const std::vector<double>& weights) {
  for (int attempt = 0; attempt < kAttempts; attempt++) {
    size_t number = static_cast<size_t>(dice.below(static_cast<int>(parent.lines.size())));
    double kind = dice.random();
    std::optional<Lines> changed = kind < kFunction
                                       ? replace_function(parent, number, dice, weights)
                                   : kind < kFunction + kArgument
                                       ? replace_argument(parent, number, dice)
                                       : new_line(parent, number, dice, weights);
    if (!changed) continue;
    std::optional<Lines> mutant = finished(*changed, parent);
    if (mutant) return mutant;
  }
  return std::nullopt;
}

// ---------------------------------------------------------------- whole programs

// The same behaviour without dead lines, and with equal calls merged into the first.
Lines Mutator::simplified(const Lines& lines) const {
  int output = lines.back().name;
  std::vector<std::pair<int, int>> alias;
  auto named = [&](int name) {
    for (const auto& [old, known] : alias)
      if (old == name) return known;
    return name;
  };
  Lines kept;
  for (const Line& line : lines) {
    Line now = line;
    now.call.function = named(line.call.function);
    for (int k = 0; k < line.call.n; k++) now.call.args[k] = named(line.call.args[k]);
    auto equal = [&](const Line& each) { return each.call == now.call; };
    auto known = std::find_if(kept.begin(), kept.end(), equal);
    if (known != kept.end() && line.name == output) {
      kept.erase(known + 1, kept.end());  // the answer was there before
      break;
    }
    if (known != kept.end())
      alias.emplace_back(line.name, known->name);
    else
      kept.push_back(now);
  }
  std::vector<int> needed{kept.back().name};
  Lines alive;
  for (size_t k = kept.size(); k-- > 0;) {
    const Line& line = kept[k];
    if (std::find(needed.begin(), needed.end(), line.name) == needed.end()) continue;
    alive.push_back(line);
    needed.push_back(line.call.function);
    needed.insert(needed.end(), line.call.args.begin(), line.call.args.begin() + line.call.n);
  }
  std::reverse(alive.begin(), alive.end());
  auto renumbered = [&](int name) {
    if (name > input_)
      for (size_t k = 0; k < alive.size(); k++)
        if (alive[k].name == name) return variable(k);
    return name;
  };
  Lines found = alive;
  for (size_t k = 0; k < found.size(); k++) {
    found[k].name = variable(k);
    found[k].call.function = renumbered(alive[k].call.function);
    for (int j = 0; j < found[k].call.n; j++)
      found[k].call.args[j] = renumbered(alive[k].call.args[j]);
  }
  return found;
}

// The lines as a program, if it is well typed and another than the parent.
std::optional<Lines> Mutator::finished(const Lines& lines, const Parent& parent) {
  Lines mutant = simplified(lines);
  bool uses_input = std::any_of(mutant.begin(), mutant.end(), [&](const Line& line) {
    return among(input_, line.call);
  });
  if (!uses_input) return std::nullopt;
  auto equal = [](const Line& a, const Line& b) { return a.call == b.call; };
  if (std::equal(mutant.begin(), mutant.end(), parent.lines.begin(), parent.lines.end(), equal))
    return std::nullopt;
  if (!infer(mutant)) return std::nullopt;
  return mutant;
}

std::optional<std::vector<Type>> Mutator::infer(const Lines& lines) {
  std::vector<Type> found;
  for (const Line& line : lines) {
    Args args;
    for (int k = 0; k < line.call.n; k++) args.push(type_of(line.call.args[k], found));
    Type given = calls_.call(type_of(line.call.function, found), args, false);
    if (given == kNone) return std::nullopt;
    found.push_back(given);
  }
  if (!calls_.types.overlap(found.back(), calls_.types.grid)) return std::nullopt;
  return found;
}

// ---------------------------------------------------------------- drawing what fits

Mutator::Fit Mutator::fit(const Parent& parent, size_t number, int position) const {
  const Call& call = parent.lines[number].call;
  Fit found{type_of(call.function, parent.types), {}, position, parent.types[number]};
  for (int k = 0; k < call.n; k++) found.args.push(type_of(call.args[k], parent.types));
  return found;
}

// Whether a value of the type can stand where one of the wanted type stood.
bool Mutator::same_kind(Type of, Type wanted) {
  Types& types = calls_.types;
  if (types.is(wanted, Tag::Function) || types.is(of, Tag::Function))
    return types[of].arity == types[wanted].arity && calls_.alike(of, wanted);
  return std::any_of(types.begin(of), types.end(of),
                     [&](Type each) { return types.among(each, wanted); });
}

// Whether the type can stand in the place of a call, its result kept.
bool Mutator::stands(const Fit& fit, Type of) {
  auto at = [&](size_t k) {
    return static_cast<int>(k) == fit.position ? kNone : Calls::at(fit.args, k);
  };
  int32_t function = fit.position < 0 ? kNone : fit.function;
  Key key{function, fit.position, fit.result, of, at(0), at(1), at(2), at(3)};
  int32_t known = stands_.find(key);
  return known != Memo::kUnknown ? known : stands_.keep(key, stands_anew(fit, of));
}

bool Mutator::stands_anew(const Fit& fit, Type of) {
  Type function = fit.position < 0 ? of : fit.function;
  Args args = fit.args;
  if (fit.position >= 0) args[static_cast<size_t>(fit.position)] = of;
  const Form& form = calls_.types[function];
  if (form.tag == Tag::Function && form.parts.empty() && args.n == form.arity) {
    int told = calls_.makes_alike(form.label, args, fit.result);
    if (told >= 0) return told;
  }
  Type given = calls_.call(function, args, true);
  return given != kNone && (given == fit.result || same_kind(given, fit.result));
}

// A name other than `now` that can stand there, drawn by weight.
int Mutator::draw(const Fit& fit, const Odds& mine, const std::vector<Type>& types,
                  const Choices& primitives, double weight, int now, Dice& dice) {
  std::vector<std::pair<Type, bool>> suits;
  auto suited = [&](Type of) {
    for (const auto& [known, answer] : suits)
      if (known == of) return answer;
    suits.emplace_back(of, stands(fit, of));
    return suits.back().second;
  };
  Odds fitting;
  double own = 0;
  for (size_t k = 0; k < mine.names.size(); k++) {
    if (!suited(type_of(mine.names[k], types)) || mine.odds[k] == 0.0) continue;
    fitting.add(mine.names[k], mine.odds[k]);
    own += mine.odds[k];
  }
  double rest = weight * primitives.total();
  for (int k = 0; k < kRejections; k++) {
    double place = dice.random() * (own + rest);
    if (place < own) return fitting.names[choose(fitting.odds, dice)];
    if (rest == 0.0) return kNobody;
    auto at = std::upper_bound(primitives.sums.begin(), primitives.sums.end(),
                               (place - own) / weight);
    size_t last = primitives.names.size() - 1;
    int name = primitives.names[std::min<size_t>(at - primitives.sums.begin(), last)];
    if (name != now && stands(fit, named_[name])) return name;
  }
  for (size_t k = 0; k < primitives.names.size(); k++)
    if (primitives.names[k] != now && stands(fit, named_[primitives.names[k]]))
      fitting.add(primitives.names[k], weight * primitives.odds[k]);
  if (!some(fitting.odds)) return kNobody;
  return fitting.names[choose(fitting.odds, dice)];
}

// ---------------------------------------------------------------- the three changes

// Another function on the same arguments, with a result of the same type.
std::optional<Lines> Mutator::replace_function(const Parent& parent, size_t number, Dice& dice,
                                               const std::vector<double>& weights) {
  Call call = parent.lines[number].call;
  Odds mine;
  for (size_t k = 0; k < number; k++)
    if (calls_.types[parent.types[k]].arity == call.n && variable(k) != call.function)
      mine.add(variable(k), weights.empty() ? 1.0 : kRare);
  static const Choices nothing;
  size_t arity = static_cast<size_t>(call.n);
  const Choices& usual = arity < of_arity_.size() ? of_arity_[arity] : nothing;
  Choices weighted;
  if (!weights.empty()) weighted = choices(weights, call.n);
  int found = draw(fit(parent, number, -1), mine, parent.types,
                   weights.empty() ? usual : weighted, 1.0, call.function, dice);
  if (found == kNobody) return std::nullopt;
  call.function = found;
  return with_call(parent.lines, number, call);
}

// Another name as one argument, the line's type kept.
std::optional<Lines> Mutator::replace_argument(const Parent& parent, size_t number, Dice& dice) {
  Call call = parent.lines[number].call;
  int position = dice.below(call.n), now = call.args[position];
  Odds mine;
  for (int name = input_; name < variable(number); name++)
    if (name != now) mine.add(name, 2.0);
  bool primitive = is_primitive(call.function);
  size_t of = primitive ? static_cast<size_t>(call.function - constants())
                        : language_.primitives.size();
  const std::vector<double>& usual = language_.odds[of][primitive ? position : 0];
  for (int name = 0; name < constants(); name++) {
    double odds = usual[name];
    if (now < constants() && named_[name] == named_[now]) odds *= 2.0;
    if (parent.known[name]) odds *= 3.0;
    if (name != now) mine.add(name, odds);
  }
  Fit where = fit(parent, number, position);
  static const Choices nothing;
  const Choices& others = offers_.takes_function(where.function, position) ? all_ : nothing;
  double weight = is_primitive(now) ? 1.0 : 0.02;
  int name = draw(where, mine, parent.types, others, weight, now, dice);
  if (name == kNobody) return std::nullopt;
  call.args[position] = name;
  return with_call(parent.lines, number, call);
}

// A random line in the place of one, or before it and used by it.
std::optional<Lines> Mutator::new_line(const Parent& parent, size_t number, Dice& dice,
                                       const std::vector<double>& weights) {
  auto vague = [&](Type of) { return of == calls_.types.any || calls_.types.is(of, Tag::Function); };
  Call call = parent.lines[number].call;
  if (dice.random() >= kInserted) {
    Type wanted = parent.types[number];
    if (vague(wanted)) return std::nullopt;
    std::optional<Call> drawn = random_line(parent, number, wanted, dice, weights);
    if (!drawn) return std::nullopt;
    return with_call(parent.lines, number, *drawn);
  }
  int position = dice.below(call.n);
  Type wanted = type_of(call.args[position], parent.types);
  if (vague(wanted)) return std::nullopt;
  std::optional<Call> drawn = random_line(parent, number, wanted, dice, weights);
  if (!drawn) return std::nullopt;
  call.args[position] = kNew;
  Lines lines = with_call(parent.lines, number, call);
  lines.insert(lines.begin() + static_cast<long>(number), Line{kNew, *drawn});
  return lines;
}

std::optional<Call> Mutator::random_line(const Parent& parent, size_t number, Type wanted,
                                         Dice& dice, const std::vector<double>& weights) {
  std::vector<bool> unused(number, true);
  auto use = [&](int name) {
    if (name > input_) unused[name - input_ - 1] = false;
  };
  for (size_t k = 0; k < number; k++) {
    const Call& call = parent.lines[k].call;
    use(call.function);
    for (int j = 0; j < call.n; j++) use(call.args[j]);
  }
  if (number) unused[number - 1] = false;  // the last line's own is left out
  std::vector<int> names;
  std::vector<double> odds;
  for (size_t k = 0; k < number; k++) {
    if (!calls_.types[parent.types[k]].arity) continue;
    names.push_back(variable(k));
    odds.push_back(unused[k] ? 20.0 : 2.0);
  }
  for (size_t label = 0; label < language_.primitives.size(); label++) {
    if (static_cast<int>(label) == calls_.identity) continue;
    names.push_back(constants() + static_cast<int>(label));
    odds.push_back(weights.empty() ? 1.0 : weights[label]);
  }
  Context* context = parent.contexts[number];
  Call call;
  call.function = first_fitting(names, odds, dice, [&](int name) {
    Type of = type_of(name, parent.types);
    return calls_.types[of].arity && offers_.possible(context, of, {}, wanted);
  });
  if (call.function == kNobody) return std::nullopt;
  Type function = type_of(call.function, parent.types);
  Args given;
  while (call.n < calls_.types[function].arity) {
    int name = random_argument(parent, number, unused, call, function, given, wanted, dice);
    if (name == kNobody) return std::nullopt;
    call.args[call.n++] = name;
    given.push(type_of(name, parent.types));
  }
  return call;
}

int Mutator::random_argument(const Parent& parent, size_t number, const std::vector<bool>& unused,
                             const Call& call, Type function, const Args& given, Type wanted,
                             Dice& dice) {
  std::vector<int> names;
  std::vector<double> odds;
  for (int name = input_; name < variable(number); name++) {
    bool wished = name == variable(number) - 1 || (name > input_ && unused[name - input_ - 1]);
    names.push_back(name);
    odds.push_back((wished ? 15.0 : 2.0) * (among(name, call) ? 0.2 : 1.0));
  }
  bool primitive = is_primitive(call.function);
  size_t of = primitive ? static_cast<size_t>(call.function - constants())
                        : language_.primitives.size();
  const std::vector<double>& usual = language_.odds[of][primitive ? call.n : 0];
  for (int name = 0; name < constants(); name++) {
    names.push_back(name);
    odds.push_back(usual[name] + kLastResort);
  }
  if (offers_.takes_function(function, call.n))
    for (int name : all_.names) {
      names.push_back(name);
      odds.push_back(kPrimitiveArgument);
    }
  Context* context = parent.contexts[number];
  return first_fitting(names, odds, dice, [&](int name) {
    return offers_.possible(context, function, given.with(type_of(name, parent.types)), wanted);
  });
}

}  // namespace arc::generate
