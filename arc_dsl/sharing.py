"""Many programs on one input: each distinct call is made once.

Values never change, so the value of `(function, arguments)` on one input never changes either.
The evaluator numbers the values it has met (equal ones alike, where telling is cheap), and
remembers for each call of numbers the number of the result, or the failure. A program of lines that
are all known costs a look-up per line. Memory is bounded: when the values met grow beyond the
bound, all are forgotten.
"""

from functools import cache
from typing import Any

from arc_dsl.compiling import NAMED, compiled
from arc_dsl.errors import StepLimit, TimeLimit
from arc_dsl.execution import DEFAULT_LIMITS, LINES_BETWEEN_CLOCKS, begin, end, failure
from arc_dsl.inputs import held_input, outcome_of, output_grid
from arc_dsl.limits import BUDGET, pulse, spend
from arc_dsl.outcome import Kind, Limits, Outcome
from arc_dsl.program import Program
from arc_dsl.representation import Function, Grid, Indices, Object, Set, Value
from arc_dsl.values import grid_digest

__all__ = ["Evaluator"]

DEFAULT_MEMORY = 64 << 20
_LARGEST_INTERNED = 200
"""Sets of more members are not compared with those met before."""
_UNLIKE = {tuple, bool, Set}
"""Kinds of members that may hold Booleans where equal ones hold numbers."""
_CALL_BYTES = 400
"""Memory of a remembered call."""
_LEVELS_WEIGHED = 8
"""Tuples nested deeper are not looked into to weigh a value: they may be so by thousands."""


class _Known:
    """A call that is known but takes more than a look-up: a failure, steps, or a new function."""

    __slots__ = ("error", "number", "steps")

    def __init__(self, number: int, steps: int, error: Exception | None) -> None:
        self.number = number
        self.steps = steps
        self.error = error


@cache
def _named_numbers() -> dict[Any, int]:
    """The numbers of the names of the language, by what tells their values apart."""
    return {_intern_key(v): n for n, v in reversed([*enumerate(NAMED)]) if n}


