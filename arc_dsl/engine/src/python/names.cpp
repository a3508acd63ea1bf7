#include "python/names.hpp"

#include <structmember.h>

namespace arc {

std::vector<nb::object>* primitive_objects = nullptr;

namespace {

Python* state = nullptr;

// Where the objects of a class with slots hold an attribute.
Py_ssize_t slot(nb::handle type, const char* name) {
  nb::object member = type.attr(name);
  if (Py_TYPE(member.ptr()) != &PyMemberDescr_Type) throw nb::type_error("an attribute has no slot");
  return reinterpret_cast<PyMemberDescrObject*>(member.ptr())->d_member->offset;
}

nb::object word(const char* text) { return nb::steal(PyUnicode_InternFromString(text)); }

}  // namespace

Python& python() {
  if (!state) {
    auto p = std::make_unique<Python>();
    nb::module_ outcome = nb::module_::import_("arc_dsl.outcome");
    p->outcome_type = outcome.attr("Outcome");
    nb::object kind = outcome.attr("Kind");
    p->kinds = nb::steal(PySequence_Tuple(kind.ptr()));
    p->usual_limits = outcome.attr("Limits")();
    nb::module_ inputs = nb::module_::import_("arc_dsl.engine.inputs");
    p->check_input = inputs.attr("checked");
    p->parse = inputs.attr("parsed");
    p->errors = nb::module_::import_("arc_dsl.errors");
    p->arguments[0] = word("program");
    p->arguments[1] = word("grid");
    p->arguments[2] = word("limits");
    p->lines = word("lines");
    p->steps = word("steps");
    p->size = word("size");
    p->seconds = word("seconds");
    p->memory_mb = word("memory_mb");
    p->native = word("native");
    p->empty_text = word("");
    p->zero = nb::int_(0);
    p->operands = nb::dict();
    p->operands["I"] = nb::int_(kInput);
    for (Operand k = 0; k < kConstants; k++) {
      p->operands[constant_name(k)] = nb::int_(kFirstConstant + k);
    }
    for (Operand k = 0; k < kPrimitives; k++) {
      p->operands[primitive_name(k)] = nb::int_(kFirstPrimitive + k);
    }
    p->kind_slot = slot(p->outcome_type, "kind");
    p->grid_slot = slot(p->outcome_type, "grid");
    p->line_slot = slot(p->outcome_type, "line");
    p->message_slot = slot(p->outcome_type, "message");
    p->line_type = nb::module_::import_("arc_dsl.program").attr("Line");
    p->function_slot = slot(p->line_type, "function");
    p->args_slot = slot(p->line_type, "args");
    for (Py_ssize_t k = 0; k < 8; k++) p->kind_of[k] = PyTuple_GET_ITEM(p->kinds.ptr(), k);
    for (long k = 0; k < 10; k++) p->small[k] = PyLong_FromLong(k);
    state = p.release();
  }
  return *state;
}

void set_primitives(const std::vector<nb::object>& functions) {
  primitive_objects = new std::vector<nb::object>(functions);
}

void release_python() {
  delete state;
  state = nullptr;
  delete primitive_objects;
  primitive_objects = nullptr;
}

}  // namespace arc
