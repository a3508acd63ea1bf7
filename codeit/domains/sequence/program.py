"""Programs of the sequence language: text in the paper's form, and back.

    sequence_1 = range_func_up(3, 9)
    sequence_2 = set_list([200, 7, 7])
    sequence_3 = concatenate(sequence_1, sequence_2)
    output = sequence_3

A `SequenceProgram` is a `Program` whose arguments are names of earlier lines, numerals and
predicates; only its text is another. What follows `#` is skipped, as the paper's programs carry
their values there. The output is the last line: lines after the one that `output` names are dead
and are dropped by `parse`.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from arc_dsl.errors import ParseError
from arc_dsl.program import OUTPUT, Line, Program
from codeit.domains.sequence.functions import FUNCTIONS, LONGEST_LIST, PREDICATES, Slot

__all__ = ["MAX_LINES", "Call", "SequenceProgram", "of_sequences", "parse", "program_of"]

MAX_LINES = 256
"""Longer texts are refused: the generator's longest programs have some forty lines."""

Call = tuple[str, tuple[int | str, ...]]
"""A function and its arguments: earlier lines by number from 0, numerals and predicates as text."""

_ASSIGNMENT = re.compile(r"(sequence_\d+|output)\s*=\s*(.+)\Z")
_CALL = re.compile(r"(\w+)\s*\((.*)\)\Z")
_LIST = re.compile(r"\[([^\[\]]*)\]\Z")


class SequenceProgram(Program):
    """A program whose text is the paper's. Make it with `parse` or `program_of`."""

    @cached_property
    def text(self) -> str:
        """Canonical text, one line a call and one for the output, without a final newline."""
        lines = [
            f"sequence_{i} = {line.function}({_arguments(line)})"
            for i, line in enumerate(self.lines, 1)
        ]
        return "\n".join([*lines, f"output = sequence_{len(self.lines)}"])

    def simplified(self) -> "SequenceProgram":
        """The same behaviour without dead lines, and with equal calls merged into the first."""
        return SequenceProgram(super().simplified().lines)

    def __hash__(self) -> int:
        """Hash of the text."""
        return hash(self.text)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Its lines with references as numbers from 0."""
        return tuple(
            (line.function, tuple(int(a[1:]) - 1 if a[0] == "x" else a for a in line.args))
            for line in self.lines
        )


def _arguments(line: Line) -> str:
    if line.function == "set_list":
        return f"[{', '.join(line.args)}]"
    return ", ".join(f"sequence_{a[1:]}" if a[0] == "x" else a for a in line.args)


def of_sequences(program: Program) -> SequenceProgram:
    """The program, which is one of this language. Raises TypeError for one of another."""
    if not isinstance(program, SequenceProgram):
        raise TypeError(f"not a program of the sequence language: {program.text[:80]!r}")
    return program


def program_of(calls: Iterable[Call]) -> SequenceProgram:
    """A program from calls; references are numbers from 0. Raises ParseError without a call."""
    lines = [
        Line(f"x{i}", function, tuple(f"x{a + 1}" if isinstance(a, int) else a for a in args))
        for i, (function, args) in enumerate(calls, 1)
    ]
    return SequenceProgram(Program.of(lines).lines)


def parse(text: str) -> SequenceProgram:
    """Read a program.

    Checks all that can be known without running it: names, kinds and ranges of arguments. Raises
    ParseError that names the line of the text and the cause.
    """
    calls: list[Call] = []
    known: dict[str, int] = {}
    output: int | None = None
    number = 0
    for number, raw in enumerate(text.splitlines(), 1):
        stripped = raw.partition("#")[0].strip()
        if not stripped:
            continue
        if output is not None:
            raise ParseError(number, "nothing may follow the assignment of output")
        match = _ASSIGNMENT.match(stripped)
        if match is None:
            raise ParseError(number, f"expected 'sequence_1 = ...', found {stripped[:80]!r}")
        name, value = match.groups()
        if name == "output":
            if value not in known:
                raise ParseError(number, f"unknown name {value[:80]!r}")
            output = known[value]
            continue
        if name in known:
            raise ParseError(number, f"{name} is assigned twice")
        if len(calls) == MAX_LINES:
            raise ParseError(number, f"more than {MAX_LINES} lines")
        calls.append(_call(number, value, known))
        known[name] = len(calls) - 1
    if output is None:
        raise ParseError(number, "the last line must assign output")
    return program_of(calls[: output + 1])


def _call(number: int, text: str, known: dict[str, int]) -> Call:
    match = _CALL.match(text)
    if match is None:
        raise ParseError(number, f"expected a call, found {text[:80]!r}")
    name, inside = match.groups()
    function = FUNCTIONS.get(name)
    if function is None:
        raise ParseError(number, f"unknown function {name[:80]!r}")
    slots = function.slots
    if name == "set_list":
        listed = _LIST.match(inside.strip())
        if listed is None:
            raise ParseError(number, "set_list takes one list of numbers")
        inside = listed[1]
    args = [part.strip() for part in inside.split(",")] if inside.strip() else []
    if name == "set_list":
        if not 1 <= len(args) <= LONGEST_LIST:
            raise ParseError(number, f"a list has 1 to {LONGEST_LIST} numbers, found {len(args)}")
        slots = slots * len(args)
    if len(args) != len(slots):
        raise ParseError(number, f"{name} takes {len(slots)} arguments, found {len(args)}")
    return name, tuple(
        _argument(number, arg, slot, known) for arg, slot in zip(args, slots, strict=True)
    )


def _argument(number: int, text: str, slot: Slot, known: dict[str, int]) -> int | str:
    if slot is Slot.SEQUENCE and text in known:
        return known[text]
    if slot is Slot.PREDICATE and text in PREDICATES:
        return text
    if text.isdecimal() and len(text) < 4 and int(text) in slot.numerals:
        return str(int(text))
    raise ParseError(number, f"an argument must be {slot.value}, found {text[:80]!r}")


assert OUTPUT[0] != "x"  # the last line is never an argument
