"""Attacks what leaves the replay buffer: draws and eviction, and the index behind them."""

from pathlib import Path

import numpy as np
import pytest
from experiences import an_experience, everything, experiences
from sqlalchemy import text

from buffer.errors import BufferConflict, EmptyBuffer
from buffer.experience import Origin, Solution
from buffer.priority import PriorityWeights
from buffer.replay import ReplayBuffer, ReplaySettings
from buffer.sampling import SamplingSettings

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


def test_the_index_takes_less_than_200_bytes_an_experience(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(0, 3000))
    buffer.draw(10)
    buffer.draw(10, tasks=["task1"])
    assert buffer.index.nbytes < 200 * len(buffer)
    assert np.all(np.diff(buffer.index.ids) > 0)
