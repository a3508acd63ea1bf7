"""The words of a program's line and what each is, for figures and terminal to colour alike."""

from enum import StrEnum

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT, OUTPUT, Line
from arc_dsl.signatures import SIGNATURES

__all__ = ["INKS", "Role", "words"]


class Role(StrEnum):
    """What a word of a line is."""

    VARIABLE = "variable"
    FUNCTION = "function"
    CONSTANT = "constant"
    END = "end"
    """The input `I` and the output `O`."""
    MARK = "mark"
    """Punctuation."""


INKS = {
    Role.VARIABLE: "#1f2328",
    Role.FUNCTION: "#1f5fbf",
    Role.CONSTANT: "#a3450f",
    Role.END: "#1a7f37",
    Role.MARK: "#8b949e",
}
"""Ink of each role, on white paper."""


def words(line: Line) -> tuple[tuple[str, Role], ...]:
    """The line cut into words; joined, they are `str(line)`."""
    cut = [(line.name, _role(line.name)), (" = ", Role.MARK)]
    cut += [(line.function, Role.FUNCTION), ("(", Role.MARK)]
    for i, argument in enumerate(line.args):
        if i:
            cut.append((", ", Role.MARK))
        cut.append((argument, _role(argument)))
    return (*cut, (")", Role.MARK))


def _role(name: str) -> Role:
    if name in (INPUT, OUTPUT):
        return Role.END
    if name in CONSTANTS:
        return Role.CONSTANT
    return Role.FUNCTION if name in SIGNATURES else Role.VARIABLE
