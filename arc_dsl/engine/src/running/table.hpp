// The table of primitives: name, arity, what a call is charged for, body.
//
// Every call costs one step. `READS` is a set of arguments (bit 0 the first): their weight is
// charged before the call. `MAKES` says whether the weight of the result is charged after it. A
// member costs a 64th of a step. What bodies charge beyond that is told in docs/steps.md.
#pragma once

#include <string_view>

#include "values/run.hpp"

// X(name, arity, reads, makes)
#define ARC_PRIMITIVES(X) \
  X(add, 2, 0, 0) X(subtract, 2, 0, 0) X(multiply, 2, 0, 0) X(divide, 2, 0, 0) \
  X(invert, 1, 0, 0) X(double_, 1, 0, 0) X(halve, 1, 0, 0) X(increment, 1, 0, 0) \
  X(decrement, 1, 0, 0) X(crement, 1, 0, 0) X(sign, 1, 0, 0) X(even, 1, 0, 0) \
  X(positive, 1, 0, 0) X(greater, 2, 0, 0) X(maximum, 1, 1, 0) X(minimum, 1, 1, 0) \
  X(toivec, 1, 0, 0) X(tojvec, 1, 0, 0) X(astuple, 2, 0, 0) X(interval, 3, 0, 1) \
  X(flip, 1, 0, 0) X(both, 2, 0, 0) X(either, 2, 0, 0) X(equality, 2, 1, 0) \
  X(contained, 2, 1, 0) X(branch, 3, 0, 0) X(identity, 1, 0, 0) \
  X(size, 1, 0, 0) X(combine, 2, 0, 1) X(intersection, 2, 3, 0) X(difference, 2, 3, 0) \
  X(dedupe, 1, 1, 0) X(order, 2, 0, 1) X(repeat, 2, 0, 1) X(merge, 1, 0, 1) \
  X(initset, 1, 0, 0) X(insert, 2, 0, 1) X(remove, 2, 2, 0) X(other, 2, 1, 0) \
  X(first, 1, 0, 0) X(last, 1, 0, 0) X(totuple, 1, 0, 1) X(product, 2, 0, 1) \
  X(pair, 2, 0, 1) X(mostcommon, 1, 1, 0) X(leastcommon, 1, 1, 0) X(sizefilter, 2, 1, 0) \
  X(colorfilter, 2, 1, 0) X(sfilter, 2, 0, 0) X(mfilter, 2, 0, 1) X(extract, 2, 0, 0) \
  X(valmax, 2, 0, 0) X(valmin, 2, 0, 0) X(argmax, 2, 0, 0) X(argmin, 2, 0, 0) \
  X(apply, 2, 0, 1) X(rapply, 2, 0, 1) X(mapply, 2, 0, 1) X(papply, 3, 0, 1) \
  X(mpapply, 3, 0, 1) X(prapply, 3, 0, 1) X(compose, 2, 0, 0) X(chain, 3, 0, 0) \
  X(matcher, 2, 0, 0) X(fork, 3, 0, 0) X(rbind, 2, 0, 0) X(lbind, 2, 0, 0) X(power, 2, 0, 0) \
  X(mostcolor, 1, 1, 0) X(leastcolor, 1, 1, 0) X(colorcount, 2, 1, 0) X(palette, 1, 1, 0) \
  X(numcolors, 1, 1, 0) X(color, 1, 0, 0) X(height, 1, 0, 0) X(width, 1, 0, 0) \
  X(shape, 1, 0, 0) X(portrait, 1, 0, 0) X(square, 1, 0, 0) \
  X(asindices, 1, 1, 0) X(ofcolor, 2, 1, 0) X(asobject, 1, 1, 0) X(toobject, 2, 1, 0) \
  X(toindices, 1, 1, 0) X(recolor, 2, 2, 0) X(shift, 2, 1, 0) X(normalize, 1, 1, 0) \
  X(dneighbors, 1, 0, 0) X(ineighbors, 1, 0, 0) X(neighbors, 1, 0, 0) X(uppermost, 1, 0, 0) \
  X(lowermost, 1, 0, 0) X(leftmost, 1, 0, 0) X(rightmost, 1, 0, 0) X(ulcorner, 1, 0, 0) \
  X(urcorner, 1, 0, 0) X(llcorner, 1, 0, 0) X(lrcorner, 1, 0, 0) X(corners, 1, 0, 0) \
  X(center, 1, 0, 0) X(centerofmass, 1, 1, 0) X(backdrop, 1, 0, 1) X(delta, 1, 1, 0) \
  X(box, 1, 0, 1) X(outbox, 1, 0, 1) X(inbox, 1, 0, 1) X(connect, 2, 0, 1) X(shoot, 2, 0, 1) \
  X(vfrontier, 1, 0, 0) X(hfrontier, 1, 0, 0) \
  X(vline, 1, 0, 0) X(hline, 1, 0, 0) X(hmatching, 2, 3, 0) X(vmatching, 2, 3, 0) \
  X(manhattan, 2, 3, 0) X(adjacent, 2, 3, 0) X(bordering, 2, 0, 0) X(position, 2, 0, 0) \
  X(gravitate, 2, 3, 0) X(objects, 4, 1, 0) X(partition, 1, 1, 0) X(fgpartition, 1, 1, 0) \
  X(frontiers, 1, 1, 0) X(occurrences, 2, 3, 0) X(hperiod, 1, 1, 0) X(vperiod, 1, 1, 0) \
  X(rot90, 1, 0, 1) X(rot180, 1, 0, 1) X(rot270, 1, 0, 1) X(hmirror, 1, 0, 1) \
  X(vmirror, 1, 0, 1) X(dmirror, 1, 0, 1) X(cmirror, 1, 0, 1) X(trim, 1, 0, 1) \
  X(compress, 1, 1, 0) X(tophalf, 1, 0, 1) X(bottomhalf, 1, 0, 1) X(lefthalf, 1, 0, 1) \
  X(righthalf, 1, 0, 1) X(crop, 3, 0, 1) X(subgrid, 2, 0, 1) X(hupscale, 2, 0, 1) \
  X(vupscale, 2, 0, 1) X(upscale, 2, 0, 1) X(downscale, 2, 1, 0) X(hconcat, 2, 0, 1) \
  X(vconcat, 2, 0, 1) X(hsplit, 2, 0, 1) X(vsplit, 2, 0, 1) X(cellwise, 3, 0, 1) \
  X(replace, 3, 0, 1) X(switch_, 3, 0, 1) X(canvas, 2, 0, 1) X(index, 2, 0, 0) \
  X(fill, 3, 4, 1) X(paint, 2, 2, 1) X(underfill, 3, 4, 1) X(underpaint, 2, 2, 1) \
  X(cover, 2, 2, 1) X(move, 3, 2, 1)

