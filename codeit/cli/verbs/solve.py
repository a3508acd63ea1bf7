"""The verb `solve`: search and sample programs for given tasks, without a run."""

import os
import re
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.choosing import TASKS
from codeit.cli.console import console, fail, print_json, progress_console, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codeit.deadline import Deadline
    from codeit.policy.interface import Policy
    from codeit.reporting import Reporter
    from codeit.results.exports.submitting import Solves
    from codeit.results.solving import Answer, Solver
    from data.tasks import TaskSet

__all__ = ["register"]

_TASK_ID = re.compile("[0-9a-f]{8}")
_LOOKED_AT = 8
"""Answers looked at for each that is shown: several may give the same."""
_ENDING = 0.5
"""CPU seconds between the end of the work and that of the process: 0.5 to 0.7 (27 November 2026,
60 tasks, a machine twenty times too busy)."""
_MOST_FOR_ENDING = 0.15
"""Share of the time that is set aside for it at most."""
_SECONDS_FOR_SAMPLES = 2.0
"""Seconds a task below which search gets all the time: samples cost more for each task solved, and
torch alone takes seconds to load. A choice."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("solve")(solve)


def solve(
    tasks: Annotated[
        str,
        typer.Argument(
            help="A file or folder of ARC JSON, arc1 or arc2, with :split if wanted; or the id of"
            " a task of arc1."
        ),
    ],
    checkpoint: Annotated[
        str,
        typer.Option(
            help="shipped, none (random weights), a run's folder (its newest checkpoint), one"
            " checkpoint's, such as runs/tiny/checkpoints/iteration-00002 or what pretrain wrote,"
            " or a T5 with its tokenizer, by folder or name on the Hugging Face hub."
        ),
    ] = "shipped",
    task: Annotated[list[str] | None, typer.Option(help="Only these ids. Repeatable.")] = None,
    samples: Annotated[
        int, typer.Option(help="Programs sampled for each task; 0 leaves the policy out.", min=0)
    ] = 96,
    seeds: Annotated[bool, typer.Option(help="Also try every packaged seed program.")] = True,
    steps: Annotated[
        int,
        typer.Option(help="Steps of search for each task; 0 leaves search out.", min=0),
    ] = 200_000,
    temperature: Annotated[
        float | None,
        typer.Option(
            help="0 always takes the likeliest; if not given 0.4, or for a run's folder the run's.",
            min=0,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the samples.", min=0)] = 17,
    show: Annotated[int, typer.Option(help="Answers shown for each task.", min=1)] = 3,
    out: Annotated[
        Path | None, typer.Option(help="Write a submission for all the tasks to this file instead.")
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            help="With --out: be done within so much time, start and end included. Every task gets"
            " its share, and what easy ones leave goes to the others.",
            min=0,
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Search and sample programs for any task, run them, print the best with their outputs.

    Programs are ranked as a run ranks them: by the demonstrations they match, then by votes for
    what they give on the test inputs, more from families that describe it in few nats. Test outputs
    in the file, if there are any, are not read: `codeit exec` compares.

    Examples:
        codeit solve my_task.json --samples 100
        codeit solve 67a3c6ac
        codeit solve arc2:training --task 00576224
        codeit solve my_tasks/ --out submission.json --minutes 10
    """
    from codeit.cli.progress import LiveReporter
    from codeit.cli.summaries import say_in_use
    from codeit.deadline import Deadline
    from codeit.reporting import Silent
    from codeit.results.exports.submitting import solve_all, unlike
    from data.tasks import MOST_PAIRS

    deadline = Deadline(None if minutes is None else _working_seconds(minutes))
    if not samples and not seeds and not steps:
        fail("--samples 0, --steps 0 and --no-seeds leave no program to try: give one of them up")
    if minutes is not None and out is None:
        fail("--minutes is for a submission: name its file with --out")
    chosen = _tasks(tasks, task)
    if not json:
        say_in_use(chosen, MOST_PAIRS)
    if samples and deadline.total < _SECONDS_FOR_SAMPLES * len(chosen):
        say(f"less than {_SECONDS_FOR_SAMPLES:g} s a task: the policy is left out")
        samples = 0

    def solver() -> "Solver":
        policy = _policy(checkpoint, temperature, samples, seed) if samples else None
        return _solver(policy, stack, samples, seeds, seed, steps, show)

    with ExitStack() as stack:
        reporter = Silent() if json else stack.enter_context(LiveReporter(progress_console()))
        if out is not None:
            _submit(out, chosen, solver, reporter, deadline)
            return
        best = solve_all(chosen, solver(), reporter)
        answers = {i: unlike(own, show) for i, own in best.items()}
    if json:
        print_json({i: [_plain(a) for a in found] for i, found in answers.items()})
    else:
        for task_id, found in answers.items():
            _print(task_id, found, len(chosen[task_id].demonstrations))


def _working_seconds(minutes: float) -> float:
    """What is left of some minutes for work: Python has begun, and ending takes a while, too.

    How much slower than its CPU time this process gets on says how long that will be.
    """
    from codeit.deadline import process_age

    seconds, age = 60 * minutes, process_age()
    slowness = max(1.0, age / time.process_time())
    ending = min(_MOST_FOR_ENDING * seconds, max(1.0, _ENDING * slowness))
    return max(0.0, seconds - age - ending)


