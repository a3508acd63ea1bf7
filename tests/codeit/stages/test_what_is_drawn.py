"""Attacks the draw: doubles, one task that drowns the others, hindsight that starves, length."""

from collections import Counter

import pytest

from buffer.experience import Experience, Origin
from buffer.replay import ReplayBuffer
from codeit.run.config import ReplayConfig
from codeit.stages.draw import Drawn, Side, draw

SEARCHED, TRAINED = frozenset({"a", "b"}), frozenset({"x", "y"})
SIDES = Side("found", SEARCHED), Side("given", TRAINED)


def experience(
    task: str, number: int, score: float = 0.0, lines: int = 2, like: int | None = None
) -> Experience:
    """An experience whose behaviour is told by `like`, or its own."""
    grid = (
        (1, (number if like is None else like) % 10),
        (0, (number if like is None else like) // 10),
    )
    text = "\n".join([f"x{i} = rot90(I)" for i in range(1, lines)] + [f"O = f{number}(I)"])
    origin = Origin.POLICY if number % 2 else Origin.MUTATION
    return Experience(task, text, (grid,), score, 1 - score, origin)


def drawn(buffer: ReplayBuffer, count: int = 20, share: float = 0.5, **config: object) -> Drawn:
    settings = ReplayConfig.model_validate(config)
    return draw(buffer, SIDES, settings, (count, share), seed=3, number=1, max_lines=8)


def test_the_shortest_represents_all_of_one_behaviour(buffer: ReplayBuffer) -> None:
    buffer.add(experience("a", n, 1.0, lines=8 - n, like=0) for n in range(6))
    buffer.add([experience("b", 9, 1.0, like=0)])
    found = drawn(buffer)
    assert sorted((e.task_id, e.program.count("\n") + 1) for e in found.experiences) == [
        ("a", 3),
        ("b", 2),
    ]
    assert found.figures["drawn_behaviours"] == 2
    assert len(drawn(buffer, rule="priority").experiences) == 7


def test_hindsight_keeps_its_share_however_many_answers_there_are(buffer: ReplayBuffer) -> None:
    buffer.add(experience("x", n, 1.0) for n in range(60))
    buffer.add(experience("y", n) for n in range(60))
    scores = Counter(e.score for e in drawn(buffer, rule="bands").experiences)
    assert scores == {1.0: 10, 0.0: 10}
    assert drawn(buffer, rule="priority").figures["drawn_hindsight"] == 0
    assert drawn(buffer, hindsight=0.0).figures["drawn_hindsight"] == 0


def test_what_one_band_lacks_the_other_gives(buffer: ReplayBuffer) -> None:
    buffer.add(experience("x", n, 1.0) for n in range(3))
    buffer.add(experience("y", n) for n in range(60))
    found = drawn(buffer)
    assert found.figures["drawn"] == 20
    assert found.figures["drawn_hindsight"] == 17


def test_no_task_gives_more_than_its_cap(buffer: ReplayBuffer) -> None:
    buffer.add(experience("x", n, 1.0) for n in range(60))
    buffer.add(experience("y", n) for n in range(4))
    tasks = Counter(e.task_id for e in drawn(buffer, per_task=5).experiences)
    assert tasks == {"x": 5, "y": 4}
    assert drawn(buffer, per_task=0).figures["drawn"] == 20


def test_programs_too_long_to_write_are_left_out(buffer: ReplayBuffer) -> None:
    buffer.add([experience("x", 1, lines=9), experience("x", 2, lines=8)])
    assert drawn(buffer).figures["drawn_long_share"] == 0
    both = drawn(buffer, writable=False).figures
    assert both["drawn_long_share"] == 0.5
    assert both["drawn_long_line_share"] == pytest.approx(9 / 17)


def test_each_side_gets_its_share_and_makes_up_for_the_other(buffer: ReplayBuffer) -> None:
    buffer.add(experience("a", n) for n in range(50))
    buffer.add(experience("x", n) for n in range(50))
    assert drawn(buffer, share=0.25).figures["drawn_found"] == 5
    buffer.add(experience("y", n) for n in range(50))
    assert drawn(buffer, count=150, share=0.9).figures["drawn"] == 150


def test_what_search_found_can_be_kept_from_the_policy(buffer: ReplayBuffer) -> None:
    buffer.add(experience("a", n, 1.0) for n in range(20))
    own = Side("found", SEARCHED, frozenset({Origin.POLICY})), SIDES[1]
    for rule in ("bands", "priority", "uniform"):
        config = ReplayConfig.model_validate({"rule": rule})
        found = draw(buffer, own, config, (20, 0.5), seed=3, number=1, max_lines=8)
        assert {e.origin for e in found.experiences} == {Origin.POLICY}
        assert found.figures["drawn_found_by_policy"] == 10


def test_a_draw_depends_on_what_is_stored_alone(buffer: ReplayBuffer) -> None:
    buffer.add(experience("a", n, n % 3 / 2) for n in range(40))
    first = drawn(buffer)  # reads a part
    buffer.add(experience("b", n, n % 3 / 2) for n in range(40))
    grown = drawn(buffer)
    buffer.reload()  # and now everything at once
    assert drawn(buffer) == grown != first
    assert drawn(buffer, rule="uniform") == drawn(buffer, rule="uniform") != grown
