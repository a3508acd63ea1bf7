"""Tasks of more demonstrations than a run shows: what fits those is confirmed on all of them.

Such a task is proposed for, prompted and executed on a part of its demonstrations
(`data.max_pairs`); a program that is right on the part is run on the whole before it counts as
right on all demonstrations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from arc_dsl.execute.jobs import Batch, Job
from buffer.experience import Experience, Origin
from codeit.domains.interface import Executor
from codeit.scoring import distance, score
from data.tasks import Task

__all__ = ["confirmed", "right_on_all"]

_AT_MOST = 100
"""Programs of a task and side, policy or others, that are confirmed, the shortest: three are kept
as the task's best."""


def right_on_all(program: str, task: Task, executor: Executor) -> bool:
    """Whether a program is right on every demonstration of a task."""
    (outcomes,) = executor.outcomes([program], task.inputs)
    return [outcome.grid for outcome in outcomes] == list(task.outputs)


def confirmed(
    found: Sequence[Experience], whole: Mapping[str, Task], executor: Executor
) -> list[Experience]:
    """The experiences with scores and distances as on all demonstrations of the tasks in `whole`.

    Only those right on all that they were run on are run again; of more than a hundred of a task
    the longer ones are left out. Their outputs stay those of the part.
    """
    again: dict[tuple[str, bool], list[Experience]] = {}
    for e in found:
        if e.task_id in whole and e.solves_demonstrations:
            again.setdefault((e.task_id, e.origin is Origin.POLICY), []).append(e)
    for own in again.values():
        own.sort(key=lambda e: (len(e.program), e.program))
    shortest = {key: own[:_AT_MOST] for key, own in again.items()}
    jobs = (
        Job(Batch.of([e.program for e in own]), whole[i].inputs) for (i, _), own in shortest.items()
    )
    scores: dict[tuple[str, str], tuple[float, float]] = {}
    for ((task_id, _), own), by_input in zip(shortest.items(), executor.run(jobs), strict=True):
        wanted = whole[task_id].outputs
        for e, outcomes in zip(own, zip(*by_input, strict=True), strict=True):
            grids = [outcome.grid for outcome in outcomes]
            scores[task_id, e.program] = score(grids, wanted), distance(grids, wanted)
    told: list[Experience] = []
    for e in found:
        if not (e.task_id in whole and e.solves_demonstrations):
            told.append(e)
        elif (e.task_id, e.program) in scores:
            matched, wrong = scores[e.task_id, e.program]
            told.append(replace(e, score=matched, distance=wrong))
    return told
