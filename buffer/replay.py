"""The replay buffer: the one door to the store, the index and the sampler.

    with ReplayBuffer.open("runs/first/buffer.sqlite", tasks=tasks) as buffer:
        with buffer.transaction():            # a whole step: all of it is stored, or none
            buffer.add(experiences)
            buffer.record_outcomes(3, Origin.POLICY, counts)
            buffer.finish_meta_iteration(MetaIteration(3, figures, state))
        batch = buffer.draw(1000, tasks=search_tasks)

Nothing here depends on a clock or on when the buffer was opened: the same adds in the same order
and the same seed give the same ids and the same draws, also after closing and opening again, and
also after a kill (the sampler's state is stored with every transaction).

Draws see what is committed. Gather a step's results first and store them in one short transaction.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from arc_dsl.outcome import PlainGrid
from buffer import reading, records, writing
from buffer.behaviours import EVICTIONS, Behaviours
from buffer.errors import BufferConflict, EmptyBuffer
from buffer.eviction import solution_ids, victims
from buffer.experience import Experience, ExperienceId, MetaIteration, Origin, Solution
from buffer.faults import understood
from buffer.index import PriorityIndex
from buffer.priority import PriorityWeights
from buffer.sampling import Sampler, SamplingSettings, draw_positions
from buffer.scanning import index_columns
from buffer.schema import ProgramRow
from buffer.seals.keeping import SealKeeper
from buffer.store import Store
from buffer.upgrading import bring_up_to_date
from data.tasks import Task

__all__ = ["SAMPLER_STATE", "ReplayBuffer", "ReplaySettings"]

SAMPLER_STATE = "sampler"


@dataclass(frozen=True, slots=True)
class ReplaySettings:
    """How a buffer draws and how much it keeps. Raises ValueError for a capacity below 1."""

    weights: PriorityWeights = field(default_factory=PriorityWeights)
    """Weights of the priority's terms."""
    sampling: SamplingSettings = field(default_factory=SamplingSettings)
    """How priorities become probabilities."""
    capacity: int | None = None
    """Most experiences that can be drawn; None is no limit."""
    seed: int = 0
    """Seed of the sampler of a new buffer; an old one goes on from its stored state."""
    busy_seconds: float = 30.0
    """How long a writer waits for others."""

    def __post_init__(self) -> None:
        if self.capacity is not None and self.capacity < 1:
            raise ValueError(f"the capacity must be at least 1, found {self.capacity}")


