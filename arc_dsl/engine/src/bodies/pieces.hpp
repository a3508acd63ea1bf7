// Views of grids and patches that the primitives share.
#pragma once

#include "values/members.hpp"
#include "running/table.hpp"

namespace arc {

// A patch: the indices, coloured or not, of a set; of a tuple of cells or pairs as well.
class Patch {
 public:
  // Raises Failure if the value is no patch.
  Patch(Run& run, const Value& v);
  uint32_t size() const { return indices_ ? indices_->n : object_->n; }
  bool empty() const { return size() == 0; }
  bool coloured() const { return object_ != nullptr; }
  const IndicesNode& indices() const;
  const ObjectNode& object() const;  // raises Failure (TYPE) for indices, the empty set included
  const Value& value() const { return value_; }  // the set
  const Box& box() const;            // raises Failure for an empty patch
  template <class F>
  void each(F f) const {  // f(Packed)
    if (indices_) {
      for (Packed p : *indices_) f(p);
    } else {
      for (PackedCell c : *object_) f(index_of(c));
    }
  }

 private:
  Value value_;
  const IndicesNode* indices_ = nullptr;
  const ObjectNode* object_ = nullptr;
};

// Every index (i, j) of a patch moved to place(i, j), colours kept.
template <class F>
Value relocate(Run& run, const Patch& patch, F place) {
  if (patch.coloured()) {
    const ObjectNode& from = patch.object();
    ObjectNode* node = run.object(from.n);
    PackedCell* out = node->data();
    for (PackedCell c : from) {
      Packed p = index_of(c);
      *out++ = (c & ~PackedCell{0xffffffffu}) | place(row_of(p), col_of(p));
    }
    return finish(run, node);
  }
  const IndicesNode& from = patch.indices();
  IndicesNode* node = run.indices(from.n);
  Packed* out = node->data();
  for (Packed p : from) *out++ = place(row_of(p), col_of(p));
  return finish(run, node);
}

Value shifted(Run& run, const Patch& patch, int64_t di, int64_t dj);
Value indices_only(Run& run, const Patch& patch);
Value rectangle(Run& run, int64_t top, int64_t left, int64_t bottom, int64_t right);

// Cells of a colour, by colour + 128: counted from `first` up to `end`, no cell has another.
struct Counts {
  int first, end;
  uint32_t of[256];
  explicit Counts(const GridNode& grid);
};
int8_t most_colour(const GridNode& grid);
int8_t least_colour(const GridNode& grid);

inline bool is_byte(const Value& v) {
  return v.is_number() && v.number() >= INT8_MIN && v.number() <= INT8_MAX;
}

// A grid of that size, or the tuple of empty rows (or of none) that stands for it.
Value blank(Run& run, int64_t high, int64_t wide, GridNode*& node);
Value empty_rows(Run& run, int64_t high);

// Python's slice of n members: from start to stop.
void slice(int64_t n, int64_t& start, int64_t& stop);

// The same primitives on tuples of rows that are no Grid: ragged, empty, of other members.
namespace plain {
#define ARC_PLAIN(X) \
  X(mostcolor) X(leastcolor) X(colorcount) X(palette) X(numcolors) \
  X(ofcolor) X(asindices) X(asobject) X(toobject) X(bordering) \
  X(objects) X(partition) X(fgpartition) X(frontiers) X(occurrences) \
  X(rot90) X(rot180) X(rot270) X(hmirror) X(vmirror) X(dmirror) X(cmirror) X(trim) X(compress) \
  X(tophalf) X(bottomhalf) X(lefthalf) X(righthalf) X(crop) X(subgrid) X(hupscale) X(vupscale) \
  X(upscale) X(downscale) X(hconcat) X(hsplit) X(vsplit) X(cellwise) X(replace) \
  X(switch_) X(canvas) X(index) X(fill) X(paint) X(underfill) X(underpaint) X(cover)
#define ARC_DECLARE(name) [[gnu::cold]] Value name(Run& run, const Value* a);
ARC_PLAIN(ARC_DECLARE)
#undef ARC_DECLARE
}  // namespace plain

}  // namespace arc
