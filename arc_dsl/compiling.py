"""From the names of a program to numbers: done once for each program.

Every name of the language has a fixed number, the input is 0, and a program's lines follow as they
run: line n of a program assigns slot n-1 of its own. A slot number below `NAMED` is a name.
"""

from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from arc_dsl.constants import CONSTANTS
from arc_dsl.limits import spend
from arc_dsl.program import INPUT, Program
from arc_dsl.registry import PRIMITIVES
from arc_dsl.representation import Function, Value

__all__ = ["NAMED", "Code", "CompiledLine", "call_variable", "compiled"]

NAMED: tuple[Value, ...] = (None, *CONSTANTS.values(), *PRIMITIVES.values())
"""The values of the names by number; 0 stands for the input."""
_NUMBERS = {name: number for number, name in enumerate((INPUT, *CONSTANTS, *PRIMITIVES))}


CompiledLine = tuple[Any, Any, bool]
"""What to call, what picks its arguments from the slots, whether it is one argument."""


@dataclass(frozen=True, slots=True)
class Code:
    """A program ready to run: its slots are the names it uses, then its lines."""

    names: tuple[int, ...]
    """Numbers of the names that fill the first slots, the input first."""
    values: tuple[Value, ...]
    """The values of these names, the input left out."""
    lines: tuple[CompiledLine, ...]


def compiled(program: Program) -> Code:
    """The code of a program; kept with it."""
    kept: Code | None = program.__dict__.get("code")
    if kept is None:
        kept = program.__dict__["code"] = _compile(program)
    return kept


def _compile(program: Program) -> Code:
    assigned = {line.name for line in program.lines}
    used = {name: None for line in program.lines for name in line.args if name not in assigned}
    names = (INPUT, *[name for name in used if name != INPUT])
    slots = {name: slot for slot, name in enumerate(names)}
    lines: list[CompiledLine] = []
    for line in program.lines:
        args = tuple([slots[name] for name in line.args])
        if line.function in slots and line.function in assigned:
            lines.append((call_variable, _picker((slots[line.function], *args)), False))
        else:
            lines.append((PRIMITIVES[line.function], _picker(args), len(args) == 1))
        slots[line.name] = len(slots)
    numbers = tuple([_NUMBERS[name] for name in names])
    return Code(numbers, tuple([NAMED[number] for number in numbers[1:]]), tuple(lines))


@cache
def _picker(slots: tuple[int, ...]) -> Any:
    return itemgetter(*slots)


def call_variable(function: Value, *args: Value) -> Value:
    """Call a function value, its steps counted (the first is the line's own)."""
    if type(function) is Function:
        spend(function.weight - 1)
        return function.call(*args)
    return function(*args)
