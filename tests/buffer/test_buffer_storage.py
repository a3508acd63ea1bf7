"""Attacks what the replay buffer keeps: round trips, doubles, order, transactions."""

from pathlib import Path

import pytest
from experiences import a_solution, an_experience, everything, experiences
from hypothesis import given, settings
from hypothesis import strategies as st

from buffer.errors import BufferConflict, BufferDamaged
from buffer.experience import Experience, Origin
from buffer.fingerprints import fingerprint
from buffer.packing import pack, unpack
from buffer.replay import ReplayBuffer
from data.forms import names_a_task

cells = st.integers(1, 30).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width).map(tuple),
        min_size=1,
        max_size=5,
    ).map(tuple)
)


# What goes in comes out


@settings(deadline=None, max_examples=50)
@given(st.lists(st.none() | cells, max_size=6))
def test_packed_grids_come_back(grids: list[tuple[tuple[int, ...], ...] | None]) -> None:
    assert unpack(pack(grids)) == tuple(grids)


@pytest.mark.parametrize(
    "grid", [(), ((),), ((1, 2), (3,)), ((10,), (1,)), ((-1,),), ((0,) * 31,) * 2]
)
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
        task_id=st.text(st.characters(codec="utf-8"), min_size=1).filter(names_a_task),
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
        buffer.add([an_experience(0), an_experience(1, outputs=(((11,), (1,)),))])
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
