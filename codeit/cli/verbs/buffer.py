"""The verb group `buffer`: look into a replay buffer, prune it, compact it, copy it."""

import math
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.console import console, fail, print_json, say
from codeit.cli.passwords import ask_for_password

if TYPE_CHECKING:
    from collections.abc import Iterator

    from buffer.inspection import LineageStep, Spread
    from buffer.replay import ReplayBuffer

__all__ = ["register"]

Where = Annotated[str, typer.Argument(help="Folder of a run, an SQLite file, or a database URL.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]

verbs = typer.Typer(
    no_args_is_help=True,
    help="Look into a replay buffer (stats, top, lineage); prune, compact, copy, check it.",
)


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.add_typer(verbs, name="buffer")


@contextmanager
def _opened(where: str, *, write: bool = False) -> "Iterator[ReplayBuffer]":
    from buffer.replay import ReplayBuffer
    from buffer.store import Store
    from codeit.run.assembling import replay_settings
    from codeit.run.folder import RunFolder, locked

    ask_for_password(where)
    if not Path(where).is_dir():
        if "://" not in where and not Path(where).exists():
            fail(f"{where}: no such run folder or database file")
        if write:
            Store.open(where, read_only=True).close()  # a URL, too, must lead to what is there
        with ReplayBuffer.open(where, read_only=not write, alone=write) as buffer:
            yield buffer
        return
    folder = RunFolder.open(Path(where))
    ask_for_password(folder.buffer_url)
    settings = replay_settings(folder.config.buffer, folder.config.seed)
    if write:
        with (
            locked(folder.path),
            ReplayBuffer.open(folder.buffer_url, settings=settings, alone=True) as buffer,
        ):
            yield buffer
    else:
        with ReplayBuffer.open(folder.buffer_url, settings=settings, read_only=True) as buffer:
            yield buffer


@verbs.command()
def stats(where: Where, json: Json = False) -> None:
    """Counts by origin and outcome; spread of priorities, scores, ages and lengths.

    Example:
        codeit buffer stats runs/tiny
    """
    from rich.table import Table

    from buffer import inspection

    with _opened(where) as buffer:
        found = inspection.stats(buffer)
    if json:
        print_json(asdict(found))
        return
    counts = Table("count", "", show_header=False)
    for name in ("experiences", "programs", "tasks", "evicted", "solutions"):
        counts.add_row(name.replace("_", " "), f"{getattr(found, name):,}")
    counts.add_row("tasks right on all demonstrations", f"{found.solved_tasks:,}")
    for title, mapping in (("origin", found.origins), ("outcome", found.outcomes)):
        for name, count in mapping.items():
            counts.add_row(f"{title} {name}", f"{count:,}")
    spreads = Table("", "min", "lower", "median", "upper", "max", "mean")
    for name in ("priorities", "scores", "ages", "lines"):
        spreads.add_row(name, *_cells(getattr(found, name)))
    console().print(counts)
    console().print(spreads)


def _cells(spread: "Spread") -> list[str]:
    return [f"{value:.3g}" for value in asdict(spread).values()]


@verbs.command()
def top(
    where: Where,
    count: Annotated[int, typer.Option(help="How many.", min=1)] = 10,
    task: Annotated[list[str] | None, typer.Option(help="Only these tasks. Repeatable.")] = None,
    json: Json = False,
) -> None:
    """The experiences of highest priority.

    Example:
        codeit buffer top runs/tiny --count 5
    """
    from rich.markup import escape

    from buffer import inspection

    with _opened(where) as buffer:
        found = inspection.top(buffer, count, task)
    if json:
        print_json(
            [
                {
                    "priority": priority,
                    "task": e.task_id,
                    "score": e.score,
                    "origin": e.origin.value,
                    "meta_iteration": e.meta_iteration,
                    "program": e.program,
                }
                for priority, e in found
            ]
        )
        return
    if not found:
        say(f"no experience{' of ' + ', '.join(task) if task else ''} can be drawn")
    for priority, experience in found:
        console().print(
            f"[bold]{escape(experience.task_id)}[/bold]  priority {priority:.3g}, score"
            f" {experience.score:.2f}, "
            f"{experience.origin.value}, meta-iteration {experience.meta_iteration}"
        )
        say(experience.program + "\n")


@verbs.command()
def lineage(
    where: Where,
    program_file: Annotated[Path, typer.Argument(help="A text file with the program.")],
    task: Annotated[str | None, typer.Option(help="Task on which it was found.")] = None,
    json: Json = False,
) -> None:
    """Where a program came from: its parents, back to a seed or a sample.

    Example:
        codeit buffer lineage runs/tiny solved/67a3c6ac.txt
    """
    from rich.markup import escape

    from buffer import inspection
    from data.programs import read_program

    program = read_program(program_file).program
    with _opened(where) as buffer:
        steps = inspection.lineage(buffer, str(program), task)
    if json:
        print_json([asdict(step) for step in steps])
        return
    for number, step in enumerate(steps):
        if number:
            console().print("   grown from")
        console().print(f"[bold]{escape(step.task_id or '-')}[/bold]  {escape(_story(step))}")
        say(step.program)


def _story(step: "LineageStep") -> str:
    if step.origin is None:
        return "not stored as an experience"
    by = f" of checkpoint {step.checkpoint}" if step.checkpoint else ""
    return f"{step.origin.value}{by}, meta-iteration {step.meta_iteration}, score {step.score:.2f}"


@verbs.command()
def prune(
    where: Where,
    below: Annotated[
        float | None, typer.Option(help="Evict those of lower priority.", min=0)
    ] = None,
    older_than: Annotated[
        int | None, typer.Option(help="Evict older, in meta-iterations.", min=0)
    ] = None,
) -> None:
    """Take experiences out of the draws; scores, lineage and solutions stay.

    Example:
        codeit buffer prune runs/tiny --below 0.01 --older-than 20
    """
    from buffer import inspection

    if below is None and older_than is None:
        fail("say what to evict: --below PRIORITY, --older-than META_ITERATIONS, or both")
    if below is not None and math.isnan(below):
        fail("--below nan: no priority is below that; give a number")
    with _opened(where, write=True) as buffer:
        gone = inspection.prune(buffer, below_priority=below, older_than=older_than)
    console().print(f"evicted {gone:,} experiences")


@verbs.command()
def compact(where: Where) -> None:
    """Give the space of evicted experiences back to the disk.

    Example:
        codeit buffer compact runs/tiny
    """
    from buffer import inspection

    with _opened(where, write=True) as buffer:
        before, after = inspection.compact(buffer)
    console().print(f"{before / 2**20:.1f} MiB before, {after / 2**20:.1f} MiB after")


@verbs.command()
def copy(
    source: Where,
    target: Annotated[str, typer.Argument(help="An empty or new SQLite file or database URL.")],
) -> None:
    """Copy a whole buffer, e.g. from SQLite to PostgreSQL, and check the counts.

    Example:
        codeit buffer copy runs/tiny postgresql://localhost/codeit
    """
    from buffer.copying import copy_buffer
    from buffer.replay import ReplayBuffer

    ask_for_password(target)
    with _opened(source) as given, ReplayBuffer.open(target, alone=True) as taken:
        counts = copy_buffer(given, taken)
    for table, count in counts.items():
        console().print(f"{table}: {count:,} rows")


@verbs.command()
def check(
    where: Where,
    sample: Annotated[
        int, typer.Option(help="How many stored programs to run again, chosen by chance.", min=0)
    ] = 200,
    json: Json = False,
) -> None:
    """Read everything and compare it with what is known of it; says what is wrong, if anything is.

    Compared are texts with their digests, scores with the grids, every byte with the seal that a
    run leaves when it ends, and of a run's folder the metrics and checkpoints, too.

    Example:
        codeit buffer check runs/tiny
    """
    from arc_dsl import Limits
    from codeit.results.integrity import check_buffer, check_run
    from codeit.run.folder import RunFolder

    with _opened(where) as buffer:
        if Path(where).is_dir():
            found = check_run(RunFolder.open(Path(where)), buffer, sample)
        else:
            found = check_buffer(buffer, Limits(), sample)
    if json:
        print_json({"whole": True, **asdict(found)})
        return
    console().print("the buffer is whole")
    if found.interrupted:
        say(
            f"(power failed while {found.interrupted} of its pages were moved out of SQLite's log;"
            " the log has them whole, and whoever goes on with the buffer moves them again)"
        )
    if not found.sealed:
        say("(it was not closed by whoever wrote last, so its bytes were not compared as well)")