class Evaluator:
    """Runs programs on one input, doing equal work once.

    `memory` bounds the bytes of remembered values, roughly. Outcomes are those of `run`, except
    that a program may stay within its CPU seconds thanks to work done for others. Raises
    ValueError as `run` does for a grid that is none.
    """

    __slots__ = ("_calls", "_ends", "_input", "_limits", "_memory", "_numbers", "_used", "_values")

    def __init__(
        self, grid: Any, limits: Limits = DEFAULT_LIMITS, memory: int = DEFAULT_MEMORY
    ) -> None:
        self._input = held_input(grid)
        self._limits = limits
        self._memory = memory
        self._forget()

    def _forget(self) -> None:
        self._used = 0
        self._values: list[Value] = [self._input, *NAMED[1:]]
        self._numbers: dict[Any, int] = {_intern_key(self._input): 0}
        self._calls: dict[Any, int | _Known] = {}
        self._ends: dict[int, Outcome] = {}
        self._input.memo.clear()

    def run(self, program: Program) -> Outcome:
        """The outcome of a program, as `run` gives it."""
        number, failed = self._evaluate(program)
        if failed is not None:
            return failed
        outcome = self._ends.get(number)
        if outcome is None or outcome.line not in (0, len(program.lines)):
            outcome = outcome_of(self._values[number], len(program.lines))
            self._ends[number] = outcome
        return outcome

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        """How the program ended, and the digest of its grid (empty if there is none)."""
        number, failed = self._evaluate(program)
        if failed is not None:
            return failed.kind, b""
        grid = output_grid(self._values[number])
        if grid is None:
            return Kind.NOT_A_GRID, b""
        digest: bytes | None = grid.memo.get("digest")
        if digest is None:
            digest = grid.memo["digest"] = grid_digest(grid)
        return Kind.OK, digest

    def _evaluate(self, program: Program) -> tuple[int, Outcome | None]:
        """The number of the last value, or the failure."""
        if self._used > self._memory:
            self._forget()
        code = compiled(program)
        numbers = [*code.names]
        lines = code.lines
        calls = self._calls
        former = begin(self._limits, len(lines))
        if len(lines) > self._limits.steps:
            lines = lines[: max(self._limits.steps, 0)]
        try:
            for start in range(0, len(lines), LINES_BETWEEN_CLOCKS):
                if start:
                    pulse()
                for function, arguments, single in lines[start : start + LINES_BETWEEN_CLOCKS]:
                    key = (function, arguments(numbers))
                    known = calls.get(key)
                    if type(known) is int:
                        numbers.append(known)
                    else:
                        numbers.append(self._look(key, known, single, numbers))
            if len(lines) < len(code.lines):
                raise StepLimit("more lines than steps allowed")
        except Exception as error:  # noqa: BLE001 - whatever a program does is an outcome
            error.__traceback__ = None
            return -1, failure(error, len(numbers) - len(code.values), program)
        finally:
            end(former)
        return numbers[-1], None

    def _look(self, key: Any, known: Any, single: bool, numbers: list[int]) -> int:
        """The number of a call's value, given a _Known or None; raises what the call raises."""
        if known is None:
            known = self._call(key, single)
            if type(known) is int:
                return known
        elif known.steps:
            spend(known.steps)
        if known.error is not None:
            raise known.error
        number: int = known.number
        value = self._values[number]
        if type(value) is Function and number in numbers:
            # Two calls make two functions, which are not equal: only within one program it shows.
            function, picked = key
            args = [self._values[n] for n in ((picked,) if single else picked)]
            return self._number(function(*args))
        return number

    def _call(self, key: Any, single: bool) -> int | _Known:
        function, picked = key
        values = self._values
        before = BUDGET.left
        try:
            args = [values[picked]] if single else [values[n] for n in picked]
            value = function(*args)
        except (StepLimit, TimeLimit, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - kept, and raised anew whenever the call is met
            error.__traceback__ = None
            known: int | _Known = _Known(-1, before - BUDGET.left, error)
            self._calls[key] = known
            return known
        known = self._number(value)
        steps = before - BUDGET.left
        if steps or type(value) is Function:
            known = _Known(known, steps, None)
        self._calls[key] = known
        return known

    def _number(self, value: Value) -> int:
        """The number of a value; equal values met before give theirs."""
        key = _intern_key(value)
        if key is not None:
            number = self._numbers.get(key)
            if number is None:
                number = _named_numbers().get(key)
            if number is not None:
                self._used += _CALL_BYTES
                return number
        number = len(self._values)
        self._values.append(value)
        self._used += _CALL_BYTES + _bytes_of(value)
        if key is not None:
            self._numbers[key] = number
        return number


def _intern_key(value: Value) -> Any:
    """What tells a value from all others, or None if that is not cheap to tell."""
    kind = type(value)
    if kind is Object or kind is Indices:
        return value
    if kind is Grid:
        return (value.cells, value.width)
    if kind is int or kind is bool:
        return (kind, value)
    if kind is Function:
        return None
    if kind is tuple:
        return value if len(value) == 2 and type(value[0]) is type(value[1]) is int else None
    if kind is Set:
        if len(value.items) > _LARGEST_INTERNED:
            return None
        # Booleans equal numbers, but a grid is made of one and not of the other.
        return None if _UNLIKE.intersection(map(type, value.items)) else value
    return (kind, id(value))


def _bytes_of(value: Value, levels: int = _LEVELS_WEIGHED) -> int:
    """Roughly the memory of a value, as if its members were all like the first."""
    kind = type(value)
    if kind is Object:
        return 200 + (1 + len(value.planes)) * int(value.bits.bit_length() >> 3)
    if kind is Indices:
        return 200 + int(value.bits.bit_length() >> 3)
    if kind is Grid:
        return 600 + 30 * int(value.height * value.width)
    if kind is Set:
        return 200 + len(value.items) * (60 + _bytes_of(value.items[0], levels - 1))
    if kind is tuple and value and levels > 0:
        each = 8 if type(value[0]) is int else 60 + _bytes_of(value[0], levels - 1)
        return 60 + len(value) * each
    return 100
