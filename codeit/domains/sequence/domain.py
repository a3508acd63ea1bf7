"""The domain of sequences: the language of The KoLMogorov Test.

A task is one sequence: its only demonstration has a fixed input, which programs do not take, and
the sequence as an output of one row.
"""

import random
from contextlib import AbstractContextManager

from arc_dsl.outcome import Limits
from arc_dsl.program import Program
from codeit.domains.interface import Constraint
from codeit.domains.sequence.bits import program_bits
from codeit.domains.sequence.changing import crossover, mutate
from codeit.domains.sequence.functions import FUNCTIONS, Numbers
from codeit.domains.sequence.program import SequenceProgram, of_sequences, parse
from codeit.domains.sequence.running import START, LocalExecutor, executor
from codeit.domains.sequence.scope import SequenceScope
from codeit.domains.sequence.words import NUMBERS, WORDS, Numerals, SequenceWords
from data.tasks import Pair, Task

__all__ = ["SEQUENCES", "Sequences", "sequence_of", "task_of"]


def task_of(name: str, sequence: Numbers) -> Task:
    """The task of a sequence of 1 to 1024 values 0-255."""
    return Task(name, (Pair(START, (tuple(sequence),)),), ())


def sequence_of(task: Task) -> Numbers:
    """The sequence that a task wants."""
    return task.outputs[0][0]


class Sequences:
    """A `Domain`. It has no state; `SEQUENCES` is the one there is."""

    @property
    def name(self) -> str:
        """As the setting `domain` says it."""
        return "sequence"

    @property
    def words(self) -> SequenceWords:
        """Functions, numerals, predicates and earlier lines."""
        return WORDS

    @property
    def prompts(self) -> Numerals:
        """A position for each number."""
        return NUMBERS

    @property
    def answer(self) -> None:
        """Every line gives a sequence, so nothing particular is wanted."""
        return None

    def start(self, constraint: Constraint) -> SequenceScope:
        """The scope of the empty program."""
        return SequenceScope(constraint == "natural")

    def generation(self) -> int:
        """Scopes keep nothing."""
        return 0

    def endings(self) -> frozenset[str]:
        """Every function gives a sequence."""
        return frozenset(FUNCTIONS)

    def parse(self, text: str) -> SequenceProgram:
        """Read a program. Raises ParseError."""
        return parse(text)

    def well_typed(self, program: Program) -> bool:
        """Every program that parses is."""
        return isinstance(program, SequenceProgram)

    def mutate(self, program: Program, rng: random.Random) -> SequenceProgram:
        """A program one change away."""
        return mutate(of_sequences(program), rng)

    def crossover(self, first: Program, second: Program, rng: random.Random) -> SequenceProgram:
        """A child of two programs, nearer to the first."""
        return crossover(of_sequences(first), of_sequences(second), rng)

    def bits(self, program: Program) -> float | None:
        """Bits under the uniform prior."""
        return program_bits(of_sequences(program))

    def executor(self, workers: int, limits: Limits) -> AbstractContextManager[LocalExecutor]:
        """Programs run in this process."""
        return executor(workers, limits)


SEQUENCES = Sequences()
"""The domain."""
