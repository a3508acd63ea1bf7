"""The reference engine: runs programs on the declared bodies, plainly and slowly.

It is what the language means, and the oracle of the native engine: both give the same outcomes
(steps are charged alike, but a program that ends at a limit may end at another line). It is also
what runs where nothing can be compiled.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import RLock
from time import thread_time
from types import FunctionType
from typing import Any

import arc_dsl.primitives  # noqa: F401 - declares them
from arc_dsl.constants import CONSTANTS
from arc_dsl.declaration import DECLARED, Declaration, Maker
from arc_dsl.engine.weights import MAX_NESTING, Weights, members_of
from arc_dsl.errors import ExecutionError, StepLimit, TimeLimit, ValueTooLarge
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.primitives.values.guards import ALLOWANCE, PARTS_OF_A_STEP, check_size, pay
from arc_dsl.program import INPUT, Program

__all__ = ["Function", "execution", "primitives", "run", "values_of"]

MAX_DEPTH = 128
"""Functions are nested no deeper than this in functions made of them."""
MAX_CALLS = 400
"""Calls inside one another."""
MAX_SIDE = 30
"""Most rows, and most columns, of a grid at the boundary."""
BYTES_OF_A_MEMBER = 64
"""What one member takes in memory, roughly: a tuple of numbers, or a place in a set."""

_TAKING_ANY_MEMBERS = frozenset({"tophalf", "bottomhalf", "vupscale", "vconcat"})
"""Primitives on grids that do with the rows what they would with any members of a tuple."""
_LOCK = RLock()


class Function:
    """A function of the language: a primitive, or one made of others. Equal only to itself."""

    __slots__ = ("__name__", "arity", "call", "depth", "parts")

    def __init__(
        self, name: str, call: Callable[..., Any], arity: int, parts: tuple[Any, ...], depth: int
    ) -> None:
        self.__name__ = name
        """The primitive that it is, or that made it."""
        self.call = call
        self.arity = arity
        self.parts = parts
        """What it was made of; nothing for a primitive."""
        self.depth = depth
        """How deep functions are nested in it."""

    def __call__(self, *args: Any) -> Any:
        """Call it; raises ExecutionError if too many calls are inside one another."""
        if len(args) != self.arity:
            raise TypeError(f"expected {self.arity} arguments, found {len(args)}")
        state = _STATE[-1] if _STATE else _State()
        if state.calls >= MAX_CALLS:
            raise ExecutionError(f"more than {MAX_CALLS} calls inside one another")
        state.calls += 1
        try:
            return self.call(*args)
        finally:
            state.calls -= 1

    def __repr__(self) -> str:
        inside = f"({', '.join(map(repr, self.parts))})" if self.parts else ""
        return f"{self.__name__}{inside}"


class _State:
    """What belongs to one execution."""

    __slots__ = ("bytes_left", "calls", "weights")

    def __init__(self, memory_mb: int = 1 << 20) -> None:
        self.weights = Weights()
        self.calls = 0
        self.bytes_left = memory_mb << 20


_STATE: list[_State] = []


@contextmanager
def execution(limits: Limits) -> Iterator[_State]:
    """The time of one execution: its allowance is set, and put back afterwards."""
    with _LOCK:
        former = (ALLOWANCE.parts, ALLOWANCE.size, ALLOWANCE.until)
        ALLOWANCE.parts = max(limits.steps, 0) * PARTS_OF_A_STEP
        ALLOWANCE.size = limits.size
        ALLOWANCE.until = thread_time() + limits.seconds
        state = _State(limits.memory_mb)
        _STATE.append(state)
        try:
            yield state
        finally:
            _STATE.pop()
            ALLOWANCE.parts, ALLOWANCE.size, ALLOWANCE.until = former


def charged(declaration: Declaration, args: tuple[Any, ...]) -> Any:
    """The result of a primitive's body, paid for as it is declared: a step, and more."""
    state = _STATE[-1] if _STATE else _State()
    weigh = state.weights.weigh
    pay(PARTS_OF_A_STEP + sum(weigh(args[position])[0] for position in declaration.reads))
    _refuse_other_than_grids(declaration, args)
    result = declaration.body(*args)
    if isinstance(declaration.types, Maker):
        return _made(declaration.name, result, args)
    weight, nesting = weigh(result)
    state.bytes_left -= weight * BYTES_OF_A_MEMBER
    if state.bytes_left < 0:
        raise MemoryError
    if declaration.makes:
        pay(weight)
    check_size(members_of(result))
    if nesting > MAX_NESTING:
        raise ValueTooLarge("values nested too deep")
    return result


