"""Verbs by which what was found leaves a run and comes back: `export`, `import`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codeit.cli.console import fail, progress_console, say
from codeit.cli.opening import Tasks, open_run, run_executor

if TYPE_CHECKING:
    from buffer.replay import ReplayBuffer
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources
    from codeit.run.state import LoopState

__all__ = ["register"]

FORMATS = ("submission", "jsonl", "text", "functions", "dataset")


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    run_dir: Annotated[Path, typer.Argument(help="Folder of a run.")],
    format_: Annotated[
        str, typer.Option("--format", help="submission, jsonl, text, functions or dataset.")
    ] = "text",
    out: Annotated[
        Path | None, typer.Option(help="File to write; for text and dataset a new folder.")
    ] = None,
    shorten: Annotated[
        bool, typer.Option(help="Minimise programs before writing them (text, functions).")
    ] = True,
    test_outputs: Annotated[
        bool,
        typer.Option(
            "--test-outputs",
            help="Of a dataset: add what programs give on test inputs, and verdicts on it.",
        ),
    ] = False,
    tasks: Tasks = "",
) -> None:
    """Write what a run found in a form that others read.

    submission: two attempts per test input of every task that was asked for, searched or not, as
    ARC Prize takes them.

    jsonl: a line per ranked program with task, program, origin, meta-iteration and scores.

    text: one file per task solved on its demonstrations, in the form of seeds.

    functions: the same programs as functions solve_<id>(I) of one Python file.

    dataset: a folder that Hugging Face datasets loads: every experience, with a card.

    What text, functions and dataset write can be the --seeds of another run.

    Examples:
        codeit export runs/tiny --format submission --out submission.json
        codeit export runs/tiny --format dataset --out programs/
    """
    if format_ not in FORMATS:
        fail(f"--format {format_}: choose one of {', '.join(FORMATS)}")
    if out is None:
        fail("--out is missing: name the file (for text and dataset: the folder) to write")
    if test_outputs and format_ != "dataset":
        fail("--test-outputs is about --format dataset: leave it out")
    from codeit.run.sources import load_sources
    from codeit.run.stored_tasks import search_of

    folder, buffer, state = open_run(run_dir)
    with buffer:
        if format_ == "dataset":
            sources = load_sources(folder.config.data)
            said = _dataset(out, folder, buffer, sources, test_outputs=test_outputs)
        elif format_ in ("text", "functions"):
            sources, _ = search_of(folder, tasks)
            said = _programs(out, format_, folder, sources, state, shorten=shorten)
        elif format_ == "jsonl":
            from codeit.results.exports.programs import export_jsonl

            taught = folder.config.replay.search_hits
            said = f"{export_jsonl(out, _rows(buffer, state, taught))} ranked programs"
        else:
            sources, _ = search_of(folder, tasks)
            said = _submission(out, folder, sources, state)
    say(f"wrote {said} to {out}")


def _submission(out: Path, folder: "RunFolder", sources: "Sources", state: "LoopState") -> str:
    from codeit.results.exports.attempts import attempts
    from codeit.results.exports.programs import export_submission

    with run_executor(folder) as executor:
        found = attempts(state.leaders, sources.search, executor)
    count = export_submission(out, sources.asked, found)
    searched, whole = len(sources.search), len(sources.asked)
    more = f" ({searched} of them were searched)" if searched < whole else ""
    return f"attempts for {count} of {whole} tasks{more}"


def _programs(
    out: Path,
    format_: str,
    folder: "RunFolder",
    sources: "Sources",
    state: "LoopState",
    *,
    shorten: bool,
) -> str:
    from codeit.cli.progress import LiveReporter
    from codeit.results.exports.attempts import shortened
    from codeit.results.exports.programs import demand_new, export_functions, export_text

    if format_ == "text":
        demand_new(out)
    leaders = state.leaders
    if shorten:
        with LiveReporter(progress_console()) as reporter, run_executor(folder) as executor:
            leaders = shortened(leaders, sources.searched, executor, reporter)
    if format_ == "text":
        return f"{export_text(out, leaders)} programs"
    count, unnamed = export_functions(out, leaders)
    if unnamed:
        say(f"left out {len(unnamed)} tasks whose id is no name in Python, such as {unnamed[0]}")
    return f"{count} functions"


def _dataset(
    out: Path,
    folder: "RunFolder",
    buffer: "ReplayBuffer",
    sources: "Sources",
    *,
    test_outputs: bool,
) -> str:
    from arc_dsl.execute.pool import Pool
    from codeit.cli.reports.report_data import versions_of
    from codeit.results.evaluation import wanted_tests
    from codeit.results.exports.dataset import DatasetFacts, TestSide, export_dataset
    from codeit.run.assembling import limits_of
    from codeit.run.sources import read_spec, search_spec

    config = folder.config
    facts = DatasetFacts(
        folder.path.resolve().name, config.seed, sources.search.name, versions_of(folder)
    )
    if not test_outputs:
        count = export_dataset(out, buffer, sources.tasks, facts)
    else:
        wanted = {
            **wanted_tests(*read_spec(config.data.training)),
            **wanted_tests(*search_spec(config.data)),
        }
        with Pool(config.execution.workers, limits_of(config.execution)) as pool:
            tests = TestSide(pool, wanted)
            count = export_dataset(out, buffer, sources.tasks, facts, tests)
    return f"{count} experiences"


def _rows(buffer: "ReplayBuffer", state: "LoopState", taught: bool) -> list[dict[str, Any]]:
    from codeit.results.ancestry import ancestries

    rows = []
    known = {
        (task_id, e.program): e
        for task_id in dict.fromkeys(task_id for task_id, _ in state.leaders)
        for e in buffer.best(task_id, 1000)
    }
    solutions = {(s.task_id, s.program): s for s in buffer.solutions()}
    ancestry = ancestries(buffer, list(solutions.values()), taught)
    for task_id, ranked in state.leaders:
        found = known.get((task_id, ranked.program))
        source = found or solutions.get((task_id, ranked.program))
        rows.append(
            {
                "task": task_id,
                "program": ranked.program,
                "score": ranked.score,
                "origin": source.origin.value if source else None,
                "meta_iteration": source.meta_iteration if source else None,
                "distance": found.distance if found else None,
                "parent": found.parent if found else None,
                "ancestry": ancestry.get((task_id, ranked.program)),
            }
        )
    return rows


def import_(
    folder: Annotated[
        Path, typer.Argument(metavar="DATASET", help="Folder of a data set of programs (Parquet).")
    ],
    out: Annotated[Path | None, typer.Option(help="New folder for TASK_ID.txt files.")] = None,
) -> None:
    """Turn a data set of programs into a folder of seeds.

    Of each task the shortest program that is right on all demonstrations is taken; what the data
    set says of test pairs is not looked at. codeit run --seeds DATASET does without this step.

    Example:
        codeit import programs/ --out seeds/
    """
    if out is None:
        fail("--out is missing: name the folder to write")
    from codeit.results.exports.programs import export_programs
    from data.datasets import is_dataset, read_dataset
    from data.paths import expanded

    where = expanded(folder)
    if not is_dataset(where):
        fail(f"{folder}: no *.parquet files there, nor in its folder data")
    programs, left_out = read_dataset(where)
    count = export_programs(out, {name: str(program) for name, program in programs.items()})
    if left_out:
        say(f"left out {len(left_out)} programs, such as {left_out[0]}")
    say(f"wrote {count} programs to {out}")
