"""Hindsight relabelling: what a program produced becomes the goal it would have been right for.

Every program that gave a grid on at least one demonstration input is a correct training example
for (those inputs, the realised outputs). Demonstrations on which it failed are kept as None, and
the experience with them: learning uses the others (CodeIt's code keeps these, its paper does not
say so). The score is measured against the wanted outputs and is *not* relabelled; it decides the
priority (CodeIt, section 2.2).
"""

from collections.abc import Sequence
from functools import lru_cache

from arc_dsl import Outcome, Program
from arc_dsl.errors import TypeMismatch
from arc_dsl.generate.bits import bits
from buffer.experience import Experience, Origin
from codeit.candidate import Candidate
from codeit.stages.scoring import distance, score
from data.tasks import Task

__all__ = ["description_length", "relabel"]


def relabel(
    candidate: Candidate,
    task: Task,
    outcomes: Sequence[Outcome],
    meta_iteration: int,
    checkpoint: str | None = None,
    *,
    measured: bool = False,
) -> Experience | None:
    """The experience that an executed candidate leaves, or None if it teaches nothing.

    `outcomes` are those on the task's demonstration inputs, in order. A program teaches nothing
    if it gave no grid at all, or returned every input unchanged although the task wants
    something else. `checkpoint` names the weights that sample now, and is kept with the policy's
    own programs; `measured` adds the description length.
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
        bits=description_length(candidate.program) if measured else None,
    )


@lru_cache(1 << 16)
def description_length(program: Program) -> float | None:
    """Bits of a program (`arc_dsl.generate.bits`), None for one that is not well typed."""
    try:
        return bits(program)
    except TypeMismatch:
        return None


def _trivial(task: Task, outputs: Sequence[object]) -> bool:
    return all(
        output is None or output == pair.input
        for output, pair in zip(outputs, task.demonstrations, strict=True)
    )
