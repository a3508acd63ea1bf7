"""Hindsight relabelling: what a program produced becomes the goal it would have been right for.

Every program that gave a grid on at least one demonstration input is a correct training example
for (those inputs, the realised outputs). Demonstrations on which it failed are kept as None, and
the experience with them: learning uses the others (CodeIt's code keeps these, its paper does not
say so). The score is measured against the wanted outputs and is *not* relabelled; it decides the
priority (CodeIt, section 2.2).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from arc_dsl import Outcome, Program
from buffer.experience import Experience, Origin
from codeit.domains.interface import Domain
from codeit.proposers.candidate import Candidate
from codeit.scoring import distance, score
from codeit.stages.execute import Trial
from data.tasks import Task

__all__ = ["description_length", "relabel", "relabel_all"]


def relabel(
    candidate: Candidate,
    task: Task,
    outcomes: Sequence[Outcome],
    meta_iteration: int,
    checkpoint: str | None = None,
    *,
    measured: Domain | None = None,
) -> Experience | None:
    """The experience that an executed candidate leaves, or None if it teaches nothing.

    `outcomes` are those on the task's demonstration inputs, in order. A program teaches nothing
    if it gave no grid at all, or returned every input unchanged although the task wants
    something else. `checkpoint` names the weights that sample now, and is kept with the policy's
    own programs; `measured` is the domain by which the description length is added.
    """
    outputs = tuple(outcome.grid for outcome in outcomes)
    wanted = [pair.output for pair in task.demonstrations]
    matched = score(outputs, wanted)
    if matched < 1.0 and _trivial(task, outputs):
        return None
    return Experience(
        task_id=task.id,
        program=str(candidate.program),
        outputs=outputs,
        score=matched,
        distance=distance(outputs, wanted),
        origin=candidate.origin,
        parent=candidate.parent,
        meta_iteration=meta_iteration,
        log_probability=candidate.log_probability,
        checkpoint=checkpoint if candidate.origin is Origin.POLICY else None,
        bits=description_length(measured, candidate.program) if measured else None,
    )


@lru_cache(1 << 16)
def description_length(domain: Domain, program: Program) -> float | None:
    """Bits of a program, None for one that is not well typed."""
    return domain.bits(program)


def relabel_all(
    trials: Iterable[Trial],
    tasks: Mapping[str, Task],
    meta_iteration: int,
    checkpoint: str,
    measured: Domain | None = None,
) -> list[Experience]:
    """The experiences of all trials that teach something, in their order; see `relabel`."""
    relabelled = (
        relabel(
            trial.candidate,
            tasks[trial.candidate.task_id],
            trial.outcomes,
            meta_iteration,
            checkpoint,
            measured=measured,
        )
        for trial in trials
    )
    return [experience for experience in relabelled if experience is not None]


def _trivial(task: Task, outputs: Sequence[object]) -> bool:
    return all(
        output is None or output == pair.input
        for output, pair in zip(outputs, task.demonstrations, strict=True)
    )
