"""Attacks the encoder of frames: the same scores for all eight positions, to rounding."""

import pytest
import torch
from policy_toys import a_task, quick_policy, tiny_model

from codeit.domains.grids.domain import GRIDS
from codeit.domains.grids.frames import encode_frames
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.learning.collate import pad_prompts
from data.augment import Augmentation, Symmetry
from data.tasks import Task

GIVEN = torch.tensor([[1, 40, 41, 60]])


def scores(task: Task, *, frames: bool) -> torch.Tensor:
    pairs = task.demonstrations
    prompt = encode_frames(pairs, 320, GRIDS) if frames else GRIDS.prompts.encode(pairs, 320)
    model = tiny_model().eval()
    with torch.no_grad():
        return torch.log_softmax(model(pad_prompts([prompt]), GIVEN)[0].double(), -1)


@pytest.mark.parametrize("symmetry", list(Symmetry))
@pytest.mark.parametrize("largest", [5, 11])
def test_turned_copies_get_equal_scores(symmetry: Symmetry, largest: int) -> None:
    task = a_task(3, largest=largest)
    turned = Augmentation(symmetry).task(task)
    gap = (scores(task, frames=True) - scores(turned, frames=True)).abs().max()
    assert float(gap) < 1e-4  # float32; scores are of the order of 10
    if symmetry is Symmetry.TURN_90:
        plain = (scores(task, frames=False) - scores(turned, frames=False)).abs().max()
        assert float(plain) > 1e-2


def test_a_batch_of_different_lengths_is_read_as_alone() -> None:
    tasks = [a_task(1, largest=4), a_task(2, largest=12)]
    prompts = [encode_frames(task.demonstrations, 320, GRIDS) for task in tasks]
    model = tiny_model().eval()
    given = GIVEN.repeat(2, 1)
    with torch.no_grad():
        together = model(pad_prompts(prompts), given)[0]
        apart = [model(pad_prompts([prompt]), GIVEN)[0][0] for prompt in prompts]
    for both, alone in zip(together, apart, strict=True):
        assert torch.allclose(both, alone, atol=1e-4)


def test_the_policy_samples_from_frames() -> None:
    policy = EmbeddedPolicy(tiny_model(), quick_policy(encoder="frames"))
    drawn = policy.sample([a_task(1), a_task(2)], 3, 1)
    assert [len(own) for own in drawn] == [3, 3]
