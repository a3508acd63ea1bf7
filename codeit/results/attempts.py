"""Running ranked programs again, on demonstrations and test inputs. No test output is known."""

from collections.abc import Mapping

from arc_dsl import Limits, PlainGrid, Program, parse, run
from arc_dsl.errors import ParseError
from arc_dsl.generate.minimise import minimise
from arc_dsl.types.inference import well_typed
from codeit.rankers.interface import Found
from codeit.reporting import Reporter
from codeit.results.leaders import Leaders
from data.tasks import Task

__all__ = ["attempts", "holds", "shortened"]

_LIMITS = Limits()


def attempts(
    leaders: Leaders, tasks: Mapping[str, Task], limits: Limits = _LIMITS
) -> dict[str, list[tuple[PlainGrid | None, ...]]]:
    """What the ranked programs of each task give on its test inputs, best program first.

    Programs that agree on all test inputs are one attempt, and those that fail on all are none:
    either would waste an attempt.
    """
    found: dict[str, list[tuple[PlainGrid | None, ...]]] = {}
    for task_id, ranked in leaders:
        if task_id in tasks:
            program = parse(ranked.program)
            grids = tuple(run(program, grid, limits).grid for grid in tasks[task_id].test_inputs)
            if any(grids) and grids not in found.setdefault(task_id, []):
                found[task_id].append(grids)
    return found


def holds(program: str, task: Task, limits: Limits = _LIMITS) -> bool:
    """Whether a program is right on every demonstration of a task."""
    try:
        parsed = parse(program)
    except ParseError:
        return False
    return _reproduces(parsed, task, limits)


def shortened(leaders: Leaders, tasks: Mapping[str, Task], reporter: Reporter) -> Leaders:
    """The best program of each task that is right on all demonstrations, minimised.

    A shorter one must stay right on them, and give the same grids on the test inputs; no constant
    is put for what was computed, for that is how programs become fitted to a few grids.
    """
    best = {task_id: leaders.of(task_id)[:1] for task_id in tasks}
    solved = {i: ranked[0] for i, ranked in best.items() if ranked and ranked[0].score == 1.0}
    found: dict[str, list[Found]] = {}
    with reporter.stage("shortening") as advance:
        for task_id, ranked in solved.items():
            found[task_id] = [_short(ranked, tasks[task_id])]
            advance(len(found), len(solved))
    return Leaders(found)


def _short(ranked: Found, task: Task) -> Found:
    before = parse(ranked.program)
    if not well_typed(before):  # it runs, but is beyond what inference follows
        return ranked
    wanted = [run(before, grid, _LIMITS).grid for grid in task.test_inputs]

    def keeps(program: Program) -> bool:
        return _reproduces(program, task) and wanted == [
            run(program, grid, _LIMITS).grid for grid in task.test_inputs
        ]

    return Found(str(minimise(before, keeps, constants=False)), ranked.score)


def _reproduces(program: Program, task: Task, limits: Limits = _LIMITS) -> bool:
    return all(run(program, pair.input, limits).grid == pair.output for pair in task.demonstrations)
