"""Processes of pretraining in which programs run: limited and shut off as all such are.

The programs grow from seeds, and those may be anybody's. What comes back is examples, which are
numbers.
"""

import signal
from collections.abc import Callable
from typing import Any

from multiprocess import Pipe

from arc_dsl import Limits
from arc_dsl.errors import PoolError
from arc_dsl.execute.processes import collect_rarely, start_process
from arc_dsl.execute.sandbox import confine
from arc_dsl.execute.worker import limit_memory
from codeit.policy.learning.examples import Example
from codeit.pretraining.guard import never_seen
from codeit.pretraining.holdout import HeldOut
from codeit.pretraining.producer import Producer, StreamSettings

__all__ = ["start_producer", "validation"]

MEMORY_MB = 4096
"""Address space that a worker may add to what it starts with, in MiB. A program can fill a small
part of it; a producer's memory of a day is the rest."""


def validation(
    held: HeldOut, size: int, limits: Limits, positions: int, max_lines: int, seed: int = 0
) -> tuple[HeldOut, list[Example]]:
    """As `codeit.pretraining.guard.never_seen`, in a worker.

    Raises PoolError if the worker dies of the programs.
    """
    connection, process = _start(_validate, held, size, limits, positions, max_lines, seed)
    try:
        found: tuple[HeldOut, list[Example]] = connection.recv()
    except EOFError:
        process.join()
        raise PoolError(
            f"the worker that tries held-out programs died (exit {process.exitcode}): a program"
            " among the seeds, or a machine, that has no memory left"
        ) from None
    finally:
        process.join()
        connection.close()
    return found


def start_producer(
    held: HeldOut, settings: StreamSettings, seed: int, number: int, start: int
) -> tuple[Any, Any]:
    """Start a producer: the connection on which its chunks come from `start` on, and its process.

    It ends when the connection is closed.
    """
    return _start(_produce, held, settings, seed, number, start)


def _start(body: Callable[..., None], *args: object) -> tuple[Any, Any]:
    here, there = Pipe()
    process = start_process(body, there, *args, preload="codeit.pretraining.workers")
    there.close()
    return here, process


def _shut_off() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the learner decides what Ctrl-C means
    limit_memory(MEMORY_MB)
    collect_rarely()
    confine()


def _validate(connection: Any, *args: Any) -> None:
    _shut_off()
    connection.send(never_seen(*args))


def _produce(
    connection: Any, held: HeldOut, settings: StreamSettings, seed: int, number: int, start: int
) -> None:
    _shut_off()
    producer = Producer(held, settings, seed, number)
    try:
        while True:
            connection.send(producer.chunk(start))
            start += 1
    except OSError:
        return  # the learner is gone
