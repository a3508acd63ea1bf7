"""From the names of a program to slots: done once for each program."""

from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from arc_dsl.constants import CONSTANTS
from arc_dsl.limits import spend
from arc_dsl.program import INPUT, Program
from arc_dsl.registry import PRIMITIVES
from arc_dsl.representation import Value

__all__ = ["Call", "Code", "compiled"]


@dataclass(frozen=True, slots=True)
class Call:
    """One line: the slots of its function (-1: a primitive) and arguments."""

    primitive: Any
    """The primitive to call, or None if the function is a variable."""
    function: int
    """The slot of the function if it is a variable, else -1."""
    args: tuple[int, ...]
    """Slots of the arguments: 0 is the input, then the constants, then the lines."""


@dataclass(frozen=True, slots=True)
class Code:
    """A program as slots."""

    constants: tuple[Value, ...]
    """Constants and primitives that are used as arguments: slots 1, 2, ..."""
    calls: tuple[Call, ...]
    fast: tuple[tuple[Any, Any, bool], ...]
    """For each line: what to call, what picks the arguments from the slots, whether it is one."""


def compiled(program: Program) -> Code:
    """The slots of a program; kept with it."""
    kept: Code | None = program.__dict__.get("code")
    if kept is None:
        kept = program.__dict__["code"] = _compile(program)
    return kept


def _compile(program: Program) -> Code:
    assigned = {line.name for line in program.lines}
    slots = {INPUT: 0}
    constants: list[Value] = []
    for line in program.lines:
        for name in line.args:
            if name not in slots and name not in assigned:
                constants.append(CONSTANTS[name] if name in CONSTANTS else PRIMITIVES[name])
                slots[name] = len(constants)
    calls = []
    for line in program.lines:
        args = tuple(slots[name] for name in line.args)
        if line.function in slots:
            calls.append(Call(None, slots[line.function], args))
        else:
            calls.append(Call(PRIMITIVES[line.function], -1, args))
        slots[line.name] = len(slots)
    return Code(tuple(constants), tuple(calls), tuple(map(_fast, calls)))


def _fast(call: Call) -> tuple[Any, Any, bool]:
    if call.function >= 0:
        return call_variable, _getter((call.function, *call.args)), False
    return call.primitive, _getter(call.args), len(call.args) == 1


@cache
def _getter(slots: tuple[int, ...]) -> Any:
    return itemgetter(*slots)


def call_variable(function: Value, *args: Value) -> Value:
    """Call a function value, steps counted."""
    from_function = getattr(function, "call", None)
    if from_function is None:
        return function(*args)
    spend(function.weight - 1)
    return from_function(*args)
