"""The native module: types for mypy, and what its functions take."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Line, Program

SOURCES: str
"""Digest of the sources it was built from, see `arc_dsl.engine.sources`."""
PRIMITIVES: Mapping[str, Callable[..., Any]]
"""The primitives by name; called with plain values, they give plain values.

A function that they give can be called likewise. Raise TypeError for ill-typed arguments, an error
of `arc_dsl.errors` for what a primitive refuses.
"""

def run(program: Program | str, grid: Any, limits: Limits = ...) -> Outcome:
    """Run a program on a grid.

    `grid`: rows as lists or tuples, or a numpy integer array, 1..30 x 1..30, colours 0-9. Raises
    ValueError naming the reason for any other grid, and nothing for what the program does: its
    failure is an outcome. A text that is no program gives SYNTAX. The limits are `Limits()` if none
    are given.
    """

def trace(program: Program, grid: Any, limits: Limits) -> tuple[list[tuple[Any, float]], Outcome]:
    """Plain value and wall-clock seconds of each line that ran, and the outcome."""

def run_batch(
    programs: Sequence[Program], inputs: Sequence[PlainGrid], limits: Limits
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """For each input one byte per program, the position of its kind in `tuple(Kind)`, and 16 bytes.

    These are `digest` of the grid, zeros if there is none. Python's other threads run meanwhile.
    """

def digest(grid: PlainGrid) -> bytes:
    """blake2b, 16 bytes, of a grid's shape and cells. Raises ValueError if it is no grid."""

def charges() -> dict[str, tuple[int, int, bool]]:
    """Arity of each primitive, arguments it is charged for (as bits), and if for its result."""

class Evaluator:
    """Runs many programs on one input; each distinct call is made once.

    Outcomes are those of `run`, the steps of a call that was made before being charged again.
    Values of more than `memory` bytes are forgotten. Raises ValueError for a grid that is none.
    """

    def __init__(self, grid: Any, limits: Limits | None = None, memory: int = 64 << 20) -> None: ...
    def run(self, program: Program) -> Outcome:
        """The outcome of a program, as `run` gives it."""

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        """How the program ended, and the digest of its grid (empty if there is none)."""

    def run_many(
        self,
        programs: Sequence[Program],
        first: int,
        last: int,
        progress: Any | None,
        unit: int,
        seconds: float,
    ) -> tuple[bytes, bytes]:
        """Kinds and digests, as in `run_batch`, of the programs from `first` to before `last`.

        Gives those of fewer after so many wall-clock `seconds`, or when a program has used up its
        memory. Before each run its number, counted from `unit`, is written to `progress[0]`, and
        about every millisecond the CPU nanoseconds of the process to `progress[2]` (a writable
        buffer of three unsigned 64-bit integers).
        """

class Graph:
    """Values for program search: a node is a value on each of the inputs.

    Nodes of equal values on all inputs are one node; equal calls are answered from memory. All is
    deterministic: steps decide what is given up, no clock does.
    """

    def __init__(
        self,
        inputs: Sequence[PlainGrid],
        steps: int = 400,
        size: int = 10_000,
        memory_mb: int = 1024,
    ) -> None: ...
    def __len__(self) -> int: ...
    @property
    def input(self) -> int:
        """The node of the inputs: 0."""

    @property
    def made(self) -> int:
        """Different calls made so far."""

    @property
    def used_bytes(self) -> int:
        """Memory that the values and calls take, roughly; calls fail beyond `memory_mb`."""

    def constant(self, name: str) -> int:
        """The node of a constant. Raises ValueError for another name."""

    def function(self, name: str) -> int:
        """The node of a primitive as a value. Raises ValueError for another name."""

    def call(self, function: str | int, arguments: Sequence[int]) -> int:
        """The node of a primitive, or of a node that is a function, on nodes; -1 if it fails."""

    def call_many(self, function: str | int, arguments: Sequence[Sequence[int]]) -> list[int]:
        """`call` for each of the arguments, without Python's lock."""

    def kind(self, node: int) -> str:
        """int, bool, pair, tuple, grid, indices, object, objects, set, function, none or mixed.

        An empty set is of any kind of sets.
        """

    def key(self, node: int) -> bytes:
        """16 bytes that equal nodes have in common, in any graph of the same inputs."""

    def value(self, node: int, k: int) -> Any:
        """The plain value on input k; "(functions)" for what holds functions.

        Raises ValueTooLarge for one of more than a million members.
        """

    def grids(self, node: int) -> list[PlainGrid] | None:
        """The grids on all inputs; None if the node is no grid on one of them."""

    def cells(self, node: int) -> list[tuple[int, int, bytes]] | None:
        """Height, width and cells (signed bytes, row by row) of these grids; None likewise."""

    def matches(self, node: int, wanted: Sequence[PlainGrid]) -> list[bool]:
        """Whether the value on each of the first inputs is the wanted grid."""

