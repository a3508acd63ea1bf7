// `Mutator` for Python: arc_dsl/generate/native_mutation.py hands the language over and asks for
// mutants.
#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "mutants.hpp"

namespace nb = nanobind;

namespace arc {

namespace {

using namespace generate;

constexpr size_t kRemembered = 1'000'000;  // answers, of 36 to 144 bytes; then all are forgotten

class PyDice : public Dice {
 public:
  explicit PyDice(nb::handle rng) : random_(rng.attr("random")), below_(rng.attr("randrange")) {}
  double random() override { return nb::cast<double>(random_()); }
  int below(int limit) override { return nb::cast<int>(below_(limit)); }

 private:
  nb::object random_, below_;
};

Pattern read_pattern(nb::handle from) {
  using Word = Pattern::Word;
  static const std::pair<const char*, Word> kWords[] = {
      {"Int", Word::Int}, {"Bool", Word::Bool},   {"Test", Word::Test}, {"Set", Word::Set},
      {"List", Word::List}, {"Tuple", Word::Tuple}, {"Box", Word::Box}, {"Pair", Word::Pair}};
  auto name = nb::cast<std::string>(from.attr("name"));
  Pattern pattern{Word::Variable, {}, {}};
  for (nb::handle part : from.attr("parts")) pattern.parts.push_back(read_pattern(part));
  for (const auto& [text, word] : kWords)
    if (name == text) {
      size_t wanted = word == Word::Pair ? 2 : word < Word::Set ? 0 : 1;
      if (pattern.parts.size() != wanted) throw nb::value_error("a pattern lacks parts");
      pattern.word = word;
      return pattern;
    }
  for (size_t k = 0; k < name.size(); k += 2) {
    bool joined = k + 1 < name.size() && name[k + 1] != '|';
    if (name[k] < 'a' || name[k] > 'z' || joined) throw nb::value_error(name.c_str());
    pattern.variables.push_back(name[k] - 'a');
  }
  if (name.size() > 1) pattern.word = Word::Joined;
  return pattern;
}

std::vector<Rule> read_rules(nb::handle from) {
  std::vector<Rule> rules;
  for (nb::handle each : from) {
    Rule rule{{}, read_pattern(each.attr("result")), nb::cast<bool>(each.attr("equal")),
              nb::cast<bool>(each.attr("odd"))};
    for (nb::handle p : each.attr("parameters")) rule.parameters.push_back(read_pattern(p));
    rules.push_back(std::move(rule));
  }
  return rules;
}

Language read_language(nb::dict from) {
  Language language;
  for (nb::handle each : from["primitives"]) {
    auto field = [&](const char* name) { return nb::object(each[name]); };
    Primitive made;
    made.name = nb::cast<std::string>(field("name"));
    made.called = nb::cast<std::vector<bool>>(field("called"));
    made.arity = static_cast<int>(made.called.size());
    made.calling = nb::cast<bool>(field("calling"));
    made.both = nb::cast<std::vector<bool>>(field("both"));
    made.likeness = nb::cast<int>(field("likeness"));
    made.functions = nb::cast<int>(field("functions"));
    made.rule = nb::cast<std::string>(field("rule"));
    made.rules = read_rules(field("rules"));
    if (made.called.size() > kMostGiven || made.functions > made.arity)
      throw nb::value_error("a primitive of more arguments than there may be");
    language.primitives.push_back(std::move(made));
  }
  language.merge = read_rules(from["merge"]);
  language.constants = nb::cast<std::vector<std::string>>(from["constants"]);
  language.kinds = nb::cast<std::vector<int>>(from["kinds"]);
  language.odds = nb::cast<std::vector<std::vector<std::vector<double>>>>(from["odds"]);
  return language;
}

// A type as (number of its tag, name of the primitive that it is or that made it, parts).
Type read_type(Types& types, nb::handle from) {
  auto tag = nb::cast<uint8_t>(from[0]);
  if (tag > static_cast<uint8_t>(Tag::Union)) throw nb::value_error("no such tag");
  std::vector<Type> parts;
  for (nb::handle part : from[2]) parts.push_back(read_type(types, part));
  return types.make(static_cast<Tag>(tag), parts, types.label(nb::cast<std::string>(from[1])));
}

nb::object write_type(const Calls& calls, Type of) {
  const Form& form = calls.types[of];
  nb::list parts;
  for (Type part : form.parts) parts.append(write_type(calls, part));
  std::string label = form.label == kNoLabel ? "" : calls.primitives()[form.label].name;
  return nb::make_tuple(static_cast<int>(form.tag), label, nb::tuple(parts));
}

// A program whose mutants are asked for.
struct PyParent {
  Lines lines;
  Parent parent;
  size_t generation;
};

class PyMutator {
 public:
  PyMutator(nb::dict language, size_t remembered)
      : core_(std::make_unique<Mutator>(read_language(language))), remembered_(remembered) {
    const Language& known = core_->language();
    for (const std::string& each : known.constants) add(each);
    for (const Primitive& each : known.primitives) add(each.name);
    add("I");
  }

