"""Programs inside Python functions, as solvers and verifiers are published: read, never run.

    def solve_67a3c6ac(I):
        O = vmirror(I)
        return O

Each function is looked at by itself, so that one which is no program takes no other with it. A
docstring, comments, annotations, and another name of the argument or of what is returned change
nothing. What stands outside of functions is not looked at.
"""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from arc_dsl import Program, parse
from arc_dsl.errors import ParseError
from arc_dsl.program import INPUT, OUTPUT

__all__ = ["Function", "functions_in"]

_PREFIXES = ("solve_", "verify_")
_HEADER = re.compile(r"(?:async\s+)?def\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a file: the program that it is, or why it is none."""

    name: str
    line: int
    """The line of the file that `reason` speaks of, or that the function begins in; from 1."""
    program: Program | None = None
    reason: str = ""

    @property
    def task_id(self) -> str | None:
        """The id in `solve_<id>` or `verify_<id>`; None for a function of another name."""
        return next((self.name[len(p) :] for p in _PREFIXES if self.name.startswith(p)), None)


def functions_in(text: str) -> Iterator[Function]:
    """Every function of a Python file's outermost level, in order."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    for start in starts:
        end = next((n for n in range(start + 1, len(lines)) if _is_outside(lines[n])), len(lines))
        header = _HEADER.match(lines[start])
        assert header is not None
        yield _function(header[1], start + 1, "\n".join(lines[start:end]))


def _is_outside(line: str) -> bool:
    """Whether a line ends the function above it: it is not indented, and no rest of its header."""
    return line[:1] not in ("", " ", "\t", "#", ")")


def _function(name: str, start: int, text: str) -> Function:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in strings, which are not ours
            (definition,) = ast.parse(text).body
        numbers, body = _body(definition)
    except _NoProgramError as error:
        return Function(name, start + error.line - 1, reason=error.reason)
    except SyntaxError as error:
        return Function(name, start + (error.lineno or 1) - 1, reason=f"no Python: {error.msg}")
    except (ValueError, RecursionError, MemoryError) as error:
        return Function(name, start, reason=f"no Python: {error or 'nested too deeply'}")
    try:
        return Function(name, start, parse("\n".join(body)))
    except ParseError as error:
        line = numbers[error.line - 1] if error.line else 1
        return Function(name, start + line - 1, reason=error.message)


class _NoProgramError(Exception):
    """A function is no program: line of the function, and why."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason


def _body(definition: ast.stmt) -> tuple[list[int], list[str]]:
    """The lines of a program that says the same, and the function's line of each."""
    if not isinstance(definition, ast.FunctionDef):
        raise _NoProgramError(1, "it is no plain function")
    given = definition.args
    if len(given.args) != 1 or given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs:
        raise _NoProgramError(1, f"a program takes one argument, {INPUT}")
    *statements, last = definition.body
    if statements and _is_docstring(statements[0]):
        statements = statements[1:]
    calls = [(each.lineno, *_assigned(each)) for each in statements]
    if not isinstance(last, ast.Return):
        raise _NoProgramError(last.lineno, "a function must end in 'return' of what it computed")
    if isinstance(last.value, ast.Call):
        calls.append((last.lineno, OUTPUT, _call(last.value)))
        result = OUTPUT
    elif isinstance(last.value, ast.Name):
        result = last.value.id
    else:
        raise _NoProgramError(last.lineno, "what is returned must be a name or a call")
    return _renamed(calls, given.args[0].arg, result, last.lineno)


def _renamed(
    calls: list[tuple[int, str, list[str]]], argument: str, result: str, end: int
) -> tuple[list[int], list[str]]:
    """The same calls up to the one that gives the result, which becomes `O`."""
    if result == argument:
        return [end], [f"{OUTPUT} = identity({INPUT})"]
    made = [name for _, name, _ in calls]
    if result not in made:
        raise _NoProgramError(end, f"{result} is returned and nowhere assigned")
    known = {argument: INPUT, result: OUTPUT}
    if result != OUTPUT:
        known[OUTPUT] = "x_other"
    kept = calls[: made.index(result) + 1]
    texts = []
    for _, name, (function, *arguments) in kept:
        inside = ", ".join(known.get(each, each) for each in arguments)
        texts.append(f"{known.get(name, name)} = {known.get(function, function)}({inside})")
    return [line for line, _, _ in kept], texts


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _assigned(statement: ast.stmt) -> tuple[str, list[str]]:
    """The name that a statement assigns, and the call that it assigns."""
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    value = getattr(statement, "value", None)
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or not isinstance(value, ast.Call):
        found = ast.unparse(statement).split("\n")[0]
        raise _NoProgramError(
            statement.lineno, f"expected 'name = function(argument, ...)', found {found[:60]!r}"
        )
    return targets[0].id, _call(value)


def _call(call: ast.Call) -> list[str]:
    """The names in a call: the function's, then the arguments'."""
    names = [each.id for each in (call.func, *call.args) if isinstance(each, ast.Name)]
    if len(names) != 1 + len(call.args) or call.keywords:
        found = ast.unparse(call)
        raise _NoProgramError(
            call.lineno, f"a call takes names, one call a line: found {found[:60]!r}"
        )
    return names