class ReplayBuffer:
    """A replay buffer, open. Make one with `ReplayBuffer.open`; close it, or use a `with` block."""

    def __init__(self, store: Store, settings: ReplaySettings) -> None:
        self.store = store
        self.settings = settings
        self.sampler = Sampler(settings.seed)
        self.upgraded_from: Path | None = None
        """The backup that was made when opening upgraded the database, if it did."""
        self._stored_sampler: bytes | None = None
        self._seals = SealKeeper(store)
        self._index: PriorityIndex | None = None
        self.behaviours = Behaviours(store)
        self._mark = (0, 0)
        """How far the index has read: evictions counted, largest id."""

    @classmethod
    def open(
        cls,
        where: str | Path,
        *,
        tasks: Iterable[Task] = (),
        settings: ReplaySettings | None = None,
        read_only: bool = False,
        alone: bool = False,
    ) -> "ReplayBuffer":
        """Open an SQLite file (made if absent), `:memory:`, or a database by URL.

        `alone` holds it for this process: no other that wants it alone gets it. An older schema is
        upgraded, with a backup beside the file. The demonstrations of `tasks` are stored with it.
        Raises BufferError: BufferUnavailable, BufferReadOnly, BufferLocked, BufferInUse,
        BufferDamaged, SchemaTooNew, or BufferConflict if a task is stored with other grids.
        """
        settings = settings or ReplaySettings()
        store = Store.open(where, read_only=read_only, busy_seconds=settings.busy_seconds)
        try:
            buffer = cls(store, settings)
            if alone:
                store.hold()
                buffer._seals.seal_commits()
            buffer.upgraded_from = bring_up_to_date(store)
            if given := list(tasks):
                with store.write() as connection:
                    writing.add_tasks(connection, given)
            buffer.reload()
        except BaseException:
            store.close()
            raise
        return buffer

    def reload(self) -> None:
        """Read everything anew, as opening does."""
        self._index, self.behaviours = None, Behaviours(self.store)
        self._stored_sampler = self.state(SAMPLER_STATE)
        if self._stored_sampler is not None:
            with understood(self.store.label):
                self.sampler.state = self._stored_sampler
        self.refresh()

    def close(self) -> None:
        """Close the database. Draws made since the last transaction are not remembered.

        An SQLite file that was written to is sealed, so that `check` sees any later change.
        """
        self._seals.close()

    def unseal(self) -> None:
        """Say in the database that what was sealed is changed; closing it seals it anew."""
        with self._writing():
            pass

    def __enter__(self) -> "ReplayBuffer":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __len__(self) -> int:
        """Experiences that can be drawn."""
        return len(self.index)

    @property
    def index(self) -> PriorityIndex:
        """What draws know of the experiences; read again if a rollback made it doubtful."""
        if self._index is None:
            self.refresh()
            assert self._index is not None
        return self._index

    def refresh(self) -> None:
        """Take in what was stored since, by this process or another."""
        weights = self.settings.weights
        measure = weights.length_measure if weights.length else None
        with self.store.read() as connection:
            evictions = records.counter(connection, EVICTIONS)
            anew = self._index is None or evictions != self._mark[0]
            index = PriorityIndex(weights, self.settings.sampling) if anew else self._index
            assert index is not None
            if anew:
                self._index, self._mark = index, (evictions, 0)
            for piece in index_columns(connection, self._mark[1], measure):
                index.extend(piece)
                self._mark = (evictions, int(piece.ids[-1]))
            if anew:
                index.part(None, None)  # the first draw need not wait for its tree

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Store all that is stored inside together at its end or, on any exception, not at all.

        Then the sampler, too, is as it was. A transaction inside another is a savepoint of it.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        outermost = not self.store.in_transaction
        sampler, mark, token = self.sampler.state, self._mark, self._seals.token
        try:
            with self.store.write() as connection:
                yield connection
                if outermost:
                    self._settle(connection)
        except BaseException:
            self.sampler.state = sampler
            self._stored_sampler, self._seals.token = None, token
            if self._mark != mark:
                self._index = None
            raise
        if outermost:
            self._seals.committed()

    def _settle(self, connection: Connection) -> None:
        """What every transaction ends with, still inside it."""
        self._seals.mark(connection)
        if self.sampler.state != self._stored_sampler:
            records.write_state(connection, SAMPLER_STATE, self.sampler.state)
            self._stored_sampler = self.sampler.state
        if self.settings.capacity is None:
            self.refresh()
        else:
            self.evict(self.settings.capacity)

    def add_tasks(self, tasks: Iterable[Task]) -> None:
        """Store the demonstrations of tasks, as opening with `tasks` does."""
        with self._writing() as connection:
            writing.add_tasks(connection, tasks)

    # Experiences

    def add(self, experiences: Iterable[Experience]) -> int:
        """Store experiences whose (task, program) was never stored; returns how many were.

        An evicted one counts as stored: it does not come back. Beyond the capacity, the ones of
        lowest priority are evicted at the end of the transaction. Raises BufferConflict for an
        output that is no grid.
        """
        with self._writing() as connection:
            return writing.add_experiences(connection, list(experiences))

    def draw(
        self,
        count: int,
        *,
        origins: Collection[Origin] | None = None,
        tasks: Collection[str] | None = None,
        replacement: bool = False,
        seed: int | None = None,
    ) -> list[Experience]:
        """Draw experiences by priority, in the order of drawing; see `draw_ids`."""
        ids = self.draw_ids(count, origins=origins, tasks=tasks, replacement=replacement, seed=seed)
        return self.contents(ids)

    def draw_ids(
        self,
        count: int,
        *,
        origins: Collection[Origin] | None = None,
        tasks: Collection[str] | None = None,
        replacement: bool = False,
        seed: int | None = None,
    ) -> list[ExperienceId]:
        """Draw ids by priority among the experiences of some origins and tasks (None is all).

        Without replacement at most as many as there are. With `seed` the draw depends on nothing
        but the contents; without, it goes on from the buffer's own sampler. Raises EmptyBuffer if
        there is nothing to draw from.
        """
        part = self.index.part(origins, tasks)
        if count and not len(part.tree):
            raise EmptyBuffer("there is no experience to draw" + (" there" if len(self) else ""))
        generator = (self.sampler if seed is None else Sampler(seed)).generator
        drawn = draw_positions(part.tree, count, generator, replacement)
        positions = drawn if part.positions is None else part.positions[drawn]
        return [ExperienceId(number) for number in self.index.ids[positions].tolist()]

    def count(
        self,
        *,
        origins: Collection[Origin] | None = None,
        tasks: Collection[str] | None = None,
    ) -> int:
        """Experiences of some origins and tasks (None is all) that can be drawn."""
        return len(self.index.part(origins, tasks).tree)

    def contents(self, ids: Iterable[int]) -> list[Experience]:
        """The experiences with these ids, in their order. Raises BufferConflict if one is gone."""
        with self.store.read() as connection:
            return reading.contents(connection, ids)

    def demonstrations(self) -> dict[str, tuple[PlainGrid | None, ...]]:
        """What is stored of tasks: by id their demonstrations, input and output in turn."""
        with self.store.read() as connection:
            return dict(reading.demonstrations(connection))

    def best(self, task_id: str, count: int = 10) -> list[Experience]:
        """A task's best experiences: by score, then nearness, then shortness, then age."""
        with self.store.read() as connection:
            return reading.contents(connection, reading.best_ids(connection, task_id, count))

    def program_count(self) -> int:
        """Different programs stored."""
        with self.store.read() as connection:
            return reading.count_rows(connection, ProgramRow)

    def evict(self, keep: int) -> int:
        """Evict down to `keep` experiences: lowest priority first, of equals the oldest.

        Recorded solutions are spared. What is evicted is drawn no more and loses its outputs; its
        score and lineage stay. Returns how many were evicted.
        """
        with self._writing() as connection:
            self.refresh()
            if len(self.index) <= keep:
                return 0
            return self.evict_ids(victims(self.index, keep, solution_ids(connection)))

    def solution_ids(self) -> NDArray[np.int64]:
        """Ids of the experiences whose program is recorded as a solution of their task."""
        with self.store.read() as connection:
            return solution_ids(connection)

    def evict_ids(self, ids: Sequence[int]) -> int:
        """Evict these experiences; returns how many of them could still be drawn."""
        with self._writing() as connection:
            self.refresh()
            held = np.intersect1d(self.index.ids, np.array(ids, np.int64)).tolist()
            if held:
                writing.evict(connection, held, self.index.now)
                evictions = records.increase(connection, EVICTIONS, len(held))
                self.index.remove(held)
                self._mark = (evictions, self._mark[1])
            return len(held)

    # Records of the run

    def record_outcomes(
        self, meta_iteration: int, origin: Origin, counts: Mapping[str, int]
    ) -> None:
        """Add to the counts of how executions ended, by kind."""
        with self._writing() as connection:
            records.add_outcomes(connection, meta_iteration, origin, counts)

    def outcomes(self) -> dict[tuple[int, Origin], dict[str, int]]:
        """Counts of how executions ended: by meta-iteration and origin, then by kind."""
        with self.store.read() as connection:
            return records.outcomes(connection)

    def record_solution(self, solution: Solution) -> bool:
        """Store a solution; False if this program is already recorded for the task."""
        with self._writing() as connection:
            return records.add_solution(connection, solution)

    def mark_solution(
        self,
        task_id: str,
        program: str,
        *,
        holds: bool | None = None,
        solves_tests: bool | None = None,
    ) -> None:
        """Mark a recorded solution: whether it still holds, whether it is right on the tests.

        What is None stays as it is. Raises BufferConflict if it is not recorded.
        """
        marks = {"holds": holds, "solves_tests": solves_tests}
        given = {name: value for name, value in marks.items() if value is not None}
        with self._writing() as connection:
            records.mark_solution(connection, task_id, program, given)

    def solutions(self, task_id: str | None = None) -> list[Solution]:
        """Solutions in the order of recording, of one task or all."""
        with self.store.read() as connection:
            return records.solutions(connection, task_id)

    def finish_meta_iteration(self, done: MetaIteration) -> None:
        """Store a completed meta-iteration. Raises BufferConflict unless its number is the next."""
        with self._writing() as connection:
            records.add_meta_iteration(connection, done)

    def meta_iterations(self) -> list[MetaIteration]:
        """Completed meta-iterations by number."""
        with self.store.read() as connection:
            return records.meta_iterations(connection)

    def state(self, name: str) -> bytes | None:
        """The latest state stored under a name."""
        with self.store.read() as connection:
            return records.read_state(connection, name)

    def set_state(self, name: str, value: bytes) -> None:
        """Store a state under a name, in place of the one before."""
        with self._writing() as connection:
            records.write_state(connection, name, value)

    def replace_state(self, name: str, before: bytes | None, value: bytes) -> None:
        """As `set_state`, if the state is still the one before. Raises BufferConflict if not."""
        with self._writing() as connection:
            if records.read_state(connection, name) != before:
                raise BufferConflict(
                    f"{self.store.label}: another process went on with what this one works on"
                )
            records.write_state(connection, name, value)