  std::unique_ptr<PyParent> parent(nb::handle lines) {
    auto made = std::make_unique<PyParent>();
    for (nb::handle line : lines) {
      Call call;
      call.function = number_of(line.attr("function"), made->lines.size());
      for (nb::handle arg : line.attr("args")) {
        if (call.n == static_cast<int>(kMostGiven)) throw nb::value_error("too many arguments");
        call.args[call.n++] = number_of(arg, made->lines.size());
      }
      made->lines.push_back({core_->variable(made->lines.size()), call});
    }
    if (made->lines.empty()) throw nb::value_error("a program needs at least one line");
    return renew(*made) ? std::move(made) : nullptr;
  }

  nb::object mutate(PyParent& parent, nb::handle rng, const std::vector<double>& weights) {
    if (!weights.empty() && weights.size() != core_->language().primitives.size())
      throw nb::value_error("one weight for each primitive");
    if (core_->remembered() > remembered_) {
      core_ = std::make_unique<Mutator>(core_->language());
      generation_++;
    }
    if (parent.generation != generation_) renew(parent);
    PyDice dice(rng);
    std::optional<Lines> found = core_->mutate(parent.parent, dice, weights);
    if (!found) return nb::none();
    nb::list lines;
    for (size_t k = 0; k < found->size(); k++) {
      const Call& call = (*found)[k].call;
      nb::object args = nb::steal(PyTuple_New(call.n));
      for (int j = 0; j < call.n; j++)
        PyTuple_SET_ITEM(args.ptr(), j, text_of(call.args[j]).release().ptr());
      nb::object name = k + 1 == found->size() ? output_ : text_of(core_->variable(k));
      lines.append(nb::make_tuple(name, text_of(call.function), args));
    }
    return lines;
  }

  nb::object call(nb::handle function, nb::handle args, bool natural) {
    Calls& calls = core_->calls();
    Args given;
    for (nb::handle arg : args) given.push(read_type(calls.types, arg));
    Type found = calls.call(read_type(calls.types, function), given, natural);
    return found == kNone ? nb::none() : write_type(calls, found);
  }

 private:
  void add(const std::string& name) {
    numbers_[name] = static_cast<int>(names_.size());
    names_.push_back(nb::str(name.c_str()));
  }

  bool renew(PyParent& of) {
    std::optional<Parent> found = core_->parent(of.lines);
    if (!found) return false;
    of.parent = std::move(*found);
    of.generation = generation_;
    return true;
  }

  // Raises ValueError for a name that stands for nothing before that line.
  int number_of(nb::handle name, size_t line) {
    auto text = nb::cast<std::string>(name);
    while (names_.size() < static_cast<size_t>(core_->variable(line)))
      add("x" + std::to_string(names_.size() - core_->input()));
    auto found = numbers_.find(text);
    if (found == numbers_.end() || found->second >= core_->variable(line))
      throw nb::value_error(("unknown name " + text).c_str());
    return found->second;
  }

  nb::object text_of(int number) {
    while (names_.size() <= static_cast<size_t>(number))
      add("x" + std::to_string(names_.size() - core_->input()));
    return names_[number];
  }

  std::unique_ptr<Mutator> core_;
  size_t remembered_, generation_ = 0;
  std::vector<nb::object> names_;
  std::unordered_map<std::string, int> numbers_;
  nb::object output_ = nb::str("O");
};

}  // namespace

void add_mutants(nb::module_& m) {
  nb::class_<PyParent>(m, "Parent");
  nb::class_<PyMutator>(m, "Mutator")
      .def(nb::init<nb::dict, size_t>(), nb::arg("language"), nb::arg("remembered") = kRemembered)
      .def("parent", &PyMutator::parent, nb::arg("lines"))
      .def("mutate", &PyMutator::mutate, nb::arg("parent"), nb::arg("rng"), nb::arg("weights"))
      .def("call", &PyMutator::call, nb::arg("function"), nb::arg("args"), nb::arg("natural"));
}

}  // namespace arc
