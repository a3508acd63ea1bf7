"""Attacks sampling without replacement: repeats, wrong chances, wrong order, what neighbours do."""

from collections import Counter
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from policy_toys import a_task, quick_policy

from arc_dsl.program import parse
from codeit.domains.grids.words import encode
from codeit.policy import build_policy, embedded
from codeit.policy.decoding.constraint import Tree
from codeit.policy.decoding.drawing import Branch, Distinct, Sample, lowered

NODE = Tree("names", 1).root()
TREE = {(): [0.6, 0.3, 0.1], (0,): [0.5, 0.5, 0.0], (1,): [1.0, 0.0, 0.0], (2,): [0.2, 0.3, 0.5]}
"""Chances of the next token: every sequence has two tokens."""
LEAVES = {
    (a, b): first * second
    for a, first in enumerate(TREE[()])
    for b, second in enumerate(TREE[(a,)])
    if second
}


def drawn(seed: int, count: int) -> list[tuple[int, ...]]:
    """Sequences of the tree in the order of drawing."""
    drawing = Distinct([np.random.default_rng(seed)], count)
    branches = [Branch(0, NODE, (), 0.0, drawing.root(0))]
    for _ in range(2):
        chance = np.array([TREE[branch.written] for branch in branches])
        children = drawing.divide(branches, chance)
        assert len(children) <= count
        branches = [
            Branch(0, NODE, (*branches[c.parent].written, c.token), 0.0, c.share) for c in children
        ]
    for branch in branches:
        drawing.end(0, branch.share, Sample(branch.written, 0.0))
    return [sample.tokens for sample in drawing.samples()[0]]


def test_draws_are_those_of_drawing_one_after_another_without_repeats() -> None:
    runs = 6000
    pairs = Counter(tuple(drawn(seed, 2)) for seed in range(runs))
    for first, second in permutations(LEAVES, 2):
        expected = LEAVES[first] * LEAVES[second] / (1 - LEAVES[first])
        assert pairs[first, second] / runs == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("count", [1, 4, len(LEAVES), 20])
def test_all_that_can_be_drawn_is_drawn_once(count: int) -> None:
    found = drawn(1, count)
    assert len(found) == len(set(found)) == min(count, len(LEAVES))
    assert set(found) <= set(LEAVES)


def test_what_has_ended_gives_way_to_what_is_higher() -> None:
    drawing = Distinct([np.random.default_rng(0)], 2)
    low, high = Sample((7,), 0.0), Sample((8,), 0.0)
    drawing.end(0, (-1.0, -50.0), low)
    drawing.end(0, (-1.0, 50.0), high)
    root = Branch(0, NODE, (), 0.0, drawing.root(0))
    (child,) = drawing.divide([root], np.array([[0.5, 0.5]]))
    assert drawing.samples() == [[high]]
    drawing.end(0, child.share, Sample((child.token,), 0.0))
    assert drawing.samples()[0][0] is high


def test_the_highest_child_is_as_high_as_its_parent() -> None:
    noisy = np.array([[0.3, -1.0, -np.inf], [5.0, 4.999, -60.0]])
    height = np.array([[-2.0], [-0.1]])
    found = lowered(noisy, height)
    assert found.max(1).tolist() == [-2.0, -0.1]
    assert (np.argsort(found) == np.argsort(noisy)).all()
    assert found[0, 2] == -np.inf


def test_every_task_gets_as_many_programs_as_there_are() -> None:
    config = quick_policy(constraint="natural", max_lines=1, temperature=0.1, tasks_at_once=3)
    policy, _ = build_policy(config, seed=3)
    tasks = [a_task(n, pairs=1 + n % 3) for n in range(4)]
    together = programs(policy.sample(tasks, 16, seed=5))
    for task, found in zip(tasks, together, strict=True):
        assert len(set(found)) == len(found) == 16
        assert programs(policy.sample([task], 16, seed=5)) == [found]


def programs(drawn: Any) -> list[list[str]]:
    return [[str(candidate.program) for candidate in found] for found in drawn]


def test_sequences_that_are_one_program_count_once_where_the_first_was_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["O = hmirror(I)", "O = vmirror(I)", "x1 = rot90(I)\nO = hmirror(I)"]
    drawn = [Sample((*encode(parse(text)),), -float(n)) for n, text in enumerate(texts)]
    monkeypatch.setattr(embedded, "decode", lambda *_: [drawn])
    policy, _ = build_policy(quick_policy(constraint="names"))
    (found,) = policy.sample([a_task(1)], 3, seed=1)
    assert [(str(c.program), c.log_probability) for c in found] == [(texts[0], 0), (texts[1], -1)]


def test_at_temperature_zero_there_is_one_draw() -> None:
    policy, _ = build_policy(quick_policy(constraint="names", temperature=0.0))
    assert [len(found) for found in policy.sample([a_task(1), a_task(2)], 9, seed=1)] == [1, 1]
