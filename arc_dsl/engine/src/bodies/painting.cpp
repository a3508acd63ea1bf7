// Painting patches into grids.
#include <cstring>

#include "bodies/pieces.hpp"

namespace arc::body {

namespace {

GridNode* copied(Run& run, const GridNode& g) {
  GridNode* node = run.grid(g.high, g.wide);
  std::memcpy(node->cells(), g.cells(), g.n);
  return node;
}

bool inside(const GridNode& g, int32_t i, int32_t j) {
  return static_cast<uint32_t>(i) < static_cast<uint32_t>(g.high) &&
         static_cast<uint32_t>(j) < static_cast<uint32_t>(g.wide);
}

Value filled(Run& run, const GridNode& g, int8_t value, const Patch& patch, const int8_t* only) {
  GridNode* node = copied(run, g);
  int8_t* cells = node->cells();
  patch.each([&](Packed p) {
    int32_t i = row_of(p), j = col_of(p);
    if (!inside(g, i, j)) return;
    size_t at = static_cast<size_t>(i) * static_cast<size_t>(g.wide) + static_cast<size_t>(j);
    if (!only || cells[at] == *only) cells[at] = value;
  });
  return Value::of(node);
}

bool byte_coloured(const ObjectNode& object) {  // colours ascend
  return colour_of(object.data()[0]) >= INT8_MIN &&
         colour_of(object.data()[object.n - 1]) <= INT8_MAX;
}

void paint_cell(GridNode* node, const GridNode& g, PackedCell c, const int8_t* only) {
  int32_t i = row_of(index_of(c)), j = col_of(index_of(c));
  if (!inside(g, i, j)) return;
  size_t at = static_cast<size_t>(i) * static_cast<size_t>(g.wide) + static_cast<size_t>(j);
  if (!only || g.cells()[at] == *only) node->cells()[at] = static_cast<int8_t>(colour_of(c));
}

// Paints the cells of an object, or of a tuple in its order: the later cell wins. False if that is
// not for this path.
bool painted(Run& run, const GridNode& g, const Value& v, const int8_t* only, Value& result) {
  if (v.is(Tag::Indices) && v.indices().n == 0) {
    result = Value::of(&g);
    return true;
  }
  if (v.is(Tag::Object)) {
    const ObjectNode& object = v.object();
    if (!byte_coloured(object)) return false;
    GridNode* node = copied(run, g);
    for (PackedCell c : object) paint_cell(node, g, c, only);
    result = Value::of(node);
    return true;
  }
  if (!v.is(Tag::Tuple)) return false;
  for (const Value& cell : v.tuple()) {
    if (!cell.is(Tag::Cell)) return false;
    int32_t colour = colour_of(cell.packed_cell());
    if (colour < INT8_MIN || colour > INT8_MAX) return false;
  }
  GridNode* node = copied(run, g);
  for (const Value& cell : v.tuple()) paint_cell(node, g, cell.packed_cell(), only);
  result = Value::of(node);
  return true;
}

}  // namespace

Value fill(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid) || !is_byte(a[1])) return plain::fill(run, a);
  return filled(run, a[0].grid(), static_cast<int8_t>(a[1].number()), Patch(run, a[2]), nullptr);
}

Value underfill(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid) || !is_byte(a[1])) return plain::underfill(run, a);
  int8_t ground = most_colour(a[0].grid());
  return filled(run, a[0].grid(), static_cast<int8_t>(a[1].number()), Patch(run, a[2]), &ground);
}

Value paint(Run& run, const Value* a) {
  Value result;
  if (a[0].is(Tag::Grid) && painted(run, a[0].grid(), a[1], nullptr, result)) return result;
  return plain::paint(run, a);
}

Value underpaint(Run& run, const Value* a) {
  if (a[0].is(Tag::Grid)) {
    int8_t ground = most_colour(a[0].grid());
    Value result;
    if (painted(run, a[0].grid(), a[1], &ground, result)) return result;
  }
  return plain::underpaint(run, a);
}

Value cover(Run& run, const Value* a) {
  if (!a[0].is(Tag::Grid)) return plain::cover(run, a);
  return filled(run, a[0].grid(), most_colour(a[0].grid()), Patch(run, a[1]), nullptr);
}

Value move(Run& run, const Value* a) {
  if (a[1].is_container() && size_of(a[1]) == 0) {
    if (a[0].is(Tag::Grid)) return a[0];
  }
  Value given[2] = {cover(run, a), shift(run, a + 1)};
  return paint(run, given);
}

}  // namespace arc::body
