"""What repair turns learn from: pairs of programs on one task, in hindsight.

Any two programs a and b that ran on the same inputs make an example: the goal is what b gave, the
failure is a with what it gave, and b is the answer. It is right by construction, and needs no
program that solves the task.

With `repair.reward=held_out` the samples of turns are compared as well (RLEF's reward for what a
turn was not shown): programs written after one failure are a group, and each is rewarded if it is
right on the demonstration that turns did not see.
"""

import random
from collections.abc import Mapping, Sequence

from buffer.experience import Experience, Origin
from codeit.domains.grids.domain import GRIDS
from codeit.domains.grids.feedback import Failure, Level, prompt_of_repair, without_reward
from codeit.policy.learning.examples import Example, program_tokens, realised_pairs
from data.tasks import Task

__all__ = ["repair_examples", "turn_examples"]


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


def turn_examples(
    experiences: Sequence[Experience],
    tasks: Mapping[str, Task],
    level: Level,
    budget: int,
    group: int,
) -> list[Example]:
    """The samples of turns with their rewards on the demonstration that the turns did not see.

    Groups are numbered from `group` on, one for each failure that was told. Samples are left out
    whose failure is not among the experiences, or whose task could not spare a demonstration.
    """
    known = {(e.task_id, e.program): e for e in experiences}
    groups: dict[tuple[str, str], int] = {}
    found: list[Example] = []
    for experience in experiences:
        failed = known.get((experience.task_id, experience.parent or ""))
        task = tasks[experience.task_id]
        shown = without_reward(task).demonstrations
        if failed is None or experience.origin is not Origin.POLICY or shown == task.demonstrations:
            continue
        failure = Failure(failed.program, failed.outputs[: len(shown)])
        prompt = prompt_of_repair(shown, failure, level, budget)
        right = experience.outputs[len(shown) :] == task.outputs[len(shown) :]
        number = groups.setdefault((experience.task_id, failed.program), group + len(groups))
        tokens = program_tokens(experience.program, GRIDS)
        found.append(Example(prompt, tokens, float(right), number))
    return found
