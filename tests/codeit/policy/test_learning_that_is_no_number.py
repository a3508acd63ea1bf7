"""Attacks learning whose gradients are no numbers: it must not count as learning."""

import pytest
import torch
from policy_toys import a_task, an_experience_of, quick_learner, tiny_model

from arc_dsl import parse
from codeit.errors import LearningError
from codeit.policy.learning.learner import EmbeddedLearner

PROGRAM = parse("O = vmirror(I)")


def learner() -> EmbeddedLearner:
    return EmbeddedLearner(tiny_model(), quick_learner(batch_size=1), 128)


def test_steps_that_change_nothing_are_counted_and_most_of_them_stop_the_run() -> None:
    task = a_task(0)
    shown = [an_experience_of(task, PROGRAM, task.outputs)] * 12
    good = learner()
    assert good.learn(shown, {task.id: task}, 1).skipped == 0
    bad = learner()
    with torch.no_grad():
        bad.model.t5.shared.weight[:] = float("inf")
    with pytest.raises(LearningError, match=r"12 of 12 steps of learning in float32 .* no numbers"):
        bad.learn(shown, {task.id: task}, 1)
    few = bad.learn(shown[:3], {task.id: task}, 1)  # as float16 does while it finds its scale
    assert (few.skipped, few.steps) == (3, 3)
