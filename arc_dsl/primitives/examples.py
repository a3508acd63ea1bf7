"""The examples of docstrings as values: what a primitive is given there, and what it gives.

Only calls of the primitive on literals, sets and names of primitives are understood: that is what
pages and help draw before-and-after pictures of.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from arc_dsl.declaration import DECLARED
from arc_dsl.primitives.describing import describe

__all__ = ["Example", "examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """One call of a primitive."""

    arguments: tuple[Any, ...]
    """Plain values; functions as they are."""
    result: Any


def examples(name: str) -> tuple[Example, ...]:
    """The calls of a primitive in its example that are understood. Raises KeyError if unknown."""
    lines = describe(name).example.splitlines()
    code = [line[4:] for line in lines if line.startswith((">>> ", "... "))]
    found = []
    for call in _calls(code, name):
        try:
            arguments = tuple(_value(node) for node in call.args)
        except _NotUnderstoodError:
            continue
        found.append(Example(arguments, DECLARED[name].body(*arguments)))
    return tuple(found)


class _NotUnderstoodError(Exception):
    """An expression that is more than a value."""


def _calls(lines: list[str], name: str) -> Iterator[ast.Call]:
    """The calls of a function in lines of Python, from left to right."""
    for line in lines:
        calls = [node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if isinstance(call.func, ast.Name) and call.func.id == name:
                yield call


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int(value))):
            return -value
        case ast.Tuple(members):
            return tuple(_value(member) for member in members)
        case ast.Set(members):
            return frozenset(_value(member) for member in members)
        case ast.Call(ast.Name("frozenset"), []):
            return frozenset()
        case ast.Call(ast.Name("frozenset"), [inner]):
            return _value(inner)
        case ast.Name(name) if name in DECLARED:
            return DECLARED[name].body
        case _:
            raise _NotUnderstoodError
