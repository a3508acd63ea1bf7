"""The verb `run`: start a self-improvement run, or go on with one."""

from pathlib import Path
from typing import Annotated

import typer

from codeit.cli.console import fail
from codeit.cli.running import resume as go_on_with
from codeit.cli.running import start
from codeit.cli.settings import configuration
from codeit.cli.summaries import list_settings

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("run")(run)


def run(
    preset: Annotated[
        str,
        typer.Option(help="The one dial: tiny (minutes; the default), cpu, gpu, paper."),
    ] = "",
    domain: Annotated[
        str,
        typer.Option(
            help="grids (ARC; the default), or sequence (The KoLMogorov Test; its own preset)."
        ),
    ] = "",
    name: Annotated[
        str, typer.Option(help="Name of the run's folder; by default the preset's, counted up.")
    ] = "",
    runs: Annotated[Path, typer.Option(help="Folder that holds runs.")] = Path("runs"),
    resume: Annotated[
        Path | None, typer.Option(help="Go on with the run in this folder; its settings hold.")
    ] = None,
    tasks: Annotated[
        str, typer.Option(help="Search tasks: arc1, arc2, a file or folder, with optional :split.")
    ] = "",
    seeds: Annotated[
        str, typer.Option(help="Seed programs: a folder of files, or a Python file of solvers.")
    ] = "",
    seed: Annotated[int | None, typer.Option(help="Seed of every generator.")] = None,
    executor: Annotated[
        str,
        typer.Option(help="Where programs run: local, ray, or ray://HOST:PORT. Also on --resume."),
    ] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="Any setting, e.g. --set loop.meta_iterations=5. Repeatable."),
    ] = None,
    ablate: Annotated[
        str, typer.Option(help="Leave out a part of the method: A1 ... A7 (docs: ablations).")
    ] = "",
    config: Annotated[
        Path | None,
        typer.Option("--config", help="A TOML file of settings; --set and the others win over it."),
    ] = None,
    more: Annotated[
        int | None,
        typer.Option(help="With --resume: this many meta-iterations more than planned.", min=1),
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out tasks that cannot be read, and say which.")
    ] = False,
    settings: Annotated[
        bool, typer.Option("--settings", help="List every setting with its value, and stop.")
    ] = False,
) -> None:
    """Run the loop: propose, execute, relabel, store, learn; and again.

    Everything lands in one folder, runs/NAME. A run that was stopped, or killed, goes on with
    --resume; one that has ended, with --resume and --more. On several GPUs:
    accelerate launch -m codeit run --set learner.distributed=true ...

    Examples:
        codeit run --preset tiny
        codeit run --preset cpu --tasks my_tasks/ --name mine
        codeit run --resume runs/mine
    """
    if resume is not None:
        others = (ablate, config, skip_bad, domain)
        given = set_ or tasks or seeds or name or settings or preset or any(others)
        if given or seed is not None:
            fail("--resume goes on with the run's own settings: leave out the others")
        go_on_with(resume, more, executor)
        return
    if more is not None:
        fail("--more goes with --resume: it extends a run that is there")
    assignments = [*([f"execution.executor={executor}"] if executor else []), *(set_ or [])]
    if domain:
        assignments = [f"domain={domain}", *assignments]
    if domain == "sequence" and not preset and config is None:
        preset = "sequence"
    chosen = configuration(
        preset, tasks, seeds, seed, assignments, ablate, file=config, skip_bad=skip_bad
    )
    if settings:
        list_settings(chosen)
        return
    options = _repeated(config, runs, tasks, seeds, seed, assignments, ablate, skip_bad=skip_bad)
    start(chosen, runs, name, options)


def _repeated(
    config: Path | None,
    runs: Path,
    tasks: str,
    seeds: str,
    seed: int | None,
    assignments: list[str],
    ablate: str,
    *,
    skip_bad: bool,
) -> list[str]:
    """The options that another run on the same things takes, too."""
    options: list[str] = []
    for name, value in (
        ("--config", config),
        ("--runs", runs if runs != Path("runs") else None),
        ("--tasks", tasks),
        ("--seeds", seeds),
        ("--seed", seed),
        ("--ablate", ablate),
        *(("--set", assignment) for assignment in assignments),
    ):
        if value is not None and value != "":
            options += [name, str(value)]
    return [*options, "--skip-bad"] if skip_bad else options
