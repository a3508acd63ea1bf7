"""Attacks the learner: does it learn, from what it should, the same twice, however divided?"""

import ctypes
import random
from pathlib import Path

import psutil
import pytest
import torch
from policy_toys import (
    FLIPS,
    a_pair,
    a_task,
    an_experience_of,
    quick_learner,
    quick_policy,
    tiny_model,
)

from codeit.domains.grids import patches
from codeit.domains.grids import words as tokens
from codeit.errors import CheckpointError
from codeit.policy import build_policy
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.learning.collate import Batch, collate
from codeit.policy.learning.examples import Example, example_of
from codeit.policy.learning.learner import EmbeddedLearner
from codeit.policy.learning.training import Trainer
from data.tasks import Pair, Task

TASKS = {task.id: task for task in (a_task(n) for n in range(6))}


def experiences() -> list:  # type: ignore[type-arg]
    programs = list(FLIPS.values())
    return [
        an_experience_of(task, programs[i % 3], task.outputs)
        for i, task in enumerate(TASKS.values())
    ]


def weights(model: torch.nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def test_it_learns_a_handful_by_heart() -> None:
    policy, learner = build_policy(
        quick_policy(constraint="names", temperature=0.0),
        quick_learner(epochs=60, learning_rate=1e-2),
    )
    report = learner.learn(experiences(), TASKS, seed=0)
    assert report.examples == 60 * 6
    assert report.steps == 60
    assert report.loss > 0
    later = learner.learn(experiences(), TASKS, seed=1)
    assert later.loss < report.loss / 4
    drawn = policy.sample(list(TASKS.values()), 1, seed=0)
    assert [str(c[0].program) for c in drawn] == [e.program for e in experiences()]


def test_equal_seeds_learn_the_same() -> None:
    results = []
    for _ in range(2):
        model = tiny_model()
        EmbeddedLearner(model, quick_learner(batch_size=2), 320).learn(experiences(), TASKS, 5)
        results.append(weights(model))
    assert torch.equal(*results)


def test_failed_demonstrations_are_dropped() -> None:
    task = a_task(1, pairs=3)
    outputs = (task.outputs[0], None, task.outputs[2])
    example = example_of(an_experience_of(task, FLIPS["flip"], outputs), task, 320)
    assert example is not None
    first, _, last = task.demonstrations
    assert patches.decode(example.prompt) == [first, last]


def test_the_realised_output_is_the_goal() -> None:
    task = a_task(2, pairs=1)
    realised = ((1, 2), (3, 4))
    example = example_of(an_experience_of(task, FLIPS["turn"], (realised,)), task, 320)
    assert example is not None
    assert patches.decode(example.prompt) == [Pair(task.inputs[0], realised)]
    assert tokens.decode(example.tokens) == FLIPS["turn"]


def a_batch(count: int = 8) -> Batch:
    rng = random.Random(0)
    programs = list(FLIPS.values())
    return collate(
        [
            Example(patches.encode([a_pair(rng, 5)]), tuple(tokens.encode(programs[i % 3])))
            for i in range(count)
        ]
    )


def test_a_divided_batch_gives_the_same_step() -> None:
    results = []
    for micro in (0, 3):
        model = tiny_model()
        report = Trainer(model, quick_learner(micro_batch=micro)).step(a_batch())
        results.append((weights(model), report.bits))
    assert torch.allclose(results[0][0], results[1][0], atol=1e-5)
    assert results[0][1] == pytest.approx(results[1][1], rel=1e-4)


def test_running_out_of_memory_halves_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny_model()
    seen: list[int] = []
    forward = model.forward

    def hungry(prompts: torch.Tensor, given: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        seen.append(len(prompts))
        if len(prompts) > 2:
            raise torch.OutOfMemoryError("too much")
        return forward(prompts, given)

    monkeypatch.setattr(model, "forward", hungry)
    trainer = Trainer(model, quick_learner())
    report = trainer.step(a_batch())
    assert seen == [8, 4, 2, 2, 2, 2]
    trainer.step(a_batch())
    assert seen[6:] == [2, 2, 2, 2], "it remembers what fits"
    reference = tiny_model()
    assert report.bits == pytest.approx(Trainer(reference, quick_learner()).step(a_batch()).bits)


def test_other_errors_are_not_taken_for_want_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny_model()

    def broken(*_: object) -> None:
        raise RuntimeError("shapes do not match")

    monkeypatch.setattr(model, "forward", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        Trainer(model, quick_learner()).step(a_batch())


def test_the_learning_rate_warms_up_and_falls() -> None:
    trainer = Trainer(tiny_model(), quick_learner(warmup_steps=4, schedule="cosine"))
    rates = []
    for done in (0.0, 0.0, 0.0, 0.0, 0.5, 1.0):
        trainer.step(a_batch(2), done)
        rates.append(trainer.optimizer.param_groups[0]["lr"] / 3e-3)
    assert rates == pytest.approx([0.25, 0.5, 0.75, 1.0, 0.525, 0.05])


def test_a_saved_learner_goes_on_exactly(tmp_path: Path) -> None:
    model = tiny_model()
    learner = EmbeddedLearner(model, quick_learner(), 320)
    learner.learn(experiences(), TASKS, 1)
    learner.save(tmp_path / "kept")
    learner.learn(experiences(), TASKS, 2)
    other = tiny_model(seed=9)
    restored = EmbeddedLearner(other, quick_learner(), 320)
    restored.load(tmp_path / "kept")
    restored.learn(experiences(), TASKS, 2)
    assert torch.equal(weights(model), weights(other))


def test_a_model_of_other_sizes_is_refused(tmp_path: Path) -> None:
    learner = EmbeddedLearner(tiny_model(), quick_learner(), 320)
    learner.save(tmp_path / "kept")
    _, larger = build_policy(quick_policy(width=64))
    with pytest.raises(CheckpointError, match="other sizes"):
        larger.load(tmp_path / "kept")


def test_bfloat16_learns_too() -> None:
    model = tiny_model()
    before = weights(model)
    report = Trainer(model, quick_learner(precision="bfloat16")).step(a_batch())
    assert 0 < report.bits_per_token < 20
    assert not torch.equal(before, weights(model))


def test_sampling_and_learning_share_one_model() -> None:
    policy, learner = build_policy(quick_policy())
    assert isinstance(policy, EmbeddedPolicy)
    assert isinstance(learner, EmbeddedLearner)
    assert policy.model is learner.model
    assert isinstance(TASKS["task0"], Task)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="needs glibc")
def test_what_is_free_after_learning_goes_back_to_the_system() -> None:
    _, learner = build_policy(quick_policy(constraint="names"), quick_learner())
    pages = [torch.ones(16_000) for _ in range(4_000)]  # each too small to be mapped on its own
    last = pages.pop()
    pages.clear()
    held = psutil.Process().memory_info().rss
    learner.learn([], {}, seed=0)
    assert held - psutil.Process().memory_info().rss > 150_000_000
    del last
