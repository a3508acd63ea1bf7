"""Searching many tasks in worker processes, each within its memory.

What is found depends on the tasks alone, never on how many workers there are or which is ready
first. A task whose worker dies (of memory, say) counts as one without finds.
"""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from multiprocess import Pipe
from multiprocess.connection import wait

from arc_dsl import Program
from arc_dsl.engine import reference
from arc_dsl.execute.processes import start_process
from arc_dsl.execute.sandbox import confine
from arc_dsl.execute.worker import limit_memory
from codeit.deadline import Deadline
from codeit.search.interface import View
from codeit.search.material import Material, material_of
from codeit.search.solving import Searched, Searcher
from codeit.search.templates import written_templates
from data.tasks import Task

__all__ = [
    "SearchJob",
    "SearchTeam",
    "prepared",
    "search_all",
    "search_each",
    "search_some",
    "work",
]

_TICK = 0.25
"""Seconds between two looks at the clock while workers search."""
_NOTHING = Searched((), (), 0)
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
    variant: int = 0
    """Other than 0: search elsewhere than before (`Searcher.search`)."""


class SearchTeam:
    """Worker processes that search with one body of material; they stay until `close`."""

    def __init__(self, material: Material, workers: int) -> None:
        self._material = material
        self._workers = max(1, workers)
        self._idle: list[tuple[Any, Any]] = []
        self._team: dict[Any, tuple[Any, int]] = {}
        self._halted = False

    def __enter__(self) -> "SearchTeam":
        """Nothing yet: workers start with the first jobs."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def search(
        self,
        jobs: Sequence[SearchJob],
        advance: Callable[[int, int], object],
        deadline: Deadline | None = None,
    ) -> list[Searched]:
        """What each job found, in their order; `advance` is told how many of how many are done.

        Jobs that are not done by the deadline count as ones without finds.
        """
        return list(self.each(jobs, advance, deadline))

    def each(
        self,
        jobs: Sequence[SearchJob],
        advance: Callable[[int, int], object],
        deadline: Deadline | None = None,
    ) -> Iterator[Searched]:
        """As `search`, each as soon as it and those before it are done."""
        deadline = deadline or Deadline()
        found: dict[int, Searched] = {}
        given = 0
        waiting = list(range(len(jobs)))[::-1]
        team = self._team
        while waiting or team:
            if self._halted or deadline.over():
                unfinished = [*waiting, *(number for _, number in team.values())]
                found.update(dict.fromkeys(unfinished, _NOTHING))
                waiting.clear()
                self._stop_searching()
            while waiting and len(team) < self._workers:
                connection, process = self._idle.pop() if self._idle else _hire(self._material)
                team[connection] = process, _assign(connection, jobs, waiting)
            for connection in wait(list(team), min(_TICK, deadline.left())):
                process, number = team.pop(connection)
                try:
                    found[number] = connection.recv()
                except EOFError:
                    found[number] = _NOTHING
                    process.join()
                    connection.close()
                else:
                    if waiting:
                        team[connection] = process, _assign(connection, jobs, waiting)
                    else:
                        self._idle.append((connection, process))
                advance(given + len(found), len(jobs))
            while given in found:
                yield found.pop(given)
                given += 1

    def halt(self) -> None:
        """Let searches end as at a deadline, within a moment. May come from another thread."""
        self._halted = True

    def _stop_searching(self) -> None:
        for connection, (process, _) in self._team.items():
            process.terminate()
            process.join()
            connection.close()
        self._team.clear()

    def close(self) -> None:
        """End everybody at once: going home by themselves takes them seconds on a busy machine."""
        self._stop_searching()
        for connection, process in self._idle:
            process.terminate()
            process.join()
            connection.close()
        self._idle.clear()


def prepared(seeds: Mapping[str, Program], tasks: Mapping[str, Task]) -> Material:
    """As `material_of`, made in a worker: it runs the seeds, and they may be anybody's.

    If the worker dies of them they give no vocabulary; as material each search runs them anew.
    """
    here, there = Pipe()
    known = {i: tasks[i] for i in seeds if i in tasks}
    process = start_process(PREPARING, there, dict(seeds), known, preload="codeit.search.pooled")
    there.close()
    try:
        material: Material = here.recv()
    except EOFError:
        material = material_of(seeds, {})
    finally:
        process.join()
        here.close()
    return material


def search_all(
    jobs: Sequence[SearchJob],
    material: Material,
    workers: int,
    advance: Callable[[int, int], object],
) -> list[Searched]:
    """As `SearchTeam.search`, by workers hired for it alone."""
    return list(search_each(jobs, material, workers, advance))


def search_each(
    jobs: Sequence[SearchJob],
    material: Material,
    workers: int,
    advance: Callable[[int, int], object],
) -> Iterator[Searched]:
    """As `SearchTeam.each`, by workers hired for it alone."""
    with SearchTeam(material, min(workers, len(jobs))) as team:
        yield from team.each(jobs, advance)


def search_some(material: Material, jobs: Sequence[SearchJob]) -> list[Searched]:
    """As `search_all`, with one worker: a unit of a search that is spread over machines."""
    return search_all(jobs, material, 1, lambda done, total: None)


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


def work(connection: Connection, material: Material) -> None:
    """A worker: searches what it is sent until it is sent nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(MEMORY_MB)
    searcher = Searcher(material)
    confine()
    while (job := connection.recv()) is not None:
        try:
            searched = searcher.search(
                job.view, job.steps, job.answers, more=job.more, variant=job.variant
            )
        except MemoryError:
            searched = _NOTHING
        connection.send(searched)


def prepare(
    connection: Connection, seeds: Mapping[str, Program], tasks: Mapping[str, Task]
) -> None:
    """A worker: sends the material of seeds and ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(MEMORY_MB)
    written_templates()  # these two read files, which nobody can who is confined
    reference.primitives()
    confine()
    with suppress(MemoryError):
        connection.send(material_of(seeds, tasks))


TARGET = work
"""What a worker process runs."""
PREPARING = prepare
"""What the process of `prepared` runs."""
