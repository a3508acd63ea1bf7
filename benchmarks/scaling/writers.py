"""Several writers on one database: experiences inserted per second.

Each writer is a process of its own with its own programs, as runs side by side on one server are;
they begin together, once all have made what they will write. A transaction holds `BATCH`
experiences of about the size of real ones, half of whose parents are stored already.
"""

import random
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from arc_dsl.outcome import PlainGrid
from buffer.experience import Experience, Origin
from buffer.replay import ReplayBuffer

__all__ = ["BATCH", "experiences", "rate"]

BATCH = 2_000
"""Experiences of a transaction: what 20 tasks' samples leave."""
_TASKS = [f"{number:08x}" for number in range(400)]
_GRIDS = 300
"""Different outputs: making them costs more than storing them."""


def rate(where: str | Path, writers: int, transactions: int) -> float:
    """Experiences per second of the wall clock that `writers` insert together."""
    with ReplayBuffer.open(where):
        pass  # the schema is there before they begin
    context = get_context("spawn")
    ready, told = context.Barrier(writers), context.Queue()
    processes = [
        context.Process(target=_write, args=(where, number, transactions, ready, told))
        for number in range(writers)
    ]
    for process in processes:
        process.start()
    ends = [told.get() for _ in processes]
    for process in processes:
        process.join()
    began, ended = min(end[0] for end in ends), max(end[1] for end in ends)
    return float(sum(end[2] for end in ends) / (ended - began))


def _write(where: str, writer: int, transactions: int, ready: Any, told: Any) -> None:
    batches = [experiences(writer, number, BATCH) for number in range(transactions)]
    with ReplayBuffer.open(where) as buffer:
        ready.wait()
        began = time.time()
        new = sum(map(buffer.add, batches))
        told.put((began, time.time(), new))


def experiences(writer: int, number: int, count: int) -> list[Experience]:
    """A writer's experiences of one transaction; no other writer or transaction has these."""
    generator = random.Random(f"{writer}/{number}")
    outputs = [_grids(generator) for _ in range(_GRIDS if count > _GRIDS else count)]
    texts = [_program(writer, number * count + n) for n in range(count)]
    return [
        Experience(
            generator.choice(_TASKS),
            text,
            generator.choice(outputs),
            generator.choice((0.0, 0.0, 0.0, 1 / 3, 0.5, 1.0)),
            generator.random(),
            Origin.MUTATION,
            texts[n // 2],
            1,
        )
        for n, text in enumerate(texts)
    ]


def _program(writer: int, number: int) -> str:
    lines = [f"x{k} = objects(x{number % 97}, T, F, T)" for k in range(1, number % 8 + 1)]
    return "\n".join([*lines, f"O = crop(I, x{number}, y{writer})"])


def _grids(generator: random.Random) -> tuple[PlainGrid, ...]:
    height, width, ground = generator.randint(3, 20), generator.randint(3, 20), 0
    return tuple(
        tuple(
            tuple(ground if generator.random() < 0.85 else generator.randint(0, 9)
                  for _ in range(width))
            for _ in range(height)
        )
        for _ in range(3)
    )  # fmt: skip