class Growth:
    """Nodes of a graph by level and by the hole they fill, and the call that made each.

    The meaning of its methods is that of `codeit.search.plain.growth.PlainGrowth`. `largest`:
    heights and widths on the first inputs; larger grids take no part.
    """

    def __init__(self, graph: Graph, largest: Sequence[tuple[int, int]]) -> None: ...
    def name(self, node: int, gives: int) -> None: ...
    def place(self, node: int, level: int) -> None: ...
    def record(self, node: int, bound: int, function: int, arguments: Sequence[int]) -> None: ...
    def bound(self, node: int) -> int: ...
    def level(self, node: int) -> int: ...
    def how(self, node: int) -> tuple[int, tuple[int, ...]] | None: ...
    def shelf(self, letter: str) -> list[list[int]]: ...
    def add_templates(
        self, names: Sequence[int], templates: Sequence[tuple[str, int, Sequence[Sequence[int]]]]
    ) -> None: ...
    def add_calls(
        self, names: Sequence[int], calls: Sequence[tuple[int, Sequence[int]]], base: int, each: int
    ) -> None: ...
    def grow(self, calls: int, highest: int) -> int: ...

class Board:
    """The pieces for one canvas: `codeit.search.plain.board.PlainBoard`.

    `wanted`: the cells of the demonstrations' outputs, a byte each; `colours`: the nodes of the ten
    colours.
    """

    def __init__(
        self,
        growth: Growth,
        shape: Sequence[tuple[int, int]],
        size: int,
        wanted: Sequence[bytes],
        colours: Sequence[int],
        values: int,
        layers: int,
    ) -> None: ...
    def __len__(self) -> int: ...
    def assemble(
        self, left_out: int, width: int, depth: int, slack: int, most: int
    ) -> list[tuple[int, list[Any]]]: ...
    def nearest(self, most: int) -> tuple[Any, list[Any]] | None: ...
    def nearest_grids(self, most: int) -> list[int]: ...

class Parent:
    """A program and what its mutants share."""

class Mutator:
    """Mutates programs: its meaning is `arc_dsl.generate.plain_mutation.changed`.

    `language`: see `arc_dsl.generate.native_mutation`. What was worked out of types is forgotten
    when there are more than `remembered` answers. Raises ValueError for rules it does not know.
    """

    def __init__(self, language: dict[str, Any], remembered: int = 1_000_000) -> None: ...
    def parent(self, lines: Sequence[Line]) -> Parent | None:
        """What `mutate` takes, of a simplified program; None if it is ill typed."""

    def mutate(
        self, parent: Parent, rng: Random, weights: Sequence[float]
    ) -> list[tuple[str, str, tuple[str, ...]]] | None:
        """Name, function and arguments of each line of a mutant; None if none was found.

        `weights`: of the primitives in their order, or empty.
        """

    def call(self, function: Any, args: Sequence[Any], natural: bool) -> Any:
        """What `arc_dsl.types.application.call` gives; for tests that hold the two together.

        A type is a tuple: number of its tag from 0, name of the primitive that it is or that made
        it (else ""), parts. None where no such call could run.
        """
