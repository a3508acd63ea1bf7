"""Searching many tasks in worker processes, each within its memory.

What is found depends on the tasks alone, never on how many workers there are or which is ready
first. A task whose worker dies (of memory, say) counts as one without finds.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from multiprocess import Pipe
from multiprocess.connection import wait

from arc_dsl import Program
from arc_dsl.execute.processes import start_process
from arc_dsl.execute.worker import limit_memory
from codeit.search.interface import View
from codeit.search.material import Material
from codeit.search.solving import Searched, Searcher

__all__ = ["SearchJob", "search_all", "search_each", "work"]

MEMORY_MB = 700
"""Address space that a worker may add to what it starts with, in MiB."""


@dataclass(frozen=True, slots=True)
class SearchJob:
    """A task to search, and what for."""

    view: View
    steps: int
    more: tuple[Program, ...] = ()
    """Programs that are material for this task beside everybody's."""
    answers: int = 3


def search_all(
    jobs: Sequence[SearchJob],
    material: Material,
    workers: int,
    advance: Callable[[int, int], object],
) -> list[Searched]:
    """What each job found, in their order; `advance` is told how many of how many are done."""
    return list(search_each(jobs, material, workers, advance))


def search_each(
    jobs: Sequence[SearchJob],
    material: Material,
    workers: int,
    advance: Callable[[int, int], object],
) -> Iterator[Searched]:
    """As `search_all`, each as soon as it and those before it are done."""
    count = max(1, min(workers, len(jobs)))
    found: dict[int, Searched] = {}
    given = 0
    team: dict[Any, tuple[Any, int]] = {}
    waiting = list(range(len(jobs)))[::-1]
    try:
        while waiting or team:
            while waiting and len(team) < count:
                connection, process = _hire(material)
                team[connection] = process, _assign(connection, jobs, waiting)
            for connection in wait(list(team)):
                process, number = team.pop(connection)
                try:
                    found[number] = connection.recv()
                except EOFError:
                    found[number] = Searched((), (), 0)
                    process.join()
                    connection.close()
                else:
                    if waiting:
                        team[connection] = process, _assign(connection, jobs, waiting)
                    else:
                        _dismiss(connection, process)
                advance(given + len(found), len(jobs))
            while given in found:
                yield found.pop(given)
                given += 1
    finally:
        for connection, (process, _) in team.items():
            process.terminate()
            process.join()
            connection.close()


def _hire(material: Material) -> tuple[Any, Any]:
    here, there = Pipe()
    process = start_process(TARGET, there, material, preload="codeit.search.pooled")
    there.close()
    return here, process


def _assign(connection: Any, jobs: Sequence[SearchJob], waiting: list[int]) -> int:
    number = waiting.pop()
    with suppress(BrokenPipeError, ConnectionResetError):  # it has died; reading it will tell
        connection.send(jobs[number])
    return number


def _dismiss(connection: Any, process: Any) -> None:
    connection.send(None)
    process.join()
    connection.close()


def work(connection: Connection, material: Material) -> None:
    """A worker: searches what it is sent until it is sent nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(MEMORY_MB)
    searcher = Searcher(material)
    while (job := connection.recv()) is not None:
        try:
            searched = searcher.search(job.view, job.steps, job.answers, more=job.more)
        except MemoryError:
            searched = Searched((), (), 0)
        connection.send(searched)


TARGET = work
"""What a worker process runs."""
