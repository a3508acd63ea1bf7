"""Plan prefix: primitives that the prompt names before the program is written.

The nearest honest thing that a program language has to a reasoning prompt (Zheng et al., 2025, ask
models for a plan in words): what the program will be made of, as positions after those of the
demonstrations, in the decoder's words. It is not a chain of thought: nothing is derived in it. In
learning the plan is made of the program's own primitives (hindsight), for every second example; in
sampling the auxiliary head, which reads the same prompt without a plan, says what to name.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from codeit.domains.grids.patches import PATCHES
from codeit.domains.interface import Prompt
from codeit.domains.words import FIRST_PRIMITIVE
from codeit.policy.learning.collate import pad_prompts
from codeit.policy.learning.examples import Example
from codeit.policy.network.model import PolicyModel

__all__ = ["own_primitives", "predicted", "with_own_plans", "with_plan"]


def with_plan(prompt: npt.NDArray[np.integer[Any]], primitives: Sequence[int]) -> Prompt:
    """The prompt with a position for each primitive, given as tokens."""
    return np.concatenate([prompt, PATCHES.words(primitives)], dtype=np.int16)


def own_primitives(tokens: Sequence[int], known: int) -> list[int]:
    """The tokens of the primitives that a program uses, each once, of `known` primitives."""
    return sorted({t for t in tokens if FIRST_PRIMITIVE <= t < FIRST_PRIMITIVE + known})


def with_own_plans(
    examples: Sequence[Example], count: int, known: int, rng: random.Random
) -> list[Example]:
    """Every second example, by lot, with at most `count` primitives of its program as the plan.

    The others stay without, so that the auxiliary head learns from prompts as it will see them.
    Examples that are compared by reward stay, too.
    """
    planned: list[Example] = []
    for example in examples:
        if example.group >= 0 or rng.random() < 0.5:
            planned.append(example)
            continue
        own = own_primitives(example.tokens, known)
        named = sorted(rng.sample(own, min(count, len(own))))
        planned.append(replace(example, prompt=with_plan(example.prompt, named)))
    return planned


@torch.inference_mode()
def predicted(model: PolicyModel, prompts: Sequence[Prompt], count: int) -> list[list[int]]:
    """For each prompt the `count` primitives that the auxiliary head finds likeliest, as tokens."""
    scores = model.likely_primitives(pad_prompts(prompts).to(model.device))
    likeliest = scores.topk(min(count, scores.shape[1])).indices + FIRST_PRIMITIVE
    return [sorted(map(int, row)) for row in likeliest.tolist()]
