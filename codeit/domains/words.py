"""Programs as token numbers: a closed vocabulary without punctuation, for any domain.

A line is its function and its arguments, one token each; the name it assigns is implied by its
number. A primitive's arity is known, so nothing marks the end of its line; a line that calls a
variable ends in END_CALL. For example

    x1 = lbind(shift, UNITY)      lbind shift UNITY
    O = x1(I)                     x1 I END_CALL

Variables x1..x64 are tokens; FAR before a variable adds 64 to its number, as often as needed, so
that every program has an encoding. Programs are stored as text, never as these numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from arc_dsl.program import OUTPUT, Line, Program

__all__ = [
    "BEGIN",
    "END",
    "END_CALL",
    "FAR",
    "FIRST_PRIMITIVE",
    "PAD",
    "VARIABLES",
    "ClosedWords",
    "TokenError",
]

VARIABLES = 64
"""Variables with a token of their own."""

_SPECIAL = ("<pad>", "<begin>", "<end>", "<end_call>", "<far>")
PAD, BEGIN, END, END_CALL, FAR = range(5)
FIRST_PRIMITIVE = len(_SPECIAL)


class TokenError(ValueError):
    """Numbers that do not spell a program."""


class ClosedWords:
    """The vocabulary of a language: its primitives with their arities, and all other names."""

    def __init__(self, arities: Mapping[str, int], names: Iterable[str]) -> None:
        self.arities = MappingProxyType(dict(arities))
        """How many arguments each primitive takes, in the order of tokens."""
        self.variables = VARIABLES
        self.longest_line = 2 + max(arities.values(), default=0)
        """Most tokens of a line: a call of a variable has an end, and no more arguments."""
        variables = (f"x{i}" for i in range(1, VARIABLES + 1))
        self.vocabulary: tuple[str, ...] = (*_SPECIAL, *arities, *names, *variables)
        """The word of every token number."""
        self.numbers = {word: number for number, word in enumerate(self.vocabulary)}
        """The number of every word."""
        self.first_variable = self.numbers["x1"]

    def variable(self, number: int) -> list[int]:
        """Tokens of the variable x`number`, counted from 1."""
        far, near = divmod(number - 1, VARIABLES)
        return [FAR] * far + [self.first_variable + near]

    def encode(self, program: Program) -> list[int]:
        """Token numbers of a program, without BEGIN, with END."""
        tokens: list[int] = []
        for line in program.lines:
            for name in (line.function, *line.args):
                number = self.numbers.get(name)
                tokens += self.variable(int(name[1:])) if number is None else (number,)
            if line.function not in self.arities:
                tokens.append(END_CALL)
        tokens.append(END)
        return tokens

    def decode(self, tokens: Sequence[int]) -> Program:
        """The program of the numbers that `encode` gave.

        BEGIN, and all after END, is ignored. Raises TokenError if they spell no program: a name
        before its line, a missing argument, no END.
        """
        reader = _Reader(tokens, self)
        lines: list[Line] = []
        while (function := reader.name(len(lines))) is not None:
            arity = self.arities.get(function)
            args: list[str] = []
            while arity is None or len(args) < arity:
                arg = reader.name(len(lines), inside=True)
                if arg is None:
                    break
                args.append(arg)
            if not args or (arity is not None and len(args) < arity):
                raise TokenError(f"line {len(lines) + 1} misses an argument")
            if arity is None and function[0] != "x":
                raise TokenError(f"line {len(lines) + 1} calls {function}, which is no function")
            lines.append(Line(f"x{len(lines) + 1}", function, tuple(args)))
        if not lines:
            raise TokenError("no line before the end")
        return Program.of((*lines[:-1], Line(OUTPUT, lines[-1].function, lines[-1].args)))


class _Reader:
    """Names one after the other; None for END, or for END_CALL inside a line."""

    def __init__(self, tokens: Sequence[int], words: ClosedWords) -> None:
        self._tokens = tokens
        self._words = words
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
        if not len(_SPECIAL) <= token < len(self._words.vocabulary):
            raise TokenError(f"token {token} does not stand for a name here")
        if token < self._words.first_variable:
            if far:
                raise TokenError("FAR must stand before a variable")
            return self._words.vocabulary[token]
        number = token - self._words.first_variable + 1 + far * VARIABLES
        if number > lines:
            raise TokenError(f"x{number} is used before its line")
        return f"x{number}"
