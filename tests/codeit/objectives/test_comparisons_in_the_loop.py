"""Attacks the objectives that compare: which programs stand together, and what a step does."""

import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from codeit.errors import ConfigError
from codeit.objectives.choosing import objective_of
from codeit.objectives.comparing import Agro
from codeit.objectives.interface import Extent, Scored
from codeit.policy.interface import LearnerConfig
from codeit.policy.learning.collate import collate
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import Trainer, token_nats
from codeit.policy.network.model import Architecture, PolicyModel
from codeit.run.config import preset

PROMPT = np.ones((4, 19), np.int16)


def example(group: int, reward: float = 0.0, token: int = 40) -> Example:
    return Example(PROMPT, (token, 41, 2), reward, group, -3.0)


def grouped(
    examples: list[Example], without: str = "drop", reward: str = "share"
) -> list[list[Example]]:
    config = LearnerConfig.model_validate(
        {"objective": "agro", "without_success": without, "reward": reward}
    )
    return list(objective_of(config).groups(examples, 8, random.Random(1)))


def tasks_of(batches: list[list[Example]]) -> list[int]:
    return sorted(e.group for batch in batches for e in batch)


def test_tasks_with_one_program_or_without_a_success_are_not_compared() -> None:
    examples = [example(0, 1.0), *[example(1)] * 3, example(2, 0.5), example(2)]
    assert tasks_of(grouped(examples)) == [2, 2]
    assert tasks_of(grouped(examples, without="keep")) == [1, 1, 1, 2, 2]
    assert tasks_of(grouped(examples, reward="all")) == []
    assert [e.group for e in Agro(0.5, 1.0, "share", "drop").compared(examples)] == [2, 2]
    assert objective_of(LearnerConfig()).compared(examples) == []


def test_programs_of_a_task_stand_together_beside_imitation() -> None:
    examples = [example(-1, 1.0) for _ in range(20)] + [example(7, r / 10) for r in range(10)]
    batches = grouped(examples)
    assert sum(len(batch) for batch in batches) == 30
    for batch in batches:
        groups = [e.group for e in batch]
        assert groups == sorted(groups)
        assert groups.count(7) in (0, 5)


@pytest.mark.parametrize("name", ["agro", "spo"])
def test_a_step_makes_the_better_program_likelier_than_the_worse(name: str) -> None:
    torch.manual_seed(1)
    model = PolicyModel(Architecture(width=16, heads=2, feed_forward=16))
    config = LearnerConfig.model_validate(
        {
            "objective": name,
            "compare_weight": 1.0,
            "learning_rate": 0.01,
            "warmup_steps": 0,
            "precision": "float32",
            "primitive_weight": 0.0,
        }
    )
    objective = objective_of(config)
    trainer = Trainer(model, config, objective)
    examples = [example(3, 1.0, 40), example(3, 0.0, 50)]
    tokens = collate(examples)
    with torch.no_grad():
        nats = token_nats(model(tokens.prompts, tokens.given)[0], tokens.labels).sum(1).tolist()
    examples = [replace(e, reference=-n) for e, n in zip(examples, nats, strict=True)]
    (batch,) = objective.groups(examples, 8, random.Random(1))

    def gap() -> float:
        with torch.no_grad():
            scores, _ = model(tokens.prompts, tokens.given)
        log_p = torch.log_softmax(scores[:, 0].float(), -1)
        return float(log_p[0, 40] - log_p[1, 50])

    before = gap()
    for _ in range(5):
        report = trainer.step(collate(batch))
    assert gap() > before + 0.1
    assert report.tokens == 0  # figures are of realised goals


def test_parts_of_a_batch_add_up_and_no_group_is_divided() -> None:
    torch.manual_seed(1)
    objective = Agro(0.5, 1.0, "share", "drop")
    nats = torch.rand(8, 3)
    reward, reference = torch.rand(8), -torch.rand(8)
    group = torch.tensor([-1, -1, -1, 4, 4, 4, 9, 9])
    scored, whole = Scored(nats, reward, reference, group), Extent(8, 9, 5)
    parts = [torch.arange(0, 2), torch.arange(2, 6), torch.arange(6, 8)]
    total = sum(float(objective.loss(scored.chosen(rows), whole)) for rows in parts)
    assert total == pytest.approx(float(objective.loss(scored, whole)), rel=1e-5)
    model = PolicyModel(Architecture(width=16, heads=2, feed_forward=16))
    trainer = Trainer(model, LearnerConfig(micro_batch=2), objective)
    rows = [example(int(n)) for n in group]
    assert trainer._spans(collate(rows)) == [(0, 2), (2, 6), (6, 8)]


def test_what_cannot_be_is_told() -> None:
    with pytest.raises(ConfigError, match=r"policy\.samples must be at least 2"):
        preset("tiny", {"learner.objective": "agro", "policy.samples": 1})
    with pytest.raises(ConfigError, match=r"at least 0\.3"):
        preset("tiny", {"learner.objective": "spo", "learner.beta": 0.1})
    with pytest.raises(ConfigError, match="'imitation', 'agro' or 'spo'"):
        preset("tiny", {"learner.objective": "ppo"})