def _refuse_other_than_grids(declaration: Declaration, args: tuple[Any, ...]) -> None:
    """Refuse for a grid what is none: rows of a set would come in no order, and bodies not tell."""
    name = declaration.name
    for (_, declared), arg in zip(declaration.signature.parameters, args, strict=True):
        if declared != "Grid" or name == "bordering":  # it may not look at the grid
            continue
        rows = () if name in _TAKING_ANY_MEMBERS and not isinstance(arg, frozenset) else arg
        if not isinstance(rows, tuple) or not all(isinstance(row, tuple) for row in rows):
            raise TypeError(f"expected a grid, found {type_name(arg)}")


def _made(name: str, call: Any, parts: tuple[Any, ...]) -> Any:
    """The function that a primitive made. Raises ExecutionError if it is nested too deep."""
    if not isinstance(call, FunctionType):  # `power` of one gives back what it was given
        return call
    depth = 1 + max((part.depth for part in parts if isinstance(part, Function)), default=0)
    if depth > MAX_DEPTH:
        raise ExecutionError(f"functions nested deeper than {MAX_DEPTH}")
    return Function(name, call, call.__code__.co_argcount, parts, depth)


@cache
def primitives() -> Mapping[str, Function]:
    """All primitives by name, as values of the language."""
    return {name: _primitive(declaration) for name, declaration in DECLARED.items()}


def _primitive(declaration: Declaration) -> Function:
    def call(*args: Any) -> Any:
        return charged(declaration, args)

    return Function(declaration.name, call, declaration.signature.arity, (), 0)


def values_of(program: Program, grid: PlainGrid, limits: Limits) -> tuple[list[Any], Outcome]:
    """The values of the lines that ran, and the outcome. `grid` has been checked already."""
    known: dict[str, Any] = {INPUT: grid, **CONSTANTS, **primitives()}
    values: list[Any] = []
    with execution(limits):
        try:
            for line in program.lines:
                function = known[line.function]
                if not isinstance(function, Function):
                    raise TypeError(f"expected a function, found {type_name(function)}")
                known[line.name] = function(*[known[name] for name in line.args])
                values.append(known[line.name])
        except Exception as error:  # noqa: BLE001 - whatever a program does is an outcome
            error.__traceback__ = None
            number = len(values) + 1
            return values, _failure(error, number, program.lines[number - 1].function)
    return values, outcome_of(values[-1], len(program))


def run(program: Program, grid: PlainGrid, limits: Limits) -> Outcome:
    """The outcome of a program. `grid` has been checked already."""
    return values_of(program, grid, limits)[1]


def _failure(error: Exception, line: int, function: str) -> Outcome:
    """The outcome of an execution that an exception ended at that line."""
    if isinstance(error, StepLimit | TimeLimit):
        return Outcome(Kind.TIMEOUT, None, line, str(error))
    if isinstance(error, ValueTooLarge):
        return Outcome(Kind.TOO_LARGE, None, line, f"{function}: {error}")
    if isinstance(error, MemoryError):
        return Outcome(Kind.MEMORY, None, line, f"{function}: out of memory")
    kind = Kind.TYPE if isinstance(error, TypeError) else Kind.ERROR
    return Outcome(kind, None, line, f"{function}: {str(error)[:200] or type(error).__name__}")


def type_name(value: Any) -> str:
    """The word for the type of a value, as in "found a set"."""
    if isinstance(value, Function):
        return "a function"
    names = {bool: "a Boolean", int: "an integer", tuple: "a tuple", frozenset: "a set"}
    return names.get(type(value), "nothing")


def outcome_of(value: Any, lines: int) -> Outcome:
    """The outcome of a program of so many lines whose last value is given."""
    if (
        isinstance(value, tuple)
        and 0 < len(value) <= MAX_SIDE
        and isinstance(value[0], tuple)
        and 0 < len(value[0]) <= MAX_SIDE
        and all(isinstance(row, tuple) and len(row) == len(value[0]) for row in value)
        and all(isinstance(cell, int) and 0 <= cell <= 9 for row in value for cell in row)
    ):
        return Outcome(Kind.OK, tuple(tuple(int(cell) for cell in row) for row in value))
    return Outcome(Kind.NOT_A_GRID, None, lines, "the last value is not a grid of colours 0-9")
