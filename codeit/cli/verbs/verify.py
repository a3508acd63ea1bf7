"""The verb `verify`: run every recorded solution again."""

import typer

from codeit.cli.console import console, print_json, say
from codeit.cli.opening import Json, RunDir, Tasks, run_executor
from codeit.cli.passwords import ask_for_password

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("verify")(verify)


def verify(run_dir: RunDir, tasks: Tasks = "", json: Json = False) -> None:
    """Run every recorded solution again, and mark in the buffer those that no longer hold.

    Useful after a change of the language or the tasks. Nothing is deleted. Exit code 1 if some
    solution no longer holds.

    Example:
        codeit verify runs/tiny
    """
    from buffer.replay import ReplayBuffer
    from codeit.results.exports.attempts import holds
    from codeit.run.folder import RunFolder, locked
    from codeit.run.ownership import demand_own
    from codeit.run.stored_tasks import search_of

    folder = RunFolder.open(run_dir)
    ask_for_password(folder.buffer_url)
    demand_own(folder)
    sources, _ = search_of(folder, tasks)
    lost: list[dict[str, str]] = []
    with (
        locked(run_dir),
        ReplayBuffer.open(folder.buffer_url, alone=True) as buffer,
        run_executor(folder) as executor,
    ):
        solutions = buffer.solutions()
        for solution in solutions:
            still = solution.task_id in sources.search and holds(
                solution.program, sources.searched[solution.task_id], executor
            )
            if not still:
                lost.append({"task": solution.task_id, "program": solution.program})
            if still != solution.holds:
                buffer.mark_solution(solution.task_id, solution.program, holds=still)
    if json:
        print_json({"solutions": len(solutions), "hold": len(solutions) - len(lost), "lost": lost})
    else:
        for entry in lost:
            say(f"{entry['task']}: no longer holds\n{entry['program']}")
        console().print(f"{len(solutions) - len(lost)} of {len(solutions)} solutions hold")
    raise typer.Exit(1 if lost else 0)
