"""Judge: the figures of a finished meta-iteration. Nothing of it is read by the loop."""

from typing import Any

from buffer.experience import MetaIteration
from buffer.persisting import persist
from buffer.replay import ReplayBuffer
from codeit.policy.interface import LearnReport
from codeit.results import rows
from codeit.results.ancestry import ancestries, first_of_tasks
from codeit.results.examiner import Examiner
from codeit.run.config import RunConfig
from codeit.run.state import LoopState
from codeit.stages.draw import Drawn

__all__ = ["judge"]


def judge(
    buffer: ReplayBuffer,
    config: RunConfig,
    state: LoopState,
    report: LearnReport | None,
    drawn: Drawn,
    checkpoint: str | None,
    examiner: Examiner,
    spent: tuple[float, float],
) -> dict[str, Any]:
    """Judge and record a meta-iteration; its row of figures. `checkpoint` is the one it wrote."""
    solutions = buffer.solutions()
    taught = config.replay.search_hits and not config.frozen.learning
    found = first_of_tasks(solutions, ancestries(buffer, solutions, taught))
    row = {
        **rows.of_iteration(state, report, buffer, examiner, spent[0]),
        **drawn.figures,
        **{f"solved_by_{ancestry}": count for ancestry, count in found.items()},
        "cpu_seconds": round(max(spent[1], 0.0), 1),
    }
    right = examiner.solved(state.leaders)
    recorded = {(s.task_id, s.program) for s in solutions}

    def finish() -> None:
        for task_id, program in right.items():
            if (task_id, program) in recorded:
                buffer.mark_solution(task_id, program, solves_tests=True)
        buffer.finish_meta_iteration(MetaIteration(state.gathered, row, checkpoint=checkpoint))

    persist(buffer, finish, lambda: len(buffer.meta_iterations()) > state.gathered)
    return row
