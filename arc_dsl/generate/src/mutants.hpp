// Mutation of programs: arc_dsl/generate/mutation.py and the random lines of sampling.py, draw for
// draw. Names are numbers: constants, then primitives, then the input, then variables.
#pragma once

#include <optional>

#include "offers.hpp"

namespace arc::generate {

// Where random numbers come from: Python's generator.
class Dice {
 public:
  virtual ~Dice() = default;
  virtual double random() = 0;      // from 0 to below 1
  virtual int below(int limit) = 0; // a whole number from 0
};

struct Call {
  int function = 0;
  std::array<int, kMostGiven> args{};
  int n = 0;
  bool operator==(const Call&) const = default;
};

struct Line {
  int name;
  Call call;
};

using Lines = std::vector<Line>;

// What the mutants of one program share.
struct Parent {
  Lines lines;
  std::vector<Type> types;  // of the lines' values
  std::vector<Context*> contexts;  // before each line
  std::vector<bool> known;  // constants that stand as arguments
};

// What the Python side says of the language.
struct Language {
  std::vector<Primitive> primitives;
  std::vector<Rule> merge;
  std::vector<std::string> constants;
  std::vector<int> kinds;  // of the constants: 0 Boolean, 1 Integer, 2 a pair of Integers
  // How likely each constant is, by function and position; the last is for variables.
  std::vector<std::vector<std::vector<double>>> odds;
};

class Mutator {
 public:
  explicit Mutator(Language language);

  int constants() const { return static_cast<int>(language_.constants.size()); }
  int input() const { return input_; }
  int variable(size_t line) const { return input_ + 1 + static_cast<int>(line); }
  const Language& language() const { return language_; }
  Calls& calls() { return calls_; }
  // How much is remembered, in answers.
  size_t remembered() const { return calls_.remembered() + offers_.remembered() + stands_.size(); }

  // Of a simplified program; nothing if it is ill typed.
  std::optional<Parent> parent(const Lines& lines);
  // A mutant; nothing if none was found. `weights` of the primitives may be empty.
  std::optional<Lines> mutate(const Parent& parent, Dice& dice, const std::vector<double>& weights);

 private:
  // A function, its arguments' types, the position that varies (-1: the function), the result.
  struct Fit {
    Type function;
    Args args;
    int position;
    Type result;
  };
  struct Odds {
    std::vector<int> names;
    std::vector<double> odds;
    void add(int name, double weight) {
      names.push_back(name);
      odds.push_back(weight);
    }
  };
  struct Choices {
    std::vector<int> names;
    std::vector<double> odds, sums;
    double total() const { return sums.empty() ? 0.0 : sums.back(); }
  };

  bool is_primitive(int name) const { return name >= constants() && name < input_; }
  Type type_of(int name, const std::vector<Type>& lines) const;
  Fit fit(const Parent& parent, size_t number, int position) const;
  bool stands(const Fit& fit, Type of);
  bool stands_anew(const Fit& fit, Type of);
  bool same_kind(Type of, Type wanted);
  Choices choices(const std::vector<double>& weights, int arity) const;
  int draw(const Fit& fit, const Odds& mine, const std::vector<Type>& types,
           const Choices& primitives, double weight, int now, Dice& dice);
  std::optional<Lines> replace_function(const Parent& parent, size_t number, Dice& dice,
                                        const std::vector<double>& weights);
  std::optional<Lines> replace_argument(const Parent& parent, size_t number, Dice& dice);
  std::optional<Lines> new_line(const Parent& parent, size_t number, Dice& dice,
                                const std::vector<double>& weights);
  std::optional<Call> random_line(const Parent& parent, size_t number, Type wanted, Dice& dice,
                                  const std::vector<double>& weights);
  int random_argument(const Parent& parent, size_t number, const std::vector<bool>& unused,
                      const Call& call, Type function, const Args& given, Type wanted, Dice& dice);
  Lines simplified(const Lines& lines) const;
  std::optional<Lines> finished(const Lines& lines, const Parent& parent);
  std::optional<std::vector<Type>> infer(const Lines& lines);

  Language language_;
  Calls calls_;
  Offers offers_;
  Memo stands_;
  int input_;
  std::vector<Type> named_;  // types of constants, primitives and the input
  Choices all_;
  std::vector<Choices> of_arity_;
};

}  // namespace arc::generate
