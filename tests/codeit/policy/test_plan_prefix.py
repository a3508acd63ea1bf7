"""Attacks the plan prefix: what it names in learning and in sampling; 0 changes nothing."""

import random

import numpy as np
import pytest
import torch
from policy_toys import quick_policy, tiny_model

from arc_dsl import parse, run
from codeit.domains.grids.patches import PATCHES
from codeit.domains.grids.words import WORDS
from codeit.domains.words import FIRST_PRIMITIVE
from codeit.errors import ConfigError
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.learning.examples import Example
from codeit.policy.plans import own_primitives, predicted, with_own_plans, with_plan
from codeit.run.config import preset
from data.tasks import Pair, Task

GRID = ((1, 2, 0), (0, 3, 4))
WANTED = run(parse("O = rot180(I)"), GRID).grid
assert WANTED is not None
TASK = Task("t", (Pair(GRID, WANTED),), ())
PROMPT = PATCHES.encode(TASK.demonstrations, 320)
TOKENS = tuple(WORDS.encode(parse("x1 = vmirror(I)\nx2 = hmirror(x1)\nO = vmirror(x2)")))
KNOWN = len(WORDS.arities)


def named(example: Example) -> list[int]:
    """The tokens that stand after the demonstrations."""
    return [int(n) - PATCHES.table for n in example.prompt[len(PROMPT) :, 0]]


def test_a_plan_in_learning_is_of_the_programs_own_primitives() -> None:
    own = own_primitives(TOKENS, KNOWN)
    assert own == sorted({TOKENS[i] for i in range(len(TOKENS)) if TOKENS[i] in own})
    assert [WORDS.vocabulary[t] for t in own] == sorted(
        ["vmirror", "hmirror"], key=WORDS.vocabulary.index
    )
    examples = [Example(PROMPT, TOKENS)] * 200
    both = with_own_plans(examples, 8, KNOWN, random.Random(1))
    plans = [named(example) for example in both]
    assert all(plan in ([], own) for plan in plans)
    assert 60 < sum(map(bool, plans)) < 140
    one = with_own_plans(examples, 1, KNOWN, random.Random(1))
    assert {len(named(example)) for example in one} == {0, 1}


def test_examples_compared_by_reward_have_no_plan() -> None:
    compared = [Example(PROMPT, TOKENS, 0.5, 3)] * 20
    assert with_own_plans(compared, 8, KNOWN, random.Random(1)) == compared


def test_the_head_says_what_is_named_in_sampling() -> None:
    model = tiny_model()
    wanted = 7
    with torch.no_grad():
        model.primitives.weight.zero_()
        model.primitives.bias.zero_()
        model.primitives.bias[wanted] = 5
    ((token,),) = predicted(model, [PROMPT], 1)
    assert token == FIRST_PRIMITIVE + wanted
    assert [len(plan) for plan in predicted(model, [PROMPT, PROMPT], 3)] == [3, 3]


def test_a_policy_samples_after_its_plan_and_none_is_as_before() -> None:
    model = tiny_model()
    drawn = [
        {
            str(c.program)
            for c in EmbeddedPolicy(model, quick_policy(plan=n)).sample([TASK], 8, 1)[0]
        }
        for n in (0, 0, 4)
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[2]
    assert (with_plan(PROMPT, []) == PROMPT).all()
    assert isinstance(with_plan(PROMPT, [FIRST_PRIMITIVE]), np.ndarray)


@pytest.mark.parametrize(
    "more", [{"policy.encoder": "frames"}, {"domain": "sequence", "policy.checkpoint": "none"}]
)
def test_a_plan_is_of_grids_and_patches(more: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"policy\.plan"):
        preset("tiny", {"policy.plan": 3, **more})
