"""What the method knows of a domain: a language with its tasks.

Whatever the domain, a program is straight-line text, one call a line with names as arguments
(`arc_dsl.program.Program` holds it; a literal is a name, too), and a task's inputs and outputs are
rows of small whole numbers (`PlainGrid`; a sequence is a grid of one row). All else is the
domain's own: which names there are, how a task becomes a prompt, what may follow in a program, how
programs change, and what runs them.

Nothing here holds a test output or can reach one; nothing here imports torch.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from arc_dsl.execute.jobs import Digests, Job
from arc_dsl.outcome import Limits, Outcome, PlainGrid
from arc_dsl.program import Program
from data.tasks import Pair

__all__ = ["Constraint", "Domain", "Executor", "Prompt", "Prompts", "Scope", "Spread", "Words"]

Prompt = npt.NDArray[np.int16]
"""(positions, features) numbers below the prompts' `table`; 0 stands for no feature."""

Constraint = Literal["natural", "types", "names"]
"""What may be sampled: what makes sense by its types, what type-checks, or what parses."""


class Words(Protocol):
    """The closed vocabulary in which a policy writes programs."""

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The word of every token number. The first five are PAD, BEGIN, END, END_CALL, FAR."""

    @property
    def numbers(self) -> Mapping[str, int]:
        """The token number of every word."""

    @property
    def arities(self) -> Mapping[str, int]:
        """How many arguments each primitive takes, in the order of their tokens."""

    @property
    def variables(self) -> int:
        """Variables with a token of their own: a sampled program has at most as many lines."""

    @property
    def longest_line(self) -> int:
        """Most tokens of a line, its end included: bounds what is sampled."""

    def encode(self, program: Program) -> Sequence[int]:
        """Token numbers of a program, without BEGIN, with END."""

    def decode(self, tokens: Sequence[int]) -> Program:
        """The program that `encode` gave these for. Raises ValueError if they spell none."""


class Prompts(Protocol):
    """How pairs of inputs and outputs become what the model reads."""

    @property
    def features(self) -> int:
        """Columns of a prompt."""

    @property
    def table(self) -> int:
        """Number of different features, "none" included."""

    @property
    def alike(self) -> Sequence[tuple[int, int, int]]:
        """Features that begin as a token does: (feature, token, turn).

        So what is read can be written before anything is learnt. With turn 1 the halves of the
        weights change places.
        """

    def positions(self, pair: Pair) -> int:
        """Positions that a pair takes."""

    def encode(self, pairs: Sequence[Pair], budget: int) -> Prompt:
        """The prompt of some pairs in at most `budget` positions. Raises ValueError without one."""


class Scope(Protocol):
    """A partial program of whole lines: what may come next. Immutable.

    `wanted` is None, or the domain's `answer`: then only what can still become an answer.
    """

    def functions(self, wanted: Any = None) -> tuple[str, ...]:
        """Names with which the next line may begin."""

    def arguments(
        self, function: str, given: tuple[str, ...], wanted: Any = None
    ) -> tuple[str, ...]:
        """Names that may come next in a call; empty if it is complete."""

    def arity(self, function: str) -> int:
        """How many arguments a call has."""

    def extend(self, function: str, args: tuple[str, ...]) -> Self:
        """The scope after one more line."""

    def can_end(self) -> bool:
        """Whether the last line is, or may be, an answer."""

    def unused(self) -> tuple[str, ...]:
        """Variables that no later line uses, the last one left out."""


class Executor(Protocol):
    """Runs programs within limits. Knows programs and inputs, never wanted outputs.

    Results come in the order of the jobs, and are the same however many workers there are.
    """

    limits: Limits

    def run(self, jobs: Iterable[Job]) -> Iterator[list[list[Outcome]]]:
        """The outcomes of each job: one list per input, in the order of programs."""

    def run_digests(self, jobs: Iterable[Job]) -> Iterator[Digests]:
        """The ends of each job in compact form."""

    def outcomes(
        self, programs: Sequence[Program | str], inputs: Sequence[PlainGrid]
    ) -> list[list[Outcome]]:
        """For each program its outcomes, one per input."""


@runtime_checkable
class Spread(Protocol):
    """An `Executor` on more than this machine: it takes other work there, too."""

    @property
    def size(self) -> int:
        """Units that may run at once now."""

    def map(
        self, work: Callable[[Any, Any], Any], shared: Any, units: Iterable[Any]
    ) -> Iterator[Any]:
        """`work(shared, unit)` for every unit, in order.

        `work` is a function of a module and pure: a unit that is lost is done again elsewhere.
        """


class Domain(Protocol):
    """A language with its tasks. There is one object of each, hashed by its identity."""

    def __hash__(self) -> int:
        """Of the object itself."""

    @property
    def name(self) -> str:
        """As the setting `domain` says it."""

    @property
    def words(self) -> Words:
        """The vocabulary of programs."""

    @property
    def prompts(self) -> Prompts:
        """The prompts of tasks."""

    @property
    def answer(self) -> Any:
        """What the last line of a program must give, as `Scope` takes it (grids: the type Grid)."""

    def start(self, constraint: Constraint) -> Scope:
        """The scope of the empty program."""

    def generation(self) -> int:
        """How often what scopes had worked out was forgotten: who keeps scopes begins anew then."""

    def endings(self) -> frozenset[str]:
        """Primitives declared to give an answer: for constraints that cannot look ahead."""

    def parse(self, text: str) -> Program:
        """Read a program. Raises `arc_dsl.errors.ParseError`."""

    def well_typed(self, program: Program) -> bool:
        """Whether it can be a parent: mutation works on what type inference follows."""

    def mutate(self, program: Program, rng: random.Random) -> Program:
        """A program one change away; the same one if no change was found."""

    def crossover(self, first: Program, second: Program, rng: random.Random) -> Program:
        """A child of two programs, nearer to the first."""

    def bits(self, program: Program) -> float | None:
        """Description length in bits, None where it is not defined."""

    def executor(self, workers: int, limits: Limits) -> AbstractContextManager[Executor]:
        """What runs programs; `workers` is 0 for one per core."""
