"""What declarations say, as data for pages, help and the command line: read off docstrings.

    describe("fill").arguments[0]     # Argument(name='grid', declared='Grid', text='Rows of ...')

Nothing is read before it is asked for.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from arc_dsl.declaration import DECLARED

__all__ = ["Argument", "Description", "Example", "Failure", "describe", "examples", "families"]

_ITEM = re.compile(r"(\w+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a primitive."""

    name: str
    declared: str
    """Its type, as published."""
    text: str
    """What it is, with shape and units."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One error that a primitive raises."""

    error: str
    when: str


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of one primitive."""

    name: str
    family: str
    """The module that declares it: `painting`."""
    signature: str
    """As published: `(grid: Grid, value: Integer, patch: Patch) -> Grid`."""
    summary: str
    """What it does, in one sentence."""
    details: str
    """What else there is to say; often empty."""
    arguments: tuple[Argument, ...]
    failures: tuple[Failure, ...]
    example: str
    """A session with its results, as `doctest` runs it."""


def describe(name: str) -> Description:
    """What is said of a primitive. Raises KeyError if there is none of that name."""
    declaration = DECLARED[name]
    text = inspect.getdoc(declaration.body) or ""
    text, _, example = text.partition(">>> ")
    parts = re.split(r"^(Args|Raises):$", text, flags=re.MULTILINE)
    summary, _, details = parts[0].strip().partition("\n\n")
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    said = dict(_items(sections.get("Args", "")))
    return Description(
        name,
        declaration.family,
        str(declaration.signature),
        " ".join(summary.split()),
        " ".join(details.split()),
        tuple(
            Argument(parameter, declared, said.get(parameter, ""))
            for parameter, declared in declaration.signature.parameters
        ),
        tuple(Failure(error, when) for error, when in _items(sections.get("Raises", ""))),
        ">>> " + example.strip() if example else "",
    )


def _items(section: str) -> Iterator[tuple[str, str]]:
    """The entries `name: text` of a section; what is indented deeper goes on with the entry."""
    for entry in re.split(r"\n    (?=\S)", "\n" + section.strip("\n")):
        found = _ITEM.match(entry.strip())
        if found:
            yield found[1], " ".join(found[2].split())


def families() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """For each family, in order, its title and the names of its primitives."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, declaration in DECLARED.items():
        module = sys.modules[declaration.body.__module__]
        title = (module.__doc__ or "").partition("\n")[0].rstrip(".")
        _, names = found.get(declaration.family, ("", ()))
        found[declaration.family] = (title, (*names, name))
    return found


# ------------------------------------------------------------------ examples


@dataclass(frozen=True, slots=True)
class Example:
    """One call of a primitive."""

    arguments: tuple[Any, ...]
    """Plain values; functions as they are."""
    result: Any


def examples(name: str) -> tuple[Example, ...]:
    """What a primitive is given in its example, and what it gives: pages draw both.

    Only calls on literals, sets and names of primitives are understood. Raises KeyError if there is
    no primitive of that name.
    """
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
