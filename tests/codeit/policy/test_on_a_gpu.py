"""The same code on a CUDA device (`pytest -m gpu`): precision, resuming, determinism, thrift."""

import random
from pathlib import Path

import pytest
import torch
from policy_toys import FLIPS, a_task, an_experience_of, quick_learner, quick_policy

from codeit.policy import build_policy

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device"),
]

TASKS = {task.id: task for task in (a_task(n) for n in range(6))}
EXPERIENCES = [
    an_experience_of(task, random.Random(n).choice(list(FLIPS.values())), task.outputs)
    for n, task in enumerate(TASKS.values())
]


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_it_learns_in_every_precision(precision: str) -> None:
    policy, learner = build_policy(
        quick_policy(device="cuda"),
        quick_learner(epochs=40, learning_rate=1e-2, precision=precision),
    )
    before = learner.learn(EXPERIENCES, TASKS, seed=0).loss
    assert learner.learn(EXPERIENCES, TASKS, seed=1).loss < before / 2
    assert all(policy.sample(list(TASKS.values()), 4, seed=0))


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_a_restored_learner_goes_on_as_if_it_had_never_stopped(
    tmp_path: Path, precision: str
) -> None:
    config = quick_learner(precision=precision)
    _, one = build_policy(quick_policy(device="cuda"), config)
    one.learn(EXPERIENCES, TASKS, seed=0)
    one.save(tmp_path / "saved")
    _, two = build_policy(quick_policy(device="cuda"), config)
    two.load(tmp_path / "saved")
    losses = [learner.learn(EXPERIENCES, TASKS, seed=1).loss for learner in (one, two)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


def test_sampling_on_the_device_is_repeatable() -> None:
    policy, _ = build_policy(quick_policy(device="cuda"), quick_learner())
    tasks = list(TASKS.values())
    assert policy.sample(tasks, 8, seed=3) == policy.sample(tasks, 8, seed=3)
