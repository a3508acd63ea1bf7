"""What the model learns from: a prompt and the tokens of the program that belongs to it.

No torch here: the processes that make examples do without.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from buffer.experience import Experience
from codeit.domains.grids.domain import GRIDS
from codeit.domains.interface import Domain, Prompt
from data.tasks import Pair, Task

__all__ = ["Example", "example_of", "program_tokens", "realised_pairs"]


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and the tokens of the program that belongs to it, END included."""

    prompt: npt.NDArray[np.integer[Any]]
    """Positions by features (`codeit.domains.grids.patches`), or token numbers of a text."""
    tokens: tuple[int, ...]
    reward: float = 1.0
    """0 to 1: how good the program is for the goal in the prompt; 1 for a realised goal."""
    group: int = -1
    """The number of the task whose own goal is in the prompt; -1 for a realised goal."""
    reference: float = 0.0
    """Log-probability in nats under the weights that learning began with, where it is asked for."""


def example_of(
    experience: Experience,
    task: Task,
    budget: int,
    domain: Domain = GRIDS,
    demonstrations: int = 0,
    encode: Callable[[Sequence[Pair], int], Prompt] | None = None,
) -> Example | None:
    """The training example of an experience: the realised outputs are the goal.

    At most so many `demonstrations` are shown, the first ones; 0 is all that fit.

    Demonstrations on which the program failed are dropped; None if it failed on all. `encode` makes
    the prompt, the domain's own if None.
    """
    pairs = realised_pairs(experience, task)[: demonstrations or None]
    if not pairs:
        return None
    prompt = (encode or domain.prompts.encode)(pairs, budget)
    return Example(prompt, program_tokens(experience.program, domain))


def realised_pairs(experience: Experience, task: Task) -> list[Pair]:
    """The task's inputs with the outputs that the program gave, where it gave any."""
    return [
        Pair(grid, output)
        for grid, output in zip(task.inputs, experience.outputs, strict=True)
        if output is not None
    ]


@lru_cache(maxsize=1 << 16)
def program_tokens(text: str, domain: Domain = GRIDS) -> tuple[int, ...]:
    """Tokens of a program's canonical text. Raises ParseError."""
    return tuple(domain.words.encode(domain.parse(text)))
