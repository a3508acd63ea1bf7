"""The domain of ARC: grids of colours, and the language `arc_dsl`."""

import random

from arc_dsl.errors import TypeMismatch
from arc_dsl.execute.pool import Pool
from arc_dsl.generate.bits import bits
from arc_dsl.generate.mutation import crossover, mutate
from arc_dsl.outcome import Limits
from arc_dsl.program import Program, parse
from arc_dsl.types.contexts import generation
from arc_dsl.types.grammar import Scope as TypedScope
from arc_dsl.types.inference import well_typed
from arc_dsl.types.static_types import GRID, Type
from codeit.domains.grids.names import GRID_RESULTS, NameScope
from codeit.domains.grids.patches import PATCHES, Patches
from codeit.domains.grids.words import WORDS
from codeit.domains.interface import Constraint, Scope
from codeit.domains.words import ClosedWords

__all__ = ["GRIDS", "Grids"]


class Grids:
    """A `Domain`. It has no state; `GRIDS` is the one there is."""

    @property
    def name(self) -> str:
        """As the setting `domain` says it."""
        return "grids"

    @property
    def words(self) -> ClosedWords:
        """Primitives, constants, the input and variables."""
        return WORDS

    @property
    def prompts(self) -> Patches:
        """Joint patches of input and output."""
        return PATCHES

    @property
    def answer(self) -> Type:
        """A program ends in a grid."""
        return GRID

    def start(self, constraint: Constraint) -> Scope:
        """The scope of the empty program."""
        if constraint == "names":
            return NameScope()
        return TypedScope.start(natural=constraint == "natural")

    def generation(self) -> int:
        """How often the contexts of types were forgotten."""
        return generation()

    def endings(self) -> frozenset[str]:
        """Primitives declared to return a grid."""
        return frozenset(GRID_RESULTS)

    def parse(self, text: str) -> Program:
        """Read a program. Raises ParseError."""
        return parse(text)

    def well_typed(self, program: Program) -> bool:
        """Whether type inference follows it."""
        return well_typed(program)

    def mutate(self, program: Program, rng: random.Random) -> Program:
        """A well-typed program one change away."""
        return mutate(program, rng)

    def crossover(self, first: Program, second: Program, rng: random.Random) -> Program:
        """A child of two programs, nearer to the first."""
        return crossover(first, second, rng)

    def bits(self, program: Program) -> float | None:
        """Bits under the typed prior; None for what is not well typed."""
        try:
            return bits(program)
        except TypeMismatch:
            return None

    def executor(self, workers: int, limits: Limits) -> Pool:
        """The sandboxed pool."""
        return Pool(workers, limits)


GRIDS = Grids()
"""The domain."""
