"""What a program's output can be, told from its text: its shape, its colours, where they come from.

`fill(I, RED, x5)` has the shape of the input and differs from it in red cells alone, whatever x5
is: most programs are known to be wrong on most tasks without being run. A program is followed
line by line on what is known of each value (see `arc_dsl.foresight.rules`). What a forecast says
holds for every run that gives a grid; what cannot be told is left open.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from arc_dsl.constants import CONSTANTS
from arc_dsl.foresight.rules import RULES
from arc_dsl.foresight.values import (
    ALL,
    CONSTANT,
    GRID,
    OF_INPUT,
    Known,
    Shape,
    Value,
    Vanished,
    is_known,
    measured,
)
from arc_dsl.outcome import PlainGrid
from arc_dsl.program import INPUT, Program
from arc_dsl.signatures import SIGNATURES

__all__ = ["ANYTHING", "Forecast", "Sought", "forecast"]

_PATIENCE = 400
"""Calls that are followed in one program: functions made of functions can make very many."""


class Forecast(NamedTuple):
    """What is known of a program's output, if there is one. Equal for programs known alike."""

    colours: int
    """Mask of the colours that it can have (see `arc_dsl.foresight.values`)."""
    shape: Shape
    """Its sides in terms of the input's."""
    laid: int
    """Mask of the colours in which it can differ from the input, place by place."""


ANYTHING = Forecast(ALL, None, ALL)
"""The forecast of which nothing is known."""


class _TooMuch(Exception):
    """More calls than are followed."""


def forecast(program: Program) -> Forecast:
    """What the program's output can be."""
    left = [_PATIENCE]
    known: dict[str, Value] = dict(_NAMED)
    try:
        for line in program.lines:
            for name in (line.function, *line.args):
                if name not in known:
                    known[name] = partial(_follow, left, name)
            function = known[line.function]
            args = [known[name] for name in line.args]
            known[line.name] = function(*args) if callable(function) else None
    except (_TooMuch, RecursionError):
        return ANYTHING
    last = known[program.lines[-1].name]
    if not is_known(last, GRID):
        return ANYTHING
    assert isinstance(last, Known)
    return Forecast(last.colours, last.shape, last.laid)


def _follow(left: list[int], name: str, *args: Value) -> Value:
    left[0] -= 1
    if left[0] < 0:
        raise _TooMuch
    rule: Callable[..., Value] | None = RULES.get(name)
    if rule is None or len(args) != SIGNATURES[name].arity:
        return None
    made = rule(*args)
    return partial(_call_made, left, made) if callable(made) else made


def _call_made(left: list[int], function: Callable[..., Value], *args: Value) -> Value:
    """Call a function that was made: nested ones call each other very many times."""
    left[0] -= 1
    if left[0] < 0:
        raise _TooMuch
    return function(*args)


def _constant(value: object) -> Known:
    if isinstance(value, int):
        return Known(CONSTANT, 1 << value if 0 <= value <= 9 else 0, value=value)
    return Known(CONSTANT, value=value)


_NAMED: dict[str, Value] = {name: _constant(value) for name, value in CONSTANTS.items()}
_NAMED[INPUT] = Known(GRID, OF_INPUT, ("h", "w"), 0)


class Sought:
    """An output that is looked for, and the input from which it is to be made."""

    __slots__ = ("_changed", "_colours", "_given", "_shape", "_sides")

    def __init__(self, given: PlainGrid, wanted: PlainGrid) -> None:
        self._sides = len(given), len(given[0])
        self._shape = len(wanted), len(wanted[0])
        self._given = _mask(cell for row in given for cell in row)
        self._colours = _mask(cell for row in wanted for cell in row)
        self._changed = ALL
        if self._sides == self._shape:
            rows = zip(given, wanted, strict=True)
            self._changed = _mask(
                b for one, two in rows for a, b in zip(one, two, strict=True) if a != b
            )

    def possible(self, found: Forecast) -> bool:
        """Whether a program of that forecast may give the output."""
        if self._colours & ~self._allowed(found.colours):
            return False
        if found.shape is not None:
            high, wide = found.shape
            try:
                shape = measured(high, *self._sides), measured(wide, *self._sides)
            except Vanished:
                return True
            if shape != self._shape:
                return False
        return found.laid == ALL or not self._changed & ~self._allowed(found.laid)

    def _allowed(self, colours: int) -> int:
        return colours | self._given if colours & OF_INPUT else colours


def _mask(cells: Iterable[int]) -> int:
    mask = 0
    for cell in {*cells}:
        mask |= 1 << cell
    return mask
