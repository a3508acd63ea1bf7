"""Trying programs that are no answer to one task in particular on every search task.

The cheapest check goes first; only where the first demonstration comes out right does a program
become a candidate, which is executed in full like the policy's samples.
"""

from collections.abc import Mapping

from arc_dsl.program import Program
from buffer.experience import Origin
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import View
from codeit.stages.execute import matching

__all__ = ["try_everywhere"]


def try_everywhere(
    parents: Mapping[Program, Program | None], origin: Origin, stage: str, view: View
) -> tuple[list[Candidate], int]:
    """Candidates for the tasks whose first demonstration a program solves, and how many runs.

    `parents` are the programs, each with what it was grown from.
    """
    tasks, ordered = list(view.tasks.values()), list(parents)
    with view.reporter.stage(stage) as advance:
        found = [
            Candidate(task_id, ordered[position], origin, parent=_text(parents[ordered[position]]))
            for task_id, position in matching(ordered, tasks, view.executor, advance)
        ]
    return found, len(ordered) * len(tasks)


def _text(program: Program | None) -> str | None:
    return None if program is None else str(program)
