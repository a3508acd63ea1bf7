"""A never-ending stream of new examples, made in other processes while the learner learns.

A chunk is what one draw of tasks gives: for each, some of its inputs (turned and recoloured), many
programs run on them at once, and for every different behaviour the shortest program that shows it.
Chunk n of producer p depends on the seed, n and p alone, apart from what the producer remembers:
which programs it has used often enough, and those that may be parents.
"""

import multiprocessing
import os
import queue
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from arc_dsl import Limits, Program
from arc_dsl.execute.processes import collect_rarely
from codeit.policy.examples import Example
from codeit.pretraining.breeding import Breeder, prefixes, shrunk
from codeit.pretraining.holdout import Guard, HeldOut
from codeit.pretraining.input_sets import View, draw_view, example_from, is_trivial
from codeit.rng import generator
from data.tasks import Task

__all__ = ["Producer", "Stream", "StreamSettings"]

_AHEAD = 20
"""Chunks that each producer may be ahead of the learner: about a pool of examples together."""
_PATIENCE = 5.0
"""Seconds without a chunk after which the producer is asked whether it lives."""
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
    """Makes chunks of examples, in the process that it is called in."""

    def __init__(self, held: HeldOut, settings: StreamSettings, seed: int, number: int) -> None:
        self._held = held
        self._settings = settings
        self._names = (seed, "stream", number)
        self._guard = Guard(held, settings.limits)
        self._stems = {
            task_id: [p for p in (seed, *prefixes(seed)) if len(p) <= settings.max_lines]
            for task_id, seed in held.seeds.items()
        }
        self._used: Counter[str] = Counter()
        self._became: dict[str, str] = {}
        """What each program was shortened to, when it was last shortened."""
        self._breeders: dict[int, Breeder] = {}

    def chunk(self, number: int) -> list[Example]:
        """The examples of chunk `number`."""
        rng = generator(self._names[0], *self._names[1:], number)
        breeder = self._breeder(number)
        bred = [breeder.breed(rng) for _ in range(self._settings.programs)]
        shared = list(dict.fromkeys(program for program in bred if program))
        examples: list[Example] = []
        for _ in range(self._settings.views):
            task = rng.choice(self._held.kept)
            examples += self._look(task, shared, breeder, rng)
        if len(self._became) > _REMEMBERED:
            self._used.clear()
            self._became.clear()
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
        stems = self._stems.get(task.id)
        kin = [breeder.breed(rng, stems) for _ in range(self._settings.kin)] if stems else []
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
        if self._is_used_up(self._became.get(program.text, "")) or is_trivial(view, program):
            return []
        small = shrunk(program, lambda shorter: view.shows(shorter, behaviour))
        text = self._became[program.text] = small.text
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


class Stream:
    """Iterates over chunks of examples without end; a context manager that owns its processes.

    Chunks come from the producers in turn, so their order depends on the seed alone. No example
    comes twice. With `producers` 0 the chunks are made in this process, when asked for.
    """

    def __init__(
        self, held: HeldOut, settings: StreamSettings, seed: int, producers: int, start: int = 0
    ) -> None:
        self._args = (held, settings, seed)
        self._producers = producers
        self.next = start
        """Number of the next chunk of each producer: what resuming needs."""
        self._seen: set[int] = set()
        self._queues: list[Any] = []
        self._processes: list[Any] = []
        self._turn = 0
        self._local: Producer | None = None

    def __enter__(self) -> Self:
        """Start the producers."""
        if not self._producers:
            self._local = Producer(*self._args, 0)
        context = multiprocessing.get_context("spawn")
        for number in range(self._producers):
            channel = context.Queue(_AHEAD)
            args = (*self._args, number, self.next, channel)
            process = context.Process(target=_produce, args=args, daemon=True)
            process.start()
            self._queues.append(channel)
            self._processes.append(process)
        return self

    def __exit__(self, *_: object) -> None:
        """End the producers."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
        for channel in self._queues:
            channel.close()
            channel.cancel_join_thread()

    def __iter__(self) -> Iterator[list[Example]]:
        """Chunks, for ever. Raises RuntimeError if a producer died."""
        while True:
            examples = self._chunk()
            yield [example for example in examples if self._is_new(example)]

    def _chunk(self) -> list[Example]:
        if self._local:
            self.next += 1
            return self._local.chunk(self.next - 1)
        turn = self._turn
        examples = self._wait(turn)
        self._turn = (turn + 1) % self._producers
        self.next += self._turn == 0
        return examples

    def _wait(self, turn: int) -> list[Example]:
        while True:
            try:
                chunk: list[Example] = self._queues[turn].get(timeout=_PATIENCE)
            except queue.Empty:
                if not self._processes[turn].is_alive():
                    code = self._processes[turn].exitcode
                    raise RuntimeError(f"a producer of examples died (exit {code})") from None
            else:
                return chunk

    def _is_new(self, example: Example) -> bool:
        mark = hash((example.prompt.tobytes(), example.tokens))
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True


def _produce(
    held: HeldOut, settings: StreamSettings, seed: int, number: int, start: int, channel: Any
) -> None:
    """Body of a producer process: chunks into its queue until the parent is gone."""
    parent = os.getppid()
    producer = Producer(held, settings, seed, number)
    collect_rarely()
    chunk = start
    while os.getppid() == parent:
        examples = producer.chunk(chunk)
        chunk += 1
        while os.getppid() == parent:
            try:
                channel.put(examples, timeout=5)
            except queue.Full:
                continue
            break