namespace arc {

namespace body {
#define ARC_DECLARE(name, arity, reads, makes) Value name(Run& run, const Value* a);
ARC_PRIMITIVES(ARC_DECLARE)
#undef ARC_DECLARE
}  // namespace body

struct Entry {
  const char* name;
  uint8_t arity;
  uint8_t reads;
  uint8_t makes;
  Body body;
};

#define ARC_NUMBER(name, arity, reads, makes) n_##name,
enum Number : uint32_t { ARC_PRIMITIVES(ARC_NUMBER) kPrimitives };
#undef ARC_NUMBER

const Entry& entry(uint32_t number);        // raises Failure for no primitive's number
const char* primitive_name(uint32_t number);
int find_primitive(std::string_view name);  // -1 if there is none
int find_constant(std::string_view name);   // -1 if there is none
constexpr uint32_t kConstants = 28;
const char* constant_name(uint32_t number);
Value constant(uint32_t number);

// ---------------------------------------------------------------- calls

// A primitive on as many arguments as it takes, charged.
Value call_primitive(Run& run, uint32_t number, const Value* args);
// Asks the processor for the beginning of a primitive's code, which will be called soon: by a line,
// or inside a function.
void expect_primitive(uint32_t number, bool in_functions);
// Any function on n arguments, charged. Raises Failure if it is none or takes another number.
Value call(Run& run, const Value& function, const Value* args, uint32_t n);
inline Value call(Run& run, const Value& function, const Value& x) {
  return call(run, function, &x, 1);
}

}  // namespace arc
