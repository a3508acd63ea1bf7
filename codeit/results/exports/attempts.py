"""Running ranked programs again, on demonstrations and test inputs. No test output is known.

Programs run in the workers of an executor, never in this process.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from arc_dsl import PlainGrid, Program, parse
from arc_dsl.errors import ParseError
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.generate.minimise import minimise
from arc_dsl.types.inference import well_typed
from codeit.domains.interface import Executor
from codeit.rankers.interface import Found
from codeit.reporting import Reporter
from codeit.results.leaders import Leaders
from data.tasks import Task

__all__ = ["Attempts", "attempts", "chosen_attempts", "holds", "shortened"]

Attempts = Mapping[str, Sequence[Sequence[PlainGrid]]]
"""By task id, for each test input the different grids that may be its answer, best first."""


def attempts(leaders: Leaders, tasks: Mapping[str, Task], executor: Executor) -> Attempts:
    """What the ranked programs of each task give on its test inputs."""
    own = {i: [one.program for one in leaders.of(i)] for i in tasks if leaders.of(i)}
    jobs = (Job(Batch.of(programs), tasks[i].test_inputs) for i, programs in own.items())
    return {
        i: [chosen_attempts(outcome.grid for outcome in on_one) for on_one in by_input]
        for i, by_input in zip(own, executor.run(jobs), strict=True)
    }


def chosen_attempts(grids: Iterable[PlainGrid | None]) -> list[PlainGrid]:
    """The different grids that ranked programs give for one test input, best program's first.

    Another program's equal grid would waste an attempt, and so would none.
    """
    return list(dict.fromkeys(grid for grid in grids if grid is not None))


def holds(program: str, task: Task, executor: Executor) -> bool:
    """Whether a program is right on every demonstration of a task."""
    try:
        return _reproduces(parse(program), task, executor)
    except ParseError:
        return False


def shortened(
    leaders: Leaders, tasks: Mapping[str, Task], executor: Executor, reporter: Reporter
) -> Leaders:
    """The best program of each task that is right on all demonstrations, minimised.

    A shorter one must stay right on them, and give the same grids on the test inputs; no constant
    is put for what was computed, for that is how programs become fitted to a few grids.
    """
    best = {task_id: leaders.of(task_id)[:1] for task_id in tasks}
    solved = {i: ranked[0] for i, ranked in best.items() if ranked and ranked[0].score == 1.0}
    found: dict[str, list[Found]] = {}
    with reporter.stage("shortening") as advance:
        for task_id, ranked in solved.items():
            found[task_id] = [_short(ranked, tasks[task_id], executor)]
            advance(len(found), len(solved))
    return Leaders(found)


def _short(ranked: Found, task: Task, executor: Executor) -> Found:
    before = parse(ranked.program)
    if not well_typed(before):  # it runs, but is beyond what inference follows
        return ranked
    inputs = (*task.inputs, *task.test_inputs)
    wanted = _grids(before, inputs, executor)

    def keeps(program: Program) -> bool:
        return _grids(program, inputs, executor) == wanted

    return replace(ranked, program=str(minimise(before, keeps, constants=False)))


def _reproduces(program: Program, task: Task, executor: Executor) -> bool:
    return _grids(program, task.inputs, executor) == list(task.outputs)


def _grids(
    program: Program, inputs: Sequence[PlainGrid], executor: Executor
) -> list[PlainGrid | None]:
    (outcomes,) = executor.outcomes([program], inputs)
    return [outcome.grid for outcome in outcomes]
