"""Attacks what the replay buffer keeps: round trips, doubles, order, transactions, eviction."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from experiences import a_grid, an_experience, experiences, program
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from buffer import records
from buffer.errors import BufferConflict, BufferDamaged, EmptyBuffer
from buffer.experience import Experience, MetaIteration, Origin, Solution
from buffer.inspection import fingerprint
from buffer.packing import pack, unpack
from buffer.priority import PriorityWeights
from buffer.replay import ReplayBuffer, ReplaySettings
from buffer.sampling import SamplingSettings
from data.tasks import Pair, Task

cells = st.integers(1, 30).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width).map(tuple),
        min_size=1,
        max_size=5,
    ).map(tuple)
)


@pytest.fixture
def buffer() -> Iterator[ReplayBuffer]:
    with ReplayBuffer.open(":memory:") as opened:
        yield opened


def everything(buffer: ReplayBuffer) -> list[Experience]:
    return buffer.contents(buffer.index.ids.tolist())


# What goes in comes out


@settings(deadline=None, max_examples=50)
@given(st.lists(st.none() | cells, max_size=6))
def test_packed_grids_come_back(grids: list[tuple[tuple[int, ...], ...] | None]) -> None:
    assert unpack(pack(grids)) == tuple(grids)


@pytest.mark.parametrize("grid", [(), ((),), ((1, 2), (3,)), ((10,),), ((-1,),), ((0,) * 31,)])
def test_what_is_no_grid_is_not_packed(grid: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (several reasons, all of them fine)
        pack([grid])


@pytest.mark.parametrize("torn", [b"", b"nothing", pack([((1, 2),)])[:-3]])
def test_torn_packed_grids_are_named_as_damage(torn: bytes) -> None:
    with pytest.raises(BufferDamaged):
        unpack(torn)


@settings(deadline=None, max_examples=25)
@given(
    st.builds(
        Experience,
        task_id=st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1),
        program=st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1),
        outputs=st.tuples(cells, st.none() | cells),
        score=st.floats(0, 1),
        distance=st.floats(0, 1),
        origin=st.sampled_from(Origin),
        parent=st.none() | st.just("O = rot90(I)"),
        meta_iteration=st.integers(0, 10_000),
        log_probability=st.none() | st.floats(-1e6, 0),
        checkpoint=st.none() | st.just("step-1"),
        bits=st.none() | st.floats(0, 1e6),
    )
)
def test_an_experience_comes_back_as_it_was(experience: Experience) -> None:
    with ReplayBuffer.open(":memory:") as buffer:
        assert buffer.add([experience]) == 1
        assert buffer.draw(1) == [experience]


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": 1.5},
        {"score": float("nan")},
        {"distance": -0.1},
        {"meta_iteration": -1},
        {"bits": -1.0},
        {"program": ""},
        {"outputs": (None, None)},
    ],
)
def test_an_experience_out_of_range_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (one reason a case)
        an_experience(1, **wrong)


def test_an_output_that_is_no_grid_is_refused_and_nothing_is_stored(buffer: ReplayBuffer) -> None:
    with pytest.raises(BufferConflict, match="task1 is no grid"):
        buffer.add([an_experience(0), an_experience(1, outputs=(((11,),),))])
    assert len(buffer) == 0
    assert buffer.program_count() == 0


# Each (task, program) once


def test_the_same_program_on_the_same_task_is_stored_once_as_first_found(
    buffer: ReplayBuffer,
) -> None:
    first = an_experience(3)
    again = an_experience(3, score=1.0, origin=Origin.USER)
    assert buffer.add([first, again]) == 1
    assert buffer.add([again, an_experience(3, task_id="other")]) == 1
    assert everything(buffer) == [first, an_experience(3, task_id="other")]
    assert buffer.program_count() == 2  # itself and its parent


def test_a_program_first_seen_as_a_parent_gets_its_bits_later(buffer: ReplayBuffer) -> None:
    child = an_experience(5)
    buffer.add([child])
    parent = an_experience(2)
    buffer.add([parent])
    assert everything(buffer) == [child, parent]


def test_ids_follow_the_order_of_adding(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(10, 20))
    buffer.add([*experiences(15, 18), *experiences(0, 5)])
    assert buffer.index.ids.tolist() == list(range(1, 16))
    assert everything(buffer) == [*experiences(10, 20), *experiences(0, 5)]


def test_the_best_of_a_task(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 100))
    of_task = [e for e in experiences(0, 100) if e.task_id == "task2"]
    ranked = sorted(of_task, key=lambda e: (-e.score, e.distance, len(e.program)))
    assert buffer.best("task2", 3) == ranked[:3]
    assert buffer.best("no such task") == []


def test_a_missing_id_is_named(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 3))
    assert buffer.contents([3, 1, 3]) == [an_experience(2), an_experience(0), an_experience(2)]
    with pytest.raises(BufferConflict, match="99"):
        buffer.contents([99])


# Draws from the buffer


def test_drawing_from_nothing_is_an_error(buffer: ReplayBuffer) -> None:
    with pytest.raises(EmptyBuffer):
        buffer.draw(1)
    buffer.add([an_experience(0)])
    with pytest.raises(EmptyBuffer):
        buffer.draw(1, tasks=["no such task"])
    assert buffer.draw(0, tasks=["no such task"]) == []


def test_draws_keep_to_the_wanted_origins_and_tasks(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 60))
    wanted = {"task1", "task2"}
    for start in (60, 120):
        drawn = buffer.draw(500, tasks=wanted, origins=[Origin.SEED])
        expected = [
            e for e in experiences(0, start) if e.task_id in wanted and e.origin is Origin.SEED
        ]
        assert sorted(e.program for e in drawn) == sorted(e.program for e in expected)
        buffer.add(experiences(start, start + 60))


def test_a_draw_with_a_seed_depends_on_the_contents_alone(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 60))
    first = buffer.draw_ids(20, seed=8)
    buffer.draw_ids(5)
    assert buffer.draw_ids(20, seed=8) == first
    assert buffer.draw_ids(20, seed=9) != first


@pytest.mark.parametrize("kind", ["proportional", "rank"])
@pytest.mark.parametrize("weights", [PriorityWeights(), PriorityWeights(1, 1, 1, 1)])
def test_a_buffer_that_grew_and_one_that_was_opened_draw_alike(
    tmp_path: Path, kind: str, weights: PriorityWeights
) -> None:
    path = tmp_path / "buffer.sqlite"
    chosen = ReplaySettings(weights, SamplingSettings(kind), seed=3)  # type: ignore[arg-type]
    filters = [None, {"task1", "task4"}]
    with ReplayBuffer.open(path, settings=chosen) as grown:
        for start in range(0, 300, 60):
            grown.add(experiences(start, start + 60))
            for tasks in filters:
                grown.draw(20, tasks=tasks)
        grown.set_state("anything", b"")  # stores the sampler's state with it
        ahead = [grown.draw_ids(50, tasks=tasks) for tasks in filters]
    with ReplayBuffer.open(path, settings=chosen) as opened:
        assert [opened.draw_ids(50, tasks=tasks) for tasks in filters] == ahead


def test_weight_on_scores_alone_draws_solved_ones_first(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 100))
    positive = sum(e.score > 0 for e in experiences(0, 100))
    drawn = buffer.draw(100)
    assert all(e.score > 0 for e in drawn[:positive])
    assert len(set(drawn)) == 100


# Transactions


def test_a_failed_transaction_leaves_no_trace(tmp_path: Path) -> None:
    with ReplayBuffer.open(tmp_path / "b.sqlite") as buffer:
        buffer.add(experiences(0, 10))
        before, sampler = fingerprint(buffer), buffer.sampler.state
        with pytest.raises(KeyboardInterrupt), buffer.transaction():  # noqa: PT012
            buffer.add(experiences(10, 20))
            buffer.record_solution(a_solution(3))
            buffer.record_outcomes(1, Origin.POLICY, {"ok": 5})
            buffer.draw(3)
            buffer.evict(2)
            raise KeyboardInterrupt
        assert fingerprint(buffer) == before
        assert buffer.sampler.state == sampler
        assert len(buffer) == 10
        assert buffer.add(experiences(10, 20)) == 10
        assert buffer.index.ids.tolist() == list(range(1, 21))


def test_a_transaction_inside_another_can_fail_alone(buffer: ReplayBuffer) -> None:
    with buffer.transaction():
        buffer.add(experiences(0, 5))
        with pytest.raises(RuntimeError), buffer.transaction():  # noqa: PT012
            buffer.add(experiences(5, 9))
            buffer.evict(1)
            raise RuntimeError
        buffer.add(experiences(9, 12))
    assert everything(buffer) == [*experiences(0, 5), *experiences(9, 12)]


def test_another_process_sees_a_step_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    with ReplayBuffer.open(path) as writer, ReplayBuffer.open(path) as reader:
        with writer.transaction():
            writer.add(experiences(0, 5))
            reader.refresh()
            assert len(reader) == 0
            writer.add(experiences(5, 9))
        reader.refresh()
        assert len(reader) == 9
        writer.evict(4)
        reader.refresh()
        assert everything(reader) == everything(writer)


# Eviction


def test_eviction_takes_the_lowest_priority_first_and_of_equals_the_oldest(
    buffer: ReplayBuffer,
) -> None:
    made = [
        an_experience(n, score=score, meta_iteration=age)
        for n, (score, age) in enumerate([(0, 2), (1, 0), (0, 1), (0.5, 0), (0, 1)])
    ]
    buffer.add(made)
    assert buffer.evict(3) == 2
    assert buffer.index.ids.tolist() == [1, 2, 4]
    assert buffer.evict(1) == 2
    assert everything(buffer) == [made[1]]
    assert buffer.evict(1) == 0


def test_what_is_evicted_loses_its_outputs_but_not_its_lineage(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 40))
    buffer.evict(10)
    kept = set(buffer.index.ids.tolist())
    gone = next(i for i in range(1, 41) if i not in kept)
    with pytest.raises(BufferConflict, match="evicted"):
        buffer.contents([gone])
    with buffer.store.read() as connection:
        kept_rows = connection.execute(text("SELECT COUNT(*), COUNT(parent_id) FROM experiences"))
        assert tuple(kept_rows.one()) == (40, 39)
    assert buffer.add(experiences(0, 40)) == 0  # what was judged does not come back
    assert buffer.add(experiences(40, 41)) == 1
    assert buffer.index.ids[-1] == 41


def test_recorded_solutions_are_spared(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 20))
    worst = an_experience(0)
    buffer.record_solution(Solution(worst.task_id, worst.program, Origin.SEED, 0, 1))
    buffer.evict(1)
    assert everything(buffer) == [worst]


def test_a_capacity_holds_after_every_transaction(tmp_path: Path) -> None:
    limited = ReplaySettings(capacity=25)
    with ReplayBuffer.open(tmp_path / "b.sqlite", settings=limited) as buffer:
        for start in range(0, 200, 40):
            with buffer.transaction():
                buffer.add(experiences(start, start + 40))
            assert len(buffer) == 25
        held = everything(buffer)
        assert min(e.score for e in held) == 1
    with ReplayBuffer.open(tmp_path / "b.sqlite", settings=limited) as again:
        assert everything(again) == held
        assert again.index.priorities().sum() == again.index.part(None, None).tree.total


# Records of a run


def a_solution(number: int) -> Solution:
    e = an_experience(number)
    return Solution(e.task_id, e.program, Origin.POLICY, 2, 100 + number)


def test_solutions_say_when_a_task_was_first_solved_and_can_be_marked(buffer: ReplayBuffer) -> None:
    assert buffer.record_solution(a_solution(1))
    assert buffer.record_solution(a_solution(8))  # the same task
    assert not buffer.record_solution(a_solution(1))
    assert [s.executed for s in buffer.solutions()] == [101, 108]
    assert [s.executed for s in buffer.solutions("task1", first_only=True)] == [101]
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


def test_the_index_takes_less_than_200_bytes_an_experience(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 3000))
    buffer.draw(10)
    buffer.draw(10, tasks=["task1"])
    assert buffer.index.nbytes < 200 * len(buffer)
    assert np.all(np.diff(buffer.index.ids) > 0)
