"""Programs in text files, with messages that name file and line as compilers do: `name.txt:3:`."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from arc_dsl import CONSTANTS, SIGNATURES, Program, parse
from arc_dsl.errors import ParseError
from data.errors import ProgramFileError, UnreadableFile, suggestion
from data.files import PROGRAM_BYTES, as_text, read_text
from data.paths import expanded
from data.solvers import functions_in

__all__ = ["STANDARD_INPUT", "ProgramFile", "parse_text", "read_program"]

STANDARD_INPUT = Path("-")
"""Stands for what comes in through a pipe."""


@dataclass(frozen=True, slots=True)
class ProgramFile:
    """A program and the place it was read from."""

    program: Program
    name: str
    """What messages call the file."""
    numbers: tuple[int, ...]
    """For each line of the program its line in the file, from 1."""

    def wrong(self, line: int, reason: str) -> ProgramFileError:
        """The error for a line of the program, from 1; 0 is the whole of it."""
        return ProgramFileError(self.name, self.numbers[line - 1] if line else 0, reason)


def read_program(file: Path) -> ProgramFile:
    """Read one program from a text file, or from standard input if the name is `-`.

    Raises ProgramFileError naming file, line and reason.
    """
    try:
        if file == STANDARD_INPUT:
            content = sys.stdin.buffer.read(PROGRAM_BYTES + 1)
            return parse_text(as_text(content, Path("<stdin>")), "<stdin>")
        return parse_text(read_text(expanded(file)), str(file))
    except UnreadableFile as error:
        raise ProgramFileError(str(error.file), 0, error.reason) from None


def parse_text(text: str, name: str) -> ProgramFile:
    """The one program in a text: bare lines, or a function. Raises ProgramFileError."""
    lines = text.split("\n")
    if any(line.startswith("def ") for line in lines):
        functions = list(functions_in(text))
        good = [each for each in functions if each.program is not None]
        if len(good) > 1 or not functions:
            raise ProgramFileError(name, 0, f"{len(good)} programs in it: give one")
        found = good[0] if good else functions[0]
        if found.program is None:
            raise ProgramFileError(name, found.line, found.reason)
        return ProgramFile(found.program, name, (found.line,) * len(found.program))
    try:
        program = parse(text)
    except ParseError as error:
        near = _meant(error.message, text)
        raise ProgramFileError(name, error.line, error.message + near) from None
    written = [n for n, line in enumerate(lines, 1) if line.partition("#")[0].strip()]
    return ProgramFile(program, name, tuple(written))


def _meant(message: str, text: str) -> str:
    """What an unknown name in a message may have been meant for."""
    unknown = re.match(r"unknown (?:function|name) '(\w+)'", message)
    if unknown is None:
        return ""
    variables = re.findall(r"^\s*(\w+)\s*=", text, re.MULTILINE)
    return suggestion(unknown[1], [*SIGNATURES, *CONSTANTS, *variables])
