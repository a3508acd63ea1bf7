"""New programs for the pretraining stream: typed random lines, and offspring of the seeds.

Every program that comes out type-checks, ends in a grid, has no dead line, and is short.
"""

import random
from collections import Counter, deque
from collections.abc import Callable, Sequence

from arc_dsl.errors import DslError
from arc_dsl.generate.mutation import crossover, mutate
from arc_dsl.generate.sampling import random_program
from arc_dsl.program import INPUT, OUTPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.inference import infer
from arc_dsl.types.static_types import GRID

__all__ = ["Breeder", "chained", "prefixes", "shrunk"]

_WEIGHTS = {"random": 2, "mutant": 38, "crossover": 25, "chain": 15, "prefix": 20}
"""How often each way is taken, in percent."""
_RELATED, _RECENT, _PREFIX = 0.7, 0.15, 0.4
"""Chances of a parent: a related program if there is one; else one that the stream has made; else
the beginning of a seed, and not the whole. With more of the stream's own, programs drift away from
what people write, and a policy trained on them solves fewer tasks (`LOG.md`)."""
_CHANGES = (1, 1, 1, 1, 2)
"""How many mutations a mutant is away from its parent."""
_REMEMBERED = 20_000


def prefixes(program: Program) -> list[Program]:
    """The beginnings of a program that end in a grid, without their dead lines; not itself."""
    types = infer(program)
    found = (
        Program.of(program.lines[:count]).simplified()
        for count in range(1, len(program.lines))
        if types[count - 1] is GRID
    )
    return list(dict.fromkeys(found))


def chained(first: Program, second: Program) -> Program:
    """A program that does `second` to the output of `first`."""
    before = [Line(f"a_{line.name}", *_renamed(line, "a_", INPUT)) for line in first.lines]
    after = [Line(f"b_{line.name}", *_renamed(line, "b_", f"a_{OUTPUT}")) for line in second.lines]
    return Program.of([*before, *after]).simplified()


def _renamed(line: Line, mark: str, given: str) -> tuple[str, tuple[str, ...]]:
    def name(old: str) -> str:
        if old == INPUT:
            return given
        return mark + old if old[0] == "x" and old[1:].isdigit() else old

    return name(line.function), tuple(map(name, line.args))


def shrunk(program: Program, keeps: Callable[[Program], bool]) -> Program:
    """The program without lines that `keeps` does not miss: a quick look, not a search.

    A line can go if one of its own arguments does in its place. `arc_dsl.generate.minimise` finds
    more, at a hundred times the cost.
    """
    number = 0
    while number < len(program):
        line = program.lines[number]
        for stand_in in dict.fromkeys(line.args):
            if not (stand_in == INPUT or stand_in[1:].isdigit()):
                continue
            shorter = _without(program, number, stand_in)
            if shorter is not None and keeps(shorter):
                program, number = shorter, -1
                break
        number += 1
    return program


def _without(program: Program, number: int, stand_in: str) -> Program | None:
    """The program with a line's value replaced by `stand_in`, simplified."""
    gone = program.lines[number].name
    if gone == OUTPUT:
        ends = [i for i, line in enumerate(program.lines) if line.name == stand_in]
        return Program.of(program.lines[: ends[0] + 1]).simplified() if ends else None

    def name(old: str) -> str:
        return stand_in if old == gone else old

    lines = [
        Line(line.name, name(line.function), tuple(map(name, line.args)))
        for line in program.lines
        if line.name != gone
    ]
    callable_names = {line.name for line in lines} | SIGNATURES.keys()
    if any(line.function not in callable_names for line in lines):
        return None
    return Program.of(lines).simplified()


class Breeder:
    """An endless source of programs, grown from seeds. Which come out depends on `rng` alone."""

    def __init__(self, seeds: Sequence[Program], max_lines: int) -> None:
        self._seeds = [seed for seed in seeds if len(seed) <= 3 * max_lines]
        self._max_lines = max_lines
        self._prefixes = [p for seed in self._seeds for p in prefixes(seed)]
        counts = Counter(line.function for seed in seeds for line in seed.lines)
        self._weights = {name: counts[name] ** 0.5 + 0.3 for name in SIGNATURES}
        self._recent: deque[Program] = deque(maxlen=_REMEMBERED)
        self._ways: dict[str, Callable[[random.Random, Sequence[Program]], Program]] = {
            "random": self._random,
            "mutant": self._mutant,
            "crossover": self._crossover,
            "chain": self._chain,
            "prefix": self._prefix,
        }
        if not self._seeds:
            self._ways = {"random": self._random}

    def breed(self, rng: random.Random, related: Sequence[Program] = ()) -> Program | None:
        """One new program, or None if this try gave none that is short enough.

        `related` are programs known to mean something on the grids at hand; they are parents
        more often than others.
        """
        way = rng.choices(list(self._ways), [_WEIGHTS[name] for name in self._ways])[0]
        try:
            program = self._ways[way](rng, related).simplified()
        except DslError:
            return None
        return program if len(program) <= self._max_lines else None

    def remember(self, program: Program) -> None:
        """Let a program that did something new become a parent."""
        self._recent.append(program)

    def _parent(self, rng: random.Random, related: Sequence[Program]) -> Program:
        if related and rng.random() < _RELATED:
            return rng.choice(related)
        if self._recent and rng.random() < _RECENT:
            return self._recent[rng.randrange(len(self._recent))]
        beginning = self._prefixes and rng.random() < _PREFIX
        return rng.choice(self._prefixes if beginning else self._seeds)

    def _random(self, rng: random.Random, related: Sequence[Program]) -> Program:
        longest = min(self._max_lines, 6)
        lines = min(rng.randint(1, longest), rng.randint(1, longest))
        return random_program(rng, lines, self._weights)

    def _mutant(self, rng: random.Random, related: Sequence[Program]) -> Program:
        program = self._parent(rng, related)
        for _ in range(rng.choice(_CHANGES)):
            program = mutate(program, rng, self._weights)
        return program

    def _crossover(self, rng: random.Random, related: Sequence[Program]) -> Program:
        return crossover(self._parent(rng, related), self._parent(rng, related), rng)

    def _chain(self, rng: random.Random, related: Sequence[Program]) -> Program:
        return chained(self._parent(rng, related), self._parent(rng, related))

    def _prefix(self, rng: random.Random, related: Sequence[Program]) -> Program:
        parent = self._parent(rng, related)
        return rng.choice(prefixes(parent) or [parent])
