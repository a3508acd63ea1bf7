"""What programs give on a task's inputs, as digests: programs that agree on all are one answer.

Inputs of test pairs are part of the task as everybody sees it; their outputs are known to nobody
here. Running a candidate on them is no new program and costs the budget nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.outcome import PlainGrid
from buffer.experience import Experience
from codeit.domains.interface import Executor
from data.tasks import Task

__all__ = ["Behaviour", "behaviours", "digest_of"]

Behaviour = tuple[str, str]
"""Digests of what a program gives on the demonstrations' inputs, and on the test inputs."""

_AT_MOST = 100
"""Programs of a task that are told apart so, the best by score and length: three are kept."""


def behaviours(
    found: Iterable[Experience], tasks: Mapping[str, Task], executor: Executor
) -> dict[tuple[str, str], Behaviour]:
    """By task id and program, for those with a demonstration right. Each is run on test inputs."""
    by_task: dict[str, dict[str, Experience]] = {}
    for e in found:
        if e.score > 0 and tasks[e.task_id].test_inputs:
            by_task.setdefault(e.task_id, {}).setdefault(e.program, e)
    best = {i: sorted(own.values(), key=_rank)[:_AT_MOST] for i, own in by_task.items()}
    jobs = (
        Job(Batch.of([e.program for e in own]), tasks[i].test_inputs) for i, own in best.items()
    )
    ends: dict[tuple[str, str], Behaviour] = {}
    for own, by_input in zip(best.values(), executor.run(jobs), strict=True):
        for e, outcomes in zip(own, zip(*by_input, strict=True), strict=True):
            given = digest_of([outcome.grid for outcome in outcomes])
            ends[e.task_id, e.program] = (digest_of(e.outputs), given)
    return ends


def _rank(experience: Experience) -> tuple[float, int, str]:
    return -experience.score, len(experience.program), experience.program


def digest_of(grids: Sequence[PlainGrid | None]) -> str:
    """16 hexadecimal digits that stand for some outputs; a missing one counts as such."""
    return blake2b(repr(tuple(grids)).encode(), digest_size=8).hexdigest()
