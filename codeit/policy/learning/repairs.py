"""What repair turns learn from: pairs of programs on one task, in hindsight.

Any two programs a and b that ran on the same inputs make an example: the goal is what b gave, the
failure is a with what it gave, and b is the answer. It is right by construction, and needs no
program that solves the task.
"""

import random
from collections.abc import Mapping, Sequence

from buffer.experience import Experience
from codeit.domains.grids.domain import GRIDS
from codeit.domains.grids.feedback import Failure, Level, prompt_of_repair
from codeit.policy.learning.examples import Example, program_tokens, realised_pairs
from data.tasks import Task

__all__ = ["repair_examples"]


def repair_examples(
    experiences: Sequence[Experience],
    tasks: Mapping[str, Task],
    level: Level,
    share: float,
    budget: int,
    rng: random.Random,
) -> list[Example]:
    """Examples of repair turns from a share of the experiences, in their order.

    The failure is another experience of the task with other outputs; with `random` feedback one of
    another task. Those without a partner are left out. `trace` examples have no values of lines:
    the buffer keeps outputs alone.
    """
    by_task: dict[str, list[Experience]] = {}
    for experience in experiences:
        by_task.setdefault(experience.task_id, []).append(experience)
    found: list[Example] = []
    for goal in experiences:
        if rng.random() >= share:
            continue
        pool = experiences if level == "random" else by_task[goal.task_id]
        others = [e for e in pool if e.outputs != goal.outputs]
        pairs = realised_pairs(goal, tasks[goal.task_id])
        if not others or not pairs:
            continue
        failed = rng.choice(others)
        kept = [n for n, grid in enumerate(goal.outputs) if grid is not None]
        outputs = tuple(failed.outputs[n] if n < len(failed.outputs) else None for n in kept)
        prompt = prompt_of_repair(pairs, Failure(failed.program, outputs), level, budget)
        found.append(Example(prompt, program_tokens(goal.program, GRIDS)))
    return found
