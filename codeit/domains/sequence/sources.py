"""What a run on sequences is made from: all of it is generated from the run's seed.

Search tasks are sequences whose programs are thrown away. Training tasks are sequences with the
programs that gave them, as many as all meta-iterations will want; none gives a sequence that is
searched for, and none is longer than the policy may write: what it cannot write, it need not read.
Short sequences recur: of 48,000 of the generator's some ten are among the next hundred drawn, so
what a checkpoint was trained on is never searched for.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import islice

from codeit.domains.sequence.domain import task_of
from codeit.domains.sequence.functions import Numbers
from codeit.domains.sequence.generating import Chances, distinct, draw
from codeit.domains.sequence.program import SequenceProgram
from codeit.domains.sequence.words import WORDS
from codeit.rng import generator
from data.guard import canonical_hash
from data.tasks import TaskSet

__all__ = ["generated"]

_PAPER = Chances()


def generated(
    sequences: int,
    stream: int,
    bases: int,
    seed: int,
    *,
    tokens: int = 10_000,
    lines: int = 256,
    known: Collection[str] = (),
) -> tuple[TaskSet, TaskSet, dict[str, SequenceProgram]]:
    """Training tasks, search tasks, and the programs of the training tasks by their ids.

    `tokens` and `lines` are the most that a training task's program may have; `known` are hashes of
    sequences that are not searched for (`data.guard.canonical_hash`).
    """
    drawn = draw(generator(seed, "sequences"))
    unknown = ((x, y) for x, y in drawn if canonical_hash(task_of("", x)) not in known)
    wanted = list(distinct(unknown, sequences))
    search = TaskSet("generated sequences", map(task_of, _names("s", sequences), wanted))
    chances = replace(_PAPER, bases=bases)
    writable = (
        (numbers, program)
        for numbers, program in draw(generator(seed, "stream"), chances)
        if len(program) <= lines and len(WORDS.encode(program)) <= tokens
    )
    pairs = _stream(writable, stream, set(wanted))
    training = TaskSet("the generator", (task_of(name, numbers) for name, numbers, _ in pairs))
    return training, search, {name: program for name, _, program in pairs}


def _stream(
    drawn: Iterable[tuple[Numbers, SequenceProgram]], count: int, held_out: set[Numbers]
) -> list[tuple[str, Numbers, SequenceProgram]]:
    """Different sequences, as drawn; of two programs with one output the first drawn stays."""
    found: dict[Numbers, SequenceProgram] = {}
    for numbers, program in drawn:
        if numbers not in held_out:
            found.setdefault(numbers, program)
        if len(found) == count:
            break
    items = islice(found.items(), count)
    return [(n, *pair) for n, pair in zip(_names("g", count), items, strict=True)]


def _names(letter: str, count: int) -> list[str]:
    return [f"{letter}{number:06d}" for number in range(count)]
