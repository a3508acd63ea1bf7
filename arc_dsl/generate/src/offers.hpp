// What can be called on what, given the types of the values at hand: the natural part of
// arc_dsl/types/contexts.py and arguments.py.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "calls.hpp"

namespace arc::generate {

// The types of the variables at hand; one object for each set of them.
struct Context {
  Context* parent = nullptr;  // which lacks `newest`
  Type newest = kNone;
  int number = 0;
  std::vector<Type> variables;
  std::map<Type, Context*> next;
  Context* functions_only = nullptr;
  std::vector<std::set<Type>> reached;  // empty: not asked for yet
  std::map<Type, std::set<std::pair<int, Type>>> forked;
};

class Offers {
 public:
  explicit Offers(Calls& calls);

  size_t remembered() const { return possible_.size(); }
  Context* start() { return contexts_[0].get(); }
  Context* grown(Context* context, Type by);
  // Whether the call can be completed after the given arguments, with a result of the wanted type.
  bool possible(Context* context, Type function, const Args& given, Type wanted);
  // Whether a primitive may be worth trying as the argument at the position.
  bool takes_function(Type function, int position) {
    return is_kind(any_primitive_, function, position);
  }

 private:
  bool decide(Context* context, Type function, const Args& given, Type wanted);
  bool search(Context* context, Type function, const Args& given, Type wanted);
  bool makes(Context* context, int maker, const Args& given);
  bool completes(Type function, const Args& args, Type wanted);
  bool completed(Type function, const Args& given, Type last, Type wanted);
  bool is_kind(Type of, Type function, int position);
  bool may_stand(Type of, Type function, const Args& given, int position);
  bool only_functions_matter(Context* context, Type function);
  std::vector<Type> values(Context* context, Type function, int position);
  std::vector<Type> spelled(Type function, const Args& given);
  const std::vector<std::set<Type>>& reached(Context* context);
  std::set<Type> reach(Context* context);
  const std::set<std::pair<int, Type>>& forked(Context* context, Type outer);
  bool fits(Type of, Type wanted) { return calls_.types.among(wanted, of); }

  Calls& calls_;
  Type any_primitive_;
  std::vector<Type> always_, primitives_;
  std::vector<std::unique_ptr<Context>> contexts_;
  std::map<std::set<Type>, Context*> known_;
  Memo possible_;
};

}  // namespace arc::generate
