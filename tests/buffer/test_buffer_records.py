"""Attacks what the replay buffer records of a run: solutions, counts, meta-iterations, tasks."""

from datetime import datetime
from pathlib import Path

import pytest
from experiences import a_grid, a_solution, an_experience, experiences, program
from sqlalchemy import text

from buffer import records
from buffer.errors import BufferConflict
from buffer.experience import MetaIteration, Origin
from buffer.fingerprints import fingerprint
from buffer.packing import unpack
from buffer.replay import ReplayBuffer
from data.tasks import Pair, Task


def test_solutions_say_when_a_task_was_first_solved_and_can_be_marked(buffer: ReplayBuffer) -> None:
    assert buffer.record_solution(a_solution(1))
    assert buffer.record_solution(a_solution(8))  # the same task
    assert not buffer.record_solution(a_solution(1))
    assert [s.executed for s in buffer.solutions()] == [101, 108]
    buffer.mark_solution("task1", program(1), holds=False)
    buffer.mark_solution("task1", program(1), solves_tests=True)
    first = buffer.solutions("task1")[0]
    assert (first.holds, first.solves_tests) == (False, True)
    assert first.found_at is not None
    with pytest.raises(BufferConflict, match="task9"):
        buffer.mark_solution("task9", program(1), holds=False)


def test_outcome_counts_add_up(buffer: ReplayBuffer) -> None:
    buffer.record_outcomes(1, Origin.POLICY, {"ok": 3, "error": 1})
    buffer.record_outcomes(1, Origin.POLICY, {"ok": 2, "timeout": 1})
    buffer.record_outcomes(1, Origin.SEED, {"ok": 7})
    assert buffer.outcomes() == {
        (1, Origin.POLICY): {"error": 1, "ok": 5, "timeout": 1},
        (1, Origin.SEED): {"ok": 7},
    }


def test_meta_iterations_follow_each_other(buffer: ReplayBuffer) -> None:
    assert buffer.meta_iterations() == []
    for number in range(3):
        buffer.finish_meta_iteration(
            MetaIteration(number, {"solved": number, "outcomes": {"ok": 1}}, bytes([number]), "c")
        )
    last = buffer.meta_iterations()[-1]
    assert (last.number, last.figures["solved"], last.state) == (2, 2, b"\2")
    assert [done.number for done in buffer.meta_iterations()] == [0, 1, 2]
    with pytest.raises(BufferConflict, match="cannot follow 2"):
        buffer.finish_meta_iteration(MetaIteration(4))


def test_states_are_replaced_and_counters_only_grow(buffer: ReplayBuffer) -> None:
    assert buffer.state("loop") is None
    buffer.set_state("loop", b"one")
    buffer.set_state("loop", b"two")
    assert buffer.state("loop") == b"two"
    with buffer.store.write() as connection:
        assert records.increase(connection, "executed", 5) == 5
        assert records.increase(connection, "executed", 2) == 7
        assert records.counter(connection, "nothing") == 0
        with pytest.raises(ValueError, match="grow"):
            records.increase(connection, "executed", -1)


def demonstrations(buffer: ReplayBuffer) -> list[object]:
    with buffer.store.read() as connection:
        packed = connection.execute(text("SELECT demonstrations FROM tasks ORDER BY id")).scalars()
        return [None if one is None else unpack(one) for one in packed]


def test_a_task_stored_with_other_grids_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    task = Task("task1", (Pair(a_grid(1), a_grid(2)),), (a_grid(3),))
    changed = Task("task1", (Pair(a_grid(1), a_grid(5)),), (a_grid(3),))
    with ReplayBuffer.open(path) as buffer:
        buffer.add([an_experience(1)])  # a task known by name only
        assert demonstrations(buffer) == [None]
    for _ in range(2):
        with ReplayBuffer.open(path, tasks=[task]) as buffer:
            assert demonstrations(buffer) == [(a_grid(1), a_grid(2))]
    with pytest.raises(BufferConflict, match="task1 is stored with other demonstrations"):
        ReplayBuffer.open(path, tasks=[changed])


def test_equal_runs_have_equal_fingerprints_and_others_not(tmp_path: Path) -> None:
    prints = []
    for name, last in (("a", 20), ("b", 20), ("c", 21)):
        with ReplayBuffer.open(tmp_path / name) as buffer:
            buffer.add(experiences(0, last))
            buffer.record_solution(a_solution(1))
            prints.append(fingerprint(buffer))
    assert prints[0] == prints[1] != prints[2]


def test_a_clock_that_jumps_changes_only_what_people_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prints = []
    for name, years in (("a", (2026, 2027)), ("b", (2026, 1971))):
        with ReplayBuffer.open(tmp_path / name) as buffer:
            for number, year in enumerate(years):
                monkeypatch.setattr("buffer.records._now", lambda year=year: datetime(year, 1, 1))
                with buffer.transaction():
                    buffer.add(experiences(60 * number, 60 * number + 60))
                    buffer.record_solution(a_solution(number))
                    buffer.finish_meta_iteration(MetaIteration(number))
            assert [s.found_at.year for s in buffer.solutions() if s.found_at] == list(years)
            prints.append((fingerprint(buffer), buffer.draw_ids(20)))
    assert prints[0] == prints[1]
