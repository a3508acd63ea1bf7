// A graph of values for program search: a node is a value on each of some inputs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "running/session.hpp"

namespace arc {

using Node = int32_t;

// Nodes of equal values on all inputs are one. Equal calls are answered from memory.
class Graph {
 public:
  Graph(const Limits& limits, size_t memory_mb);
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  void add_input(const int8_t* cells, int32_t high, int32_t wide);
  void begin();  // all inputs are in

  Node named(Operand operand);                                // a constant or a primitive
  Node call(Node function, const Node* args, uint32_t n);     // -1 if it fails on any input
  size_t size() const { return count_; }
  size_t made() const { return calls_.size(); }  // different calls
  size_t inputs() const { return sides_.size(); }
  size_t bytes() const;
  const Value& value(Node node, size_t k) const;
  Run& run(size_t k) { return sides_.at(k)->run; }
  std::string kind(Node node) const;
  std::string key(Node node);

 private:
  struct Side {  // one input
    Run run;
    Values values{run};
  };
  struct Call {
    uint64_t hash;
    uint32_t n;
    Node key[1 + kMostArguments];
    Node result;
  };

  Id apply(Side& side, size_t k, Node function, const Node* args, uint32_t n);
  Node node_of(const Id* ids);
  Id id(Node node, size_t k) const;
  void check(Node node) const;

  Limits limits_;
  size_t memory_;
  std::vector<std::unique_ptr<Side>> sides_;
  std::vector<Id> ids_;  // node by node, input by input
  size_t count_ = 0;
  std::vector<uint32_t> node_slots_;
  std::vector<Call> calls_;
  std::vector<uint32_t> call_slots_;
};

}  // namespace arc
