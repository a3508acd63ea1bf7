"""Sequence programs as token numbers, and numbers as what the model reads.

A line is its function and its arguments, one token each; a numeral is a token whatever it counts.
`set_list` takes up to 25 values and ends in END_CALL if it has fewer. For example

    sequence_1 = set_list([5, 17])              set_list 5 17 END_CALL
    sequence_2 = reverse_list(sequence_1)       reverse_list x1

A prompt is a position for the length, and one for each number with its value, the one before, its
place from both ends, and the steps from the one before and to the one after. What is beyond the
budget is not seen.
"""

from collections.abc import Sequence

import numpy as np

from arc_dsl.program import Program
from codeit.domains.interface import Prompt
from codeit.domains.sequence.functions import FUNCTIONS, LONGEST_LIST, PREDICATES
from codeit.domains.sequence.program import Call, SequenceProgram, of_sequences, program_of
from codeit.domains.words import END, END_CALL, ClosedWords, TokenError
from data.tasks import Pair

__all__ = ["NUMBERS", "WORDS", "Numerals", "SequenceWords"]


class SequenceWords(ClosedWords):
    """The vocabulary: functions, numerals, predicates and earlier lines."""

    def __init__(self) -> None:
        arities = {name: len(function.slots) for name, function in FUNCTIONS.items()}
        arities["set_list"] = LONGEST_LIST
        super().__init__(arities, (*map(str, range(256)), *PREDICATES))
        self.longest_line = LONGEST_LIST + 2

    def encode(self, program: Program) -> list[int]:
        """Token numbers of a program, without BEGIN, with END."""
        tokens: list[int] = []
        for function, args in of_sequences(program).calls:
            tokens.append(self.numbers[function])
            for arg in args:
                tokens += self.variable(arg + 1) if isinstance(arg, int) else [self.numbers[arg]]
            if len(args) < self.arities[function]:
                tokens.append(END_CALL)
        return [*tokens, END]

    def decode(self, tokens: Sequence[int]) -> SequenceProgram:
        """The program of the numbers that `encode` gave; all after END is ignored.

        Raises TokenError if they spell none.
        """
        tokens = list(tokens)
        calls: list[Call] = []
        at = 0
        while at < len(tokens) and tokens[at] != END:
            function = self._word(tokens, at)
            if function not in self.arities:
                raise TokenError(f"token {at + 1} is no function")
            args: list[int | str] = []
            at += 1
            while len(args) < self.arities[function] and tokens[at : at + 1] != [END_CALL]:
                word = self._word(tokens, at)
                args.append(int(word[1:]) - 1 if word[0] == "x" else word)
                at += 1
            if len(args) < self.arities[function]:
                if function != "set_list" or not args:
                    raise TokenError(f"line {len(calls) + 1} misses an argument")
                at += 1
            if any(isinstance(arg, int) and arg >= len(calls) for arg in args):
                raise TokenError(f"line {len(calls) + 1} uses a line that is not there yet")
            calls.append((function, tuple(args)))
        if not calls or at >= len(tokens):
            raise TokenError("the tokens end without a line, or without END")
        return program_of(calls)

    def _word(self, tokens: Sequence[int], at: int) -> str:
        if at >= len(tokens) or not END_CALL < tokens[at] < len(self.vocabulary):
            raise TokenError(f"token {at + 1} stands for no name")
        return self.vocabulary[tokens[at]]


class Numerals:
    """The prompts of sequences."""

    def __init__(self) -> None:
        self.features = 6
        self._value, self._before = 1, 257
        self._start, self._end = 513, 769
        self._steps = (1025, 1536)
        self._length = 2047
        self.table = self._length + 257
        """Number of different features, "none" included."""

    @property
    def alike(self) -> tuple[tuple[int, int, int], ...]:
        """Features that begin with the embedding of a word: a value's, and, turned, one before.

        So a value can be copied, and found by the one written last, before any value was learnt.
        """
        numerals = [WORDS.numbers[str(value)] for value in range(256)]
        same = [(self._value + value, word, 0) for value, word in enumerate(numerals)]
        return (*same, *((self._before + value, word, 1) for value, word in enumerate(numerals)))

    def positions(self, pair: Pair) -> int:
        """Positions that a pair takes."""
        return 1 + len(pair.output[0])

    def encode(self, pairs: Sequence[Pair], budget: int) -> Prompt:
        """The prompt of a task's only pair. Raises ValueError without one."""
        if not pairs:
            raise ValueError("a prompt needs at least one pair")
        numbers = np.asarray(pairs[0].output[0], np.int64)
        size = len(numbers)
        seen = min(size, budget - 1)
        prompt = np.zeros((1 + seen, self.features), np.int16)
        prompt[0, 0] = self._length + min(size, 256)
        place = np.arange(size)
        before = np.concatenate([numbers[:1], numbers[:-1]])
        after = np.concatenate([numbers[1:], numbers[-1:]])
        columns = [
            self._value + numbers,
            np.where(place > 0, self._before + before, 0),
            self._start + np.minimum(place, 255),
            self._end + np.minimum(size - 1 - place, 255),
            self._steps[0] + 255 + numbers - before,
            self._steps[1] + 255 + after - numbers,
        ]
        prompt[1:] = np.stack(columns, 1)[:seen]
        return prompt


WORDS = SequenceWords()
NUMBERS = Numerals()
