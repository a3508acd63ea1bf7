"""Makes the examples of pretraining: runs programs, so it runs in pretraining's workers alone.

A chunk is what one draw of tasks gives: for each, some of its inputs (turned and recoloured), many
programs run on them at once, and for every different behaviour the shortest program that shows it.
Chunk n of producer p depends on the seed, n and p alone, apart from what the producer remembers:
which programs it has used often enough, and those that may be parents.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from arc_dsl import Limits, Program
from codeit.policy.learning.examples import Example
from codeit.pretraining.breeding import Breeder, prefixes, shrunk
from codeit.pretraining.guard import Guard
from codeit.pretraining.holdout import HeldOut
from codeit.pretraining.input_sets import View, draw_view, example_from, is_trivial
from codeit.rng import generator
from data.tasks import Task

__all__ = ["Producer", "StreamSettings"]

_REMEMBERED = 2_000_000


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How examples are made."""

    max_lines: int = 8
    """Most lines of a program, once the stream has grown to it."""
    programs: int = 64
    """Programs bred for a chunk and tried on all of its views."""
    kin: int = 24
    """Programs bred beside for each view whose task has a seed, of it and its beginnings."""
    views: int = 12
    """Views in a chunk."""
    examples: int = 24
    """Most examples taken from one view."""
    cap: int = 24
    """Most examples of one program from one producer."""
    growth: int = 6
    """Chunks after which programs may be one line longer; they start at two."""
    positions: int = 320
    """Longest prompt."""
    limits: Limits = Limits(steps=20_000, size=20_000, seconds=0.2)  # noqa: RUF009
    """What a program may use on one grid."""


class Producer:
    """Makes chunks of examples, one after another."""

    def __init__(self, held: HeldOut, settings: StreamSettings, seed: int, number: int) -> None:
        self._held = held
        self._settings = settings
        self._names = (seed, "stream", number)
        self._guard = Guard(held, settings.limits)
        self._families = {
            task_id: [p for p in (seed, *prefixes(seed)) if len(p) <= settings.max_lines]
            for task_id, seed in held.seeds.items()
        }
        self._used: Counter[str] = Counter()
        self._shortened: dict[str, str] = {}
        """The text of each program, when last shortened, by its text before."""
        self._breeders: dict[int, Breeder] = {}

    def chunk(self, number: int) -> list[Example]:
        """The examples of chunk `number`."""
        rng = generator(*self._names, number)
        breeder = self._breeder(number)
        bred = [breeder.breed(rng) for _ in range(self._settings.programs)]
        shared = list(dict.fromkeys(program for program in bred if program))
        examples: list[Example] = []
        for _ in range(self._settings.views):
            task = rng.choice(self._held.kept)
            examples += self._look(task, shared, breeder, rng)
        if len(self._shortened) > _REMEMBERED:
            self._used.clear()
            self._shortened.clear()
        return examples

    def _breeder(self, number: int) -> Breeder:
        lines = min(self._settings.max_lines, 2 + number // self._settings.growth)
        if lines not in self._breeders:
            self._breeders = {lines: Breeder(list(self._held.seeds.values()), lines)}
        return self._breeders[lines]

    def _look(
        self, task: Task, shared: Sequence[Program], breeder: Breeder, rng: random.Random
    ) -> list[Example]:
        """Examples of one view of a task: of the shared programs, and of the task's own kin."""
        view = draw_view(task, rng, self._settings.limits)
        family = self._families.get(task.id)
        kin = [breeder.breed(rng, family) for _ in range(self._settings.kin)] if family else []
        shortest: dict[tuple[bytes, ...], Program] = {}
        for program in (*shared, *kin):
            behaviour = program and view.behaviour(program)
            if not program or not behaviour:
                continue
            known = shortest.get(behaviour)
            if known is None or _length(program) < _length(known):
                shortest[behaviour] = program
        found = list(shortest.items())
        rng.shuffle(found)
        examples: list[Example] = []
        for behaviour, program in found:
            if len(examples) == self._settings.examples:
                break
            examples += self._take(view, behaviour, program, breeder)
        return examples

    def _take(
        self, view: View, behaviour: tuple[bytes, ...], program: Program, breeder: Breeder
    ) -> list[Example]:
        """The example of a program that has shown the behaviour, shortened; or none.

        Shortening costs most: what came to a program that is used up is not shortened again.
        """
        if self._is_used_up(self._shortened.get(program.text, "")) or is_trivial(view, program):
            return []
        small = shrunk(program, lambda shorter: view.shows(shorter, behaviour))
        text = self._shortened[program.text] = small.text
        if not self._used[text]:
            if self._guard.forbids(small):
                self._used[text] = self._settings.cap
            else:
                breeder.remember(small)
        if self._is_used_up(text):
            return []
        self._used[text] += 1
        return [example_from(view, small, self._settings.positions)]

    def _is_used_up(self, text: str) -> bool:
        """Whether enough examples have shown the program, or it is held out."""
        return self._used[text] >= self._settings.cap


def _length(program: Program) -> tuple[int, int]:
    return len(program), sum(len(line.args) for line in program.lines)