def _solver(
    policy: "Policy | None",
    stack: ExitStack,
    samples: int,
    seeds: bool,
    seed: int,
    steps: int,
    show: int,
) -> "Solver":
    from arc_dsl.execute.pool import Pool
    from codeit.results.solving import Solver
    from codeit.run.assembling import limits_of
    from codeit.run.config import ExecutionConfig
    from data.seeds import load_seeds

    programs = list(dict.fromkeys(load_seeds().values())) if seeds else []
    pool = stack.enter_context(Pool(0, limits_of(ExecutionConfig())))
    return stack.enter_context(
        Solver(
            policy,
            programs,
            samples,
            seed,
            pool,
            keep=_LOOKED_AT * show,
            steps=steps,
            workers=os.cpu_count() or 1,
        )
    )


def _tasks(spec: str, only: list[str] | None) -> "TaskSet":
    """The tasks to solve. Of those asked for by id no other is looked at."""
    from codeit.run.sources import read_spec, read_tasks
    from data.loading import load_task
    from data.tasks import TaskSet

    if not only:
        if not _TASK_ID.fullmatch(spec) or Path(spec).exists():
            return read_tasks(spec)
        spec, only = TASKS, [spec]
    return TaskSet(spec, [load_task(*read_spec(spec), task_id) for task_id in dict.fromkeys(only)])


def _submit(
    out: Path,
    tasks: "TaskSet",
    make: "Callable[[], Solves]",
    reporter: "Reporter",
    deadline: "Deadline",
) -> None:
    """Solve all tasks and write the submission, anew as answers come; placeholders to begin with.

    A file that is there already stays until there is something to write.
    """
    from codeit.deadline import OutOfTime, bell
    from codeit.results.exports.programs import export_submission
    from codeit.results.exports.submitting import attempts_of, solve_all

    count = 0

    def save(best: "Mapping[str, list[Answer]]") -> None:
        nonlocal count
        count = export_submission(out, tasks, attempts_of(best, tasks))

    if not out.exists():
        save({})
    solver: Solves | None = None
    with suppress(OutOfTime), reporter.stage("preparing"), bell(deadline):
        solver = make()
    if solver is None:
        save({})
    else:
        solve_all(tasks, solver, reporter, deadline=deadline, save=save)
    say(f"wrote attempts for {count} of {len(tasks)} tasks to {out}")


def _policy(checkpoint: str, temperature: float | None, samples: int, seed: int) -> "Policy":
    from codeit.policy import build_policy
    from codeit.policy.interface import PolicyConfig
    from codeit.run.folder import RunFolder
    from data.paths import expanded

    if not checkpoint:
        fail("--checkpoint is empty: give shipped, none, a folder or a name")
    changes: dict[str, object] = {"checkpoint": checkpoint, "samples": samples}
    if temperature is not None:
        changes["temperature"] = temperature
    run = expanded(checkpoint)
    if (run / "checkpoints").is_dir() or _is_run(run):
        newest = max((run / "checkpoints").glob("iteration-*"), default=None)
        if newest is None:
            fail(f"{checkpoint} has no checkpoint yet: it began with another, so name that one")
        changes["checkpoint"] = str(newest)
        if (run / "config.json").is_file():
            kept = RunFolder.open(run).config.policy.model_dump()
            changes = {**kept, "device": "auto", **changes}
    return build_policy(PolicyConfig.model_validate(changes), seed=seed)[0]


def _is_run(folder: Path) -> bool:
    """Whether it can be opened as a run; checkpoints have a config.json, too."""
    from codeit.errors import RunIncomplete
    from codeit.run.folder import RunFolder

    try:
        RunFolder.open(folder)
    except RunIncomplete:
        return False
    return True


def _plain(answer: "Answer") -> dict[str, object]:
    return {
        "program": str(answer.program),
        "origin": answer.origin.value,
        "score": answer.score,
        "distance": answer.distance,
        "outputs": answer.outputs,
    }


def _print(task_id: str, answers: "list[Answer]", demonstrations: int) -> None:
    from rich.markup import escape

    screen = console()
    screen.print(f"\n[bold]{escape(task_id)}[/bold]")
    if not answers:
        screen.print("no program gave a grid: try more --samples")
    elif answers[0].score == 0:
        screen.print("no program matches a demonstration; the closest:")
    elif answers[0].score < 1:
        screen.print("no program matches every demonstration; the best:")
    for number, answer in enumerate(answers, 1):
        matched = round(answer.score * demonstrations)
        screen.print(
            f"\n{number}. {answer.origin.value}, {matched} of {demonstrations} demonstrations,"
            f" {answer.distance:.0%} of the cells wrong on average"
        )
        say(str(answer.program))
        _print_outputs(answer)


def _print_outputs(answer: "Answer") -> None:
    from rich.columns import Columns
    from rich.console import Group

    from viz.terminal.grids import show_grid

    drawn = [
        Group(f"test {number}:", show_grid(grid) if grid is not None else "no grid")
        for number, grid in enumerate(answer.outputs, 1)
    ]
    console().print(Columns(drawn, padding=(0, 3)))
