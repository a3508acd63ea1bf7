#include "types.hpp"

#include <algorithm>

namespace arc::generate {

namespace {
constexpr int kMaxDepth = 24;
constexpr int kShownDepth = 4;
constexpr size_t kMaxAlternatives = 8;
}  // namespace

Types::Types(std::vector<std::string> names, std::vector<int> arities)
    : names_(std::move(names)), arities_(std::move(arities)) {
  rbind_ = label("rbind");
  lbind_ = label("lbind");
  any = make(Tag::Any, {});
  integer = make(Tag::Integer, {});
  boolean = make(Tag::Boolean, {});
  row = tuple_of(integer);
  grid = tuple_of(row);
  index = pair_of(integer, integer);
  cell = pair_of(integer, index);
  indices = set_of(index);
  object = set_of(cell);
  objects = set_of(object);
  shown_ = {{any, "Any"},          {integer, "Integer"}, {boolean, "Boolean"},
            {grid, "Grid"},        {cell, "Cell"},       {index, "IntegerTuple"},
            {indices, "Indices"},  {object, "Object"},   {objects, "Objects"},
            {set_of(integer), "IntegerSet"},
            {set_of(indices), "IndicesSet"},
            {tuple_of(grid), "GridTuple"}};
}

int Types::label(const std::string& name) const {
  auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? kNoLabel : static_cast<int>(found - names_.begin());
}

int Types::arity_of(Tag tag, const std::vector<Type>& parts, int label) const {
  if (tag == Tag::Union) {
    for (Type each : parts)
      if (forms_[each].arity) return forms_[each].arity;
    return 0;
  }
  if (tag != Tag::Function) return tag == Tag::Any;
  if (parts.empty()) return arities_[label];
  if (label != rbind_ && label != lbind_) return 1;
  int bound = forms_[parts[0]].arity;
  return bound == 2 ? 1 : bound == 3 ? 2 : 3;
}

Type Types::make(Tag tag, std::vector<Type> parts, int label) {
  std::vector<int32_t> key{static_cast<int32_t>(tag), label};
  key.insert(key.end(), parts.begin(), parts.end());
  auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  int depth = 1;
  for (Type each : parts) depth = std::max(depth, 1 + forms_[each].depth);
  if (depth > kMaxDepth) return any;
  Type made = static_cast<Type>(forms_.size());
  int arity = arity_of(tag, parts, label);
  forms_.push_back({tag, label, arity, depth, std::move(parts)});
  self_.push_back(made);
  known_.emplace(std::move(key), made);
  return made;
}

std::string Types::text(Type of, int depth) const {
  auto found = shown_.find(of);
  if (found != shown_.end()) return found->second;
  const Form& form = forms_[of];
  bool function = form.tag == Tag::Function, either = form.tag == Tag::Union;
  if (function && depth == 0 && !form.parts.empty())
    return "function " + names_[form.label] + "(...)";
  std::string inside;
  for (Type part : form.parts) {
    if (!inside.empty()) inside += either ? " or " : ", ";
    inside += text(part, depth - function);
  }
  if (either) return inside;
  if (function) {
    std::string name = "function " + names_[form.label];
    return form.parts.empty() ? name : name + "(" + inside + ")";
  }
  const char* name = form.tag == Tag::Tuple ? "Tuple" : form.tag == Tag::Pair ? "Pair" : "Set";
  return std::string(name) + "[" + inside + "]";
}

Type Types::join(const std::vector<Type>& types) {
  std::vector<Type> found;
  for (Type each : types)
    for (const Type* p = begin(each); p != end(each); p++)
      if (std::find(found.begin(), found.end(), *p) == found.end()) found.push_back(*p);
  auto has = [&](Type of) { return std::find(found.begin(), found.end(), of) != found.end(); };
  if (has(any)) return any;
  if (found.size() == 1) return found[0];
  if (has(integer)) std::erase(found, boolean);
  for (Type each : std::vector<Type>(found)) {
    if (!is(each, Tag::Pair)) continue;
    std::vector<Type> parts = forms_[each].parts;
    if (has(tuple_of(join(parts)))) std::erase(found, each);
  }
  if (found.size() == 1) return found[0];
  if (found.empty() || found.size() > kMaxAlternatives) return any;
  std::vector<std::pair<std::string, Type>> placed;
  for (Type each : found) placed.emplace_back(text(each, kShownDepth), each);
  std::sort(placed.begin(), placed.end());
  for (size_t k = 0; k < placed.size(); k++) found[k] = placed[k].second;
  return make(Tag::Union, found);
}

Type Types::elements(Type container) {
  if (container == any) return any;
  std::vector<Type> found;
  for (const Type* p = begin(container); p != end(container); p++) {
    const Form& form = forms_[*p];
    if (form.tag == Tag::Set || form.tag == Tag::Tuple || form.tag == Tag::Pair)
      found.insert(found.end(), form.parts.begin(), form.parts.end());
  }
  return found.empty() ? kNone : join(found);
}

bool Types::overlap(Type a, Type b) {
  if (a == b || a == any || b == any) return true;
  uint64_t key = static_cast<uint64_t>(static_cast<uint32_t>(a)) << 32 | static_cast<uint32_t>(b);
  auto found = overlaps_.find(key);
  if (found != overlaps_.end()) return found->second;
  bool answer = overlap_anew(a, b);
  overlaps_.emplace(key, answer);
  return answer;
}

bool Types::overlap_anew(Type a, Type b) {
  if (is(a, Tag::Union) || is(b, Tag::Union)) {
    for (const Type* x = begin(a); x != end(a); x++)
      for (const Type* y = begin(b); y != end(b); y++)
        if (overlap(*x, *y)) return true;
    return false;
  }
  auto number = [&](Type of) { return of == integer || of == boolean; };
  if (number(a) && number(b)) return true;
  if (is(a, Tag::Tuple) && is(b, Tag::Pair)) std::swap(a, b);
  const Form &x = forms_[a], &y = forms_[b];
  if (x.tag == Tag::Pair && y.tag == Tag::Tuple)
    return overlap(x.parts[0], y.parts[0]) && overlap(x.parts[1], y.parts[0]);
  if (x.tag != y.tag || x.tag == Tag::Function) return false;
  for (size_t k = 0; k < x.parts.size(); k++)
    if (!overlap(x.parts[k], y.parts[k])) return false;
  return true;
}

bool Types::among(Type one, Type of) const {
  return std::find(begin(of), end(of), one) != end(of);
}

}  // namespace arc::generate
