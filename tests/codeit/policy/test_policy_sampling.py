"""Attacks sampling: programs that do not parse or type-check, runs that differ, repeats."""

import pytest
from policy_toys import FLIPS, a_task, an_experience_of, quick_policy

from arc_dsl.program import parse
from arc_dsl.types.inference import well_typed
from buffer.experience import Origin
from codeit.domains.grids.words import NUMBERS
from codeit.domains.interface import Constraint
from codeit.domains.words import BEGIN, END, FAR, PAD
from codeit.policy import build_policy
from codeit.policy.decoding.constraint import Tree
from codeit.policy.scripted import ScriptedLearner, ScriptedPolicy
from codeit.proposers.candidate import Candidate

TASKS = [a_task(n, pairs=1 + n % 3) for n in range(5)]


@pytest.mark.parametrize("constraint", ["names", "natural"])
def test_every_sample_parses_and_is_short_enough(constraint: str) -> None:
    policy, _ = build_policy(quick_policy(constraint=constraint, max_lines=3))
    drawn = policy.sample(TASKS, 6, seed=1)
    assert [c.task_id for found in drawn for c in found[:1]] == [task.id for task in TASKS]
    for candidate in (c for found in drawn for c in found):
        assert parse(str(candidate.program)) == candidate.program
        assert 1 <= len(candidate.program) <= 3
        assert candidate.origin is Origin.POLICY
        assert candidate.log_probability is not None
        assert candidate.log_probability < 0
        assert constraint == "names" or well_typed(candidate.program)


def test_equal_seeds_give_equal_samples_whatever_the_batch() -> None:
    config = quick_policy(constraint="names")
    policy, _ = build_policy(config, seed=3)
    again, _ = build_policy(config.model_copy(update={"tasks_at_once": 2}), seed=3)
    first = policy.sample(TASKS, 5, seed=7)
    assert programs(again.sample(TASKS, 5, seed=7)) == programs(first)
    assert programs(policy.sample(TASKS[2:4], 5, seed=7)) == programs(first)[2:4]
    assert programs(policy.sample(TASKS, 5, seed=8)) != programs(first)
    other, _ = build_policy(config, seed=4)
    assert programs(other.sample(TASKS, 5, seed=7)) != programs(first)


def programs(drawn: list[list[Candidate]]) -> list[list[str]]:
    return [[str(c.program) for c in found] for found in drawn]


def test_temperature_zero_takes_the_likeliest_program() -> None:
    config = quick_policy(constraint="names", temperature=0.0, unique=False)
    policy, _ = build_policy(config)
    first = policy.sample(TASKS, 3, seed=1)
    assert programs(first) == programs(policy.sample(TASKS, 3, seed=99))
    assert all(len(set(found)) == 1 for found in programs(first))


def test_unique_samples_do_not_repeat() -> None:
    cold = quick_policy(constraint="names", max_lines=1, temperature=0.3)
    policy, _ = build_policy(cold)
    found = programs(policy.sample(TASKS[:2], 30, seed=1))
    assert all(len(set(one)) == len(one) for one in found)
    loose, _ = build_policy(cold.model_copy(update={"unique": False}))
    assert any(len(set(one)) < len(one) for one in programs(loose.sample(TASKS[:2], 30, seed=1)))


@pytest.mark.parametrize("constraint", ["types", "natural"])
def test_the_end_comes_only_after_a_grid(constraint: Constraint) -> None:
    node = Tree(constraint, 2).root()
    assert not node.mask[END]
    for word in ("objects", "I", "T", "F", "T"):
        assert node.mask[NUMBERS[word]]
        node = node.after(NUMBERS[word])
    assert not node.mask[END], "objects are no grid"
    assert not node.mask[NUMBERS["size"]], "the last line must be a grid"
    for word in ("paint", "I"):
        node = node.after(NUMBERS[word])
    assert not node.mask[NUMBERS["x1"]], "a set of objects cannot be painted"
    for never in (PAD, BEGIN, FAR):
        assert not node.mask[never]


def test_unused_lines_are_counted_and_only_an_end_is_left_after_the_last_line() -> None:
    node = Tree("natural", 2).root()
    for word in ("hmirror", "I", "vmirror", "I"):
        node = node.after(NUMBERS[word])
    assert node.dead == 1
    assert [int(i) for i in node.mask.nonzero()[0]] == [END]


def test_a_call_of_a_variable_is_closed() -> None:
    node = Tree("natural", 4).root()
    for word in ("lbind", "hconcat", "I", "x1", "I", "<end_call>"):
        assert node.mask[NUMBERS[word]], word
        node = node.after(NUMBERS[word])
    assert node.mask[END]


def test_the_scripted_policy_recites() -> None:
    task = TASKS[0]
    known = {task.id: [FLIPS["flip"]]}
    policy = ScriptedPolicy(list(FLIPS.values()), known)
    mine, others = policy.sample(TASKS[:2], 2, seed=0)
    assert [c.program for c in mine] == [FLIPS["flip"]]
    assert len(others) == 2
    assert policy.sample(TASKS[:2], 2, seed=0)[1] == others
    with pytest.raises(KeyError):
        ScriptedLearner().learn([an_experience_of(task, FLIPS["flip"], task.outputs)], {}, 0)
