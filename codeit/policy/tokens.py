"""Programs as token numbers: a closed vocabulary without punctuation.

A line is its function and its arguments, one token each; the name it assigns is implied by its
number. A primitive's arity is known, so nothing marks the end of its line; a line that calls a
variable ends in END_CALL. For example

    x1 = lbind(shift, UNITY)      lbind shift UNITY
    O = x1(I)                     x1 I END_CALL

Variables x1..x64 are tokens; FAR before a variable adds 64 to its number, as often as needed, so
that every program has an encoding. Programs are stored as text, never as these numbers.
"""

from collections.abc import Sequence

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT, OUTPUT, Line, Program
from arc_dsl.signatures import SIGNATURES

__all__ = [
    "BEGIN",
    "END",
    "END_CALL",
    "FAR",
    "FIRST_PRIMITIVE",
    "FIRST_VARIABLE",
    "NUMBERS",
    "PAD",
    "PRIMITIVES",
    "VARIABLES",
    "VOCABULARY",
    "TokenError",
    "decode",
    "encode",
    "variable",
]

VARIABLES = 64
"""Variables with a token of their own."""

_SPECIAL = ("<pad>", "<begin>", "<end>", "<end_call>", "<far>")
PAD, BEGIN, END, END_CALL, FAR = range(5)

PRIMITIVES: tuple[str, ...] = tuple(SIGNATURES)
"""Names of the primitives in token order, from FIRST_PRIMITIVE."""

VOCABULARY: tuple[str, ...] = (
    *_SPECIAL,
    *PRIMITIVES,
    *CONSTANTS,
    INPUT,
    *(f"x{i}" for i in range(1, VARIABLES + 1)),
)
"""The word of every token number."""

NUMBERS: dict[str, int] = {word: number for number, word in enumerate(VOCABULARY)}
"""The number of every word."""

FIRST_PRIMITIVE = len(_SPECIAL)
FIRST_VARIABLE = NUMBERS["x1"]


class TokenError(ValueError):
    """Numbers that do not spell a program."""


def variable(number: int) -> list[int]:
    """Tokens of the variable x`number`, counted from 1."""
    far, near = divmod(number - 1, VARIABLES)
    return [FAR] * far + [FIRST_VARIABLE + near]


def encode(program: Program) -> list[int]:
    """Token numbers of a program, without BEGIN, with END."""
    tokens: list[int] = []
    for line in program.lines:
        for name in (line.function, *line.args):
            number = NUMBERS.get(name)
            tokens += variable(int(name[1:])) if number is None else (number,)
        if line.function not in SIGNATURES:
            tokens.append(END_CALL)
    tokens.append(END)
    return tokens


def decode(tokens: Sequence[int]) -> Program:
    """The program of the numbers that `encode` gave. BEGIN, and all after END, is ignored.

    Raises TokenError if they spell no program: a name before its line, a missing argument, no END.
    """
    reader = _Reader(tokens)
    lines: list[Line] = []
    while (function := reader.name(len(lines))) is not None:
        signature = SIGNATURES.get(function)
        args: list[str] = []
        while signature is None or len(args) < signature.arity:
            arg = reader.name(len(lines), inside=True)
            if arg is None:
                break
            args.append(arg)
        if not args or (signature and len(args) < signature.arity):
            raise TokenError(f"line {len(lines) + 1} misses an argument")
        if signature is None and function[0] != "x":
            raise TokenError(f"line {len(lines) + 1} calls {function}, which is no function")
        lines.append(Line(f"x{len(lines) + 1}", function, tuple(args)))
    if not lines:
        raise TokenError("no line before the end")
    return Program.of((*lines[:-1], Line(OUTPUT, lines[-1].function, lines[-1].args)))


class _Reader:
    """Names one after the other; None for END, or for END_CALL inside a line."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = tokens
        self._at = 1 if len(tokens) and tokens[0] == BEGIN else 0

    def name(self, lines: int, inside: bool = False) -> str | None:
        far = 0
        while True:
            if self._at >= len(self._tokens):
                raise TokenError("the tokens end without END")
            token = int(self._tokens[self._at])
            self._at += 1
            if token != FAR:
                break
            far += 1
        if far == 0 and token == (END_CALL if inside else END):
            return None
        if not len(_SPECIAL) <= token < len(VOCABULARY):
            raise TokenError(f"token {token} does not stand for a name here")
        if token < FIRST_VARIABLE:
            if far:
                raise TokenError("FAR must stand before a variable")
            return VOCABULARY[token]
        number = token - FIRST_VARIABLE + 1 + far * VARIABLES
        if number > lines:
            raise TokenError(f"x{number} is used before its line")
        return f"x{number}"
