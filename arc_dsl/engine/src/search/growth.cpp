#include "search/growth.hpp"

#include <algorithm>
#include <cstring>

namespace arc {

namespace {

constexpr uint16_t bit(char letter) {
  for (size_t k = 0; k < kHoles; k++) {
    if (kLetters[k] == letter) return static_cast<uint16_t>(1u << k);
  }
  return 0;
}

// The letter of the hole that a value fills; 'e' for the empty set, which is one of any kind.
char letter_of(const Value& v) {
  const auto of_members = [](const Value* begin, const Value* end, char objects, char indices,
                             char grids, char numbers) {
    char found = 0;
    for (const Value* m = begin; m != end; m++) {
      char one = 0;
      if (m->is(Tag::Object)) {
        one = objects;
      } else if (m->is(Tag::Indices)) {
        if (m->indices().n == 0) continue;
        one = indices;
      } else if (m->is(Tag::Grid)) {
        one = grids;
      } else if (m->is(Tag::Int)) {
        one = numbers;
      }
      if (!one || (found && found != one)) return '-';
      found = one;
    }
    return found ? found : '-';
  };
  switch (v.tag()) {
    case Tag::Bool: return 'b';
    case Tag::Int: return 'n';
    case Tag::Pair: return 'v';
    case Tag::Grid: return 'g';
    case Tag::Indices: return v.indices().n ? 'p' : 'e';
    case Tag::Object: return 'o';
    case Tag::Set: return of_members(v.set().begin(), v.set().end(), 's', 'u', '-', 'i');
    case Tag::Tuple: return of_members(v.tuple().begin(), v.tuple().end(), 'q', 'w', 't', '-');
    case Tag::Primitive:
    case Tag::Function: return 'f';
    default: return '-';
  }
}

}  // namespace

Growth::Kept& Growth::kept(Node node) {
  if (static_cast<size_t>(node) >= nodes_.size()) {
    nodes_.resize(std::max(graph_.size(), static_cast<size_t>(node) + 1));
  }
  return nodes_[static_cast<size_t>(node)];
}

void Growth::name(Node node, uint8_t gives) {
  Kept& k = kept(node);
  if (k.name) return;
  k.name = true;
  k.gives = gives;
  if (k.bound == kNoBound) k.bound = -1;
}

bool Growth::too_large(Node node) const {
  for (size_t k = 0; k < largest_.size() && k < graph_.inputs(); k++) {
    const GridNode& g = graph_.value(node, k).grid();
    if (g.high > largest_[k].first || g.wide > largest_[k].second) return true;
  }
  return false;
}

uint16_t Growth::letters_of(Node node) {
  char letter = 'e';
  for (size_t k = 0; k < graph_.inputs(); k++) {
    char one = letter_of(graph_.value(node, k));
    if (one == 'e') continue;
    if (letter != 'e' && one != letter) return 0;
    letter = one;
  }
  if (letter == 'e' || letter == '-') return 0;
  if (letter == 'g') return too_large(node) ? 0 : bit('g');
  if (letter != 'n') return bit(letter);
  const Kept& k = kept(node);
  uint8_t gives = k.name ? k.gives : k.how.function >= 0 ? kept(k.how.function).gives : 0;
  if (gives == kColour) return bit('c');
  return gives == kEither ? bit('c') | bit('n') : bit('n');
}

void Growth::place(Node node, int32_t level) {
  Kept& k = kept(node);
  int32_t former = k.level;
  if (former <= level) return;
  if (!k.lettered) {
    uint16_t letters = letters_of(node);
    Kept& again = kept(node);
    again.lettered = true;
    again.letters = letters;
  }
  Kept& self = kept(node);
  for (size_t hole = 0; hole < kHoles; hole++) {
    if (!(self.letters >> hole & 1)) continue;
    auto& shelf = shelves_[hole];
    if (former != kNoLevel) {
      auto& old = shelf[static_cast<size_t>(former)];
      old.erase(std::find(old.begin(), old.end(), node));
    }
    if (shelf.size() <= static_cast<size_t>(level)) shelf.resize(static_cast<size_t>(level) + 1);
    shelf[static_cast<size_t>(level)].push_back(node);
  }
  self.level = level;
}

void Growth::record(Node node, int64_t bound, const Making& how) {
  Kept& k = kept(node);
  if (bound < k.bound) {
    k.bound = bound;
    k.how = how;
  }
}

// The highest bound of a call's parts, 0 for what has none.
int64_t Growth::above(const Making& how) const {
  const auto known = [&](Node node) { return bound(node) == kNoBound ? 0 : bound(node); };
  int64_t found = known(how.function);
  for (uint32_t k = 0; k < how.n; k++) found = std::max(found, known(how.args[k]));
  return found;
}

void Growth::add_template(const Template& given) {
  Template made{given.holes, given.level, {}};
  const Ref holes = static_cast<Ref>(given.holes.size());
  std::vector<Ref> refs;
  for (Ref hole = 0; hole < holes; hole++) refs.push_back(hole);
  for (const TemplateStep& step : given.steps) {
    const auto of = [&](Ref r) { return r >= 0 ? refs[static_cast<size_t>(r)] : r; };
    TemplateStep left;
    left.function = of(step.function);
    left.n = step.n;
    Ref largest = left.function;
    for (uint32_t k = 0; k < step.n; k++) {
      left.args[k] = of(step.args[k]);
      largest = std::max(largest, left.args[k]);
    }
    if (largest >= 0) {
      refs.push_back(holes + static_cast<Ref>(made.steps.size()));
      made.steps.push_back(left);
      continue;
    }
    Making how;
    how.function = -1 - left.function;
    how.n = left.n;
    for (uint32_t k = 0; k < left.n; k++) how.args[k] = -1 - left.args[k];
    Node node = graph_.call(how.function, how.args, how.n);
    if (node < 0) return;
    if (!is_name(node) && this->how(node).function < 0) record(node, above(how) + 1, how);
    refs.push_back(-1 - node);
  }
  if (!made.steps.empty() && refs.back() >= 0) templates_.push_back(std::move(made));
}

Node Growth::add_line(const Making& how, int64_t cost) {
  Node node = graph_.call(how.function, how.args, how.n);
  if (node < 0 || is_name(node)) return node;
  int64_t bound = std::max(above(how) + 1, cost);
  record(node, bound, how);
  place(node, static_cast<int32_t>((bound + kFine - 1) / kFine));
  return node;
}

int32_t Growth::grow(int64_t calls, int32_t highest) {
  stop_ = graph_.made() + static_cast<size_t>(calls < 0 ? 0 : calls);
  Node chosen[8];
  for (int32_t level = 1; level <= highest; level++) {
    for (const Template& t : templates_) {
      if (t.level > level) continue;
      if (!combine(t, 0, level - t.level, level, chosen)) return level;
    }
  }
  return highest;
}

// Choose nodes for the holes from `hole` on whose levels sum to `rest`; false if it is time to stop.
bool Growth::combine(const Template& t, size_t hole, int32_t rest, int32_t level, Node* chosen) {
  const size_t which = t.holes[hole];
  if (hole + 1 == t.holes.size()) {
    const size_t on = static_cast<size_t>(rest);
    for (size_t k = 0; on < shelves_[which].size() && k < shelves_[which][on].size(); k++) {
      chosen[hole] = shelves_[which][on][k];
      make(t, chosen, level);
      if (graph_.made() >= stop_) return false;
    }
    return true;
  }
  for (int32_t on = 0; on <= rest && static_cast<size_t>(on) < shelves_[which].size(); on++) {
    for (size_t k = 0; k < shelves_[which][static_cast<size_t>(on)].size(); k++) {
      chosen[hole] = shelves_[which][static_cast<size_t>(on)][k];
      if (!combine(t, hole + 1, rest - on, level, chosen)) return false;
    }
  }
  return true;
}

void Growth::make(const Template& t, const Node* chosen, int32_t level) {
  slots_.assign(chosen, chosen + t.holes.size());
  int64_t bound = (level - 1) * kFine + 1;
  Node node = -1;
  for (const TemplateStep& step : t.steps) {
    const auto of = [&](Ref r) { return r >= 0 ? slots_[static_cast<size_t>(r)] : -1 - r; };
    Making how;
    how.function = of(step.function);
    how.n = step.n;
    for (uint32_t k = 0; k < step.n; k++) how.args[k] = of(step.args[k]);
    node = graph_.call(how.function, how.args, how.n);
    if (node < 0) return;
    if (!is_name(node)) {
      int64_t above = this->bound(how.function) == kNoBound ? 0 : this->bound(how.function);
      for (uint32_t k = 0; k < step.n; k++) {
        int64_t b = this->bound(how.args[k]);
        if (b != kNoBound) above = std::max(above, b);
      }
      bound = std::max(bound, above) + 1;
      record(node, bound, how);
    }
    slots_.push_back(node);
  }
  if (!is_name(node)) place(node, level);
}

}  // namespace arc
