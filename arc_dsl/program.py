"""Programs: straight-line text, one call a line, and nothing else.

    x1 = objects(I, T, F, T)
    O = fill(I, RED, x1)

`parse` reads that form (also inside a `def solve_x(I):` with `return O`, as the published solvers
are written) and checks everything that can be known without types: names, arities, the end.
A `Program` is canonical by construction: variables are numbered x1, x2, ... in order, the last is
`O`; `str(program)` prints it and `parse(str(program)) == program`.

Nothing here runs a program or knows its types.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from arc_dsl.constants import CONSTANTS
from arc_dsl.errors import ParseError
from arc_dsl.signatures import SIGNATURES

__all__ = ["INPUT", "OUTPUT", "Line", "Program", "parse", "parse_file", "parse_functions"]

INPUT = "I"
OUTPUT = "O"
MAX_LINES = 1000
"""Longer texts are refused: nothing that people write or a policy samples comes near."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LINE = re.compile(r"(\w+)\s*=\s*(\w+)\s*\(([^()]*)\)\Z")
_HEADER = re.compile(r"def\s+(\w+)\s*\(\s*I\b[^)]*\)[^:]*:\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment `name = function(args)`; every argument is a name."""

    name: str
    function: str
    args: tuple[str, ...]

    @property
    def call(self) -> str:
        """The right-hand side as text."""
        return f"{self.function}({', '.join(self.args)})"

    def __str__(self) -> str:
        """The line as text."""
        return f"{self.name} = {self.call}"


@dataclass(frozen=True)
class Program:
    """A non-empty sequence of lines whose last assigns `O`.

    Build it with `parse` or `Program.of`; both number the variables. Equality and hash are those
    of the text.
    """

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Program":
        """A program from lines with any distinct variable names; they are renumbered.

        Raises ParseError if there is no line.
        """
        given = tuple(lines)
        if not given:
            raise ParseError(0, "a program needs at least one line")
        names = {
            line.name: f"x{i}" if i < len(given) else OUTPUT for i, line in enumerate(given, 1)
        }
        if all(old == new for old, new in names.items()):
            return cls(given)
        return cls(
            tuple(
                Line(
                    names[ln.name],
                    names.get(ln.function, ln.function),
                    tuple([names.get(a, a) for a in ln.args]),
                )
                for ln in given
            )
        )

    def __str__(self) -> str:
        """Canonical text, one line a call, without a final newline."""
        return self.text

    @cached_property
    def text(self) -> str:
        """Canonical text (computed once)."""
        return "\n".join(map(str, self.lines))

    def __hash__(self) -> int:
        """Hash of the text."""
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        """Programs are equal if their canonical texts are."""
        return isinstance(other, Program) and self.text == other.text

    def __len__(self) -> int:
        """Number of lines."""
        return len(self.lines)

    def __reduce__(self) -> tuple[type["Program"], tuple[tuple[Line, ...]]]:
        """Only the lines cross to other processes: what an engine has made of them stays here."""
        return Program, (self.lines,)

    def simplified(self) -> "Program":
        """The same behaviour without dead lines, and with equal calls merged into the first."""
        merged: dict[tuple[str, tuple[str, ...]], str] = {}
        alias: dict[str, str] = {}
        kept: list[Line] = []
        for line in self.lines:
            function, args = line.function, line.args
            if alias:
                function = alias.get(function, function)
                args = tuple([alias.get(a, a) for a in args])
            known = merged.get((function, args))
            if known is not None and line.name != OUTPUT:
                alias[line.name] = known
                continue
            merged.setdefault((function, args), line.name)
            kept.append(Line(line.name, function, args) if alias else line)
        last = kept[-1]
        twin = merged[last.function, last.args]
        if twin != OUTPUT:
            kept = kept[: next(i for i, line in enumerate(kept) if line.name == twin) + 1]
        needed = {kept[-1].name}
        alive: list[Line] = []
        for line in reversed(kept):
            if line.name in needed:
                alive.append(line)
                needed.update((line.function, *line.args))
        return Program.of(reversed(alive))


def parse(text: str) -> Program:
    """Read a program.

    Accepts bare lines, or one function `def solve_x(I):` ending in `return O`; blank lines and
    `#` comments are skipped. Raises ParseError that names the line of the text and the cause.
    """
    body = [
        (number, stripped)
        for number, raw in enumerate(text.splitlines(), 1)
        if (stripped := raw.partition("#")[0].strip())
    ]
    if body and _HEADER.match(body[0][1]):
        body = body[1:]
        if not body or body[-1][1] != f"return {OUTPUT}":
            raise ParseError(
                body[-1][0] if body else 1, f"a function must end in 'return {OUTPUT}'"
            )
        body = body[:-1]
    if not body:
        raise ParseError(0, "a program needs at least one line")
    if len(body) > MAX_LINES:
        raise ParseError(body[MAX_LINES][0], f"more than {MAX_LINES} lines")
    lines: list[Line] = []
    known: set[str] = set()
    for number, stripped in body:
        line = _parse_line(number, stripped, known)
        if lines and lines[-1].name == OUTPUT:
            raise ParseError(number, f"nothing may follow the assignment of {OUTPUT}")
        known.add(line.name)
        lines.append(line)
    if lines[-1].name != OUTPUT:
        raise ParseError(body[-1][0], f"the last line must assign {OUTPUT}, not {lines[-1].name}")
    return Program.of(lines)


def _parse_line(number: int, text: str, known: set[str]) -> Line:
    match = _LINE.match(text)
    if match is None:
        raise ParseError(number, f"expected 'name = function(argument, ...)', found {text[:80]!r}")
    name, function, inside = match.groups()
    args = tuple(a.strip() for a in inside.split(",")) if inside.strip() else ()
    if name in known:
        raise ParseError(number, f"{name} is assigned twice")
    if name == INPUT or name in SIGNATURES or name in CONSTANTS:
        raise ParseError(number, f"{name} is a name of the language and cannot be assigned")
    if not args:
        raise ParseError(number, f"{function} is called without arguments")
    if function in SIGNATURES:
        arity = SIGNATURES[function].arity
        if len(args) != arity:
            raise ParseError(number, f"{function} takes {arity} arguments, found {len(args)}")
    elif function not in known:
        raise ParseError(number, f"unknown function {function!r}")
    for arg in args:
        if not _NAME.match(arg):
            raise ParseError(number, f"an argument must be a name, found {arg!r}")
        if not (arg in known or arg == INPUT or arg in CONSTANTS or arg in SIGNATURES):
            raise ParseError(number, f"unknown name {arg!r}")
    return Line(name, function, args)


def parse_file(path: Path) -> Program:
    """Read one program from a text file. Raises ParseError naming the file, or OSError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except ParseError as error:
        raise ParseError(error.line, f"{path}: {error.message}") from None
    except UnicodeDecodeError:
        raise ParseError(0, f"{path}: not UTF-8 text") from None


def parse_functions(text: str) -> dict[str, Program]:
    """Read all `def name(I): ... return O` functions of a file in the published form, by name.

    The file is read as text: it is never imported, and what stands between the functions is
    ignored. Raises ParseError naming the line of the file.
    """
    programs: dict[str, Program] = {}
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if _HEADER.match(line.partition("#")[0].strip())]
    for start, end in pairwise([*starts, len(lines)]):
        block: list[str] = []
        for line in lines[start:end]:
            block.append(line)
            if line.strip().startswith("return"):
                break
        header = _HEADER.match(block[0].partition("#")[0].strip())
        assert header is not None
        try:
            programs[header[1]] = parse("\n".join(block))
        except ParseError as error:
            raise ParseError(start + error.line, f"{header[1]}: {error.message}") from None
    return programs
