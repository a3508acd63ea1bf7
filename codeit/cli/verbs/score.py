"""The verb `score`: what a submission is worth, and whether it would be taken."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.choosing import TASKS_HELP
from codeit.cli.console import console, number_of, print_json, say
from codeit.cli.summaries import say_left_out

if TYPE_CHECKING:
    from codeit.results.exports.submissions import TaskScore

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("score")(score)


def score(
    submission: Annotated[Path, typer.Argument(help="A submission.json.")],
    tasks: Annotated[str, typer.Option(help=TASKS_HELP)],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")] = False,
) -> None:
    """Score a submission on tasks whose test outputs are known, and say why it would be refused.

    For each task which attempts are right; over all of them pass@1 (the first attempt is right for
    every test input) and pass@2 (one of the two is). Exit code 1 if the file would be refused.

    Example:
        codeit score submission.json --tasks arc-agi/:evaluation
    """
    from codeit.results.evaluation import wanted_tests
    from codeit.results.exports.submissions import read_submission, refusals, scores
    from codeit.run.sources import read_spec, read_tasks

    asked = read_tasks(tasks, skip_bad=True)
    tree = read_submission(submission)
    problems = refusals(tree, asked, submission)
    judged = scores(tree, asked, wanted_tests(*read_spec(tasks)))
    passed = {
        "pass@1": sum(score.pass_at_1 for score in judged),
        "pass@2": sum(score.pass_at_2 for score in judged),
    }
    outputs = [any(pair) for s in judged for pair in s.right]
    answered = [s for s in judged if isinstance(tree, dict) and s.task_id in tree]
    if json:
        print_json(
            {
                **passed,
                "tasks": len(asked),
                "answered": len(answered),
                "unjudged": len(asked) - len(judged),
                "outputs_right": sum(outputs),
                "outputs": len(outputs),
                "refused": [str(problem) for problem in problems],
                "by_task": {s.task_id: s.right for s in judged},
            }
        )
    else:
        _print(judged)
        say_left_out(problems, "refused")
        told = number_of(len(answered), "task")
        of = f"the {told} in the file" if len(answered) < len(judged) else told
        say(f"pass@1 {passed['pass@1']}, pass@2 {passed['pass@2']} of {of}")
        count = number_of(sum(len(s.right) for s in answered), "test output")
        say(f"{sum(outputs)} of {count} right in one of two attempts")
        if missing := len(judged) - len(answered):
            say(f"{number_of(missing, 'task')} of the set not in the file; they count as wrong")
        if len(judged) < len(asked):
            say(f"{len(asked) - len(judged)} unjudged: their test outputs are not known")
        say("the file would be refused" if problems else "the file would be taken")
    raise typer.Exit(1 if problems else 0)


def _print(judged: "list[TaskScore]") -> None:
    from rich.table import Table

    table = Table("task", "test", "attempt 1", "attempt 2")
    marks = {True: "right", False: "-"}
    for one in judged:
        for number, (first, second) in enumerate(one.right, 1):
            if first or second:
                table.add_row(one.task_id, str(number), marks[first], marks[second])
    console().print(table)
