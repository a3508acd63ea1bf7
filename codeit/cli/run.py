"""The verb `run`: start a self-improvement run, or go on with one."""

import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from arc_dsl.revision import REVISION
from codeit.cli.console import console, fail, say
from codeit.cli.passwords import ask_for_password

if TYPE_CHECKING:
    from collections.abc import Callable

    from buffer.replay import ReplayBuffer
    from codeit.run.config import RunConfig
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources

__all__ = ["configuration", "register", "start"]

_LANGUAGE = "language"
"""The fingerprint of the language in a run's record: its revision."""
_FIRST_REVISION = "1"
"""That of runs from before it was recorded."""
_LARGER = {"tiny": "cpu", "cpu": "gpu"}
"""The preset to try after one."""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("run")(run)


def run(
    preset: Annotated[
        str,
        typer.Option(help="The one dial: tiny (minutes; the default), cpu, gpu, paper."),
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
        str, typer.Option(help="Where programs run: local, ray, or ray://HOST:PORT.")
    ] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="Any setting, e.g. --set loop.meta_iterations=5. Repeatable."),
    ] = None,
    ablate: Annotated[
        str, typer.Option(help="Leave out a part of the method: A1 ... A7 (docs: ablations).")
    ] = "",
    settings: Annotated[
        bool, typer.Option("--settings", help="List every setting with its value, and stop.")
    ] = False,
) -> None:
    """Run the loop: propose, execute, relabel, store, learn; and again.

    Everything lands in one folder, runs/NAME. A run that was stopped, or killed, goes on with
    --resume. On several GPUs: accelerate launch -m codeit run --set learner.distributed=true ...

    Examples: codeit run --preset tiny; codeit run --preset cpu --tasks my_tasks/ --name mine;
    codeit run --resume runs/mine
    """
    if resume is not None:
        if set_ or tasks or seeds or name or settings or preset or ablate or seed is not None:
            fail("--resume goes on with the run's own settings: leave out the others")
        _resume(resume)
        return
    assignments = [*([f"execution.executor={executor}"] if executor else []), *(set_ or [])]
    config = configuration(preset or "tiny", tasks, seeds, seed, assignments, ablate)
    if settings:
        _list_settings(config)
        return
    start(config, runs, name)


def configuration(
    preset: str, tasks: str, seeds: str, seed: int | None, assignments: list[str], ablate: str
) -> "RunConfig":
    """The settings that the options of `codeit run` amount to. Raises ConfigError."""
    from codeit.run import config
    from codeit.run.paths import placed

    overrides: dict[str, Any] = {}
    if tasks:
        overrides["data.search"] = tasks
    if seeds:
        overrides["data.seeds"] = seeds
    if seed is not None:
        overrides["seed"] = seed
    fields = {**overrides, **config.parse_overrides(assignments)}
    return placed(config.preset(preset, fields, ablate))


def _list_settings(config: "RunConfig") -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("setting", "value", "meaning")
    for name, info in type(config).model_fields.items():
        value = getattr(config, name)
        if hasattr(value, "model_dump"):
            for field, inner in type(value).model_fields.items():
                text = " ".join((inner.description or "").split())
                table.add_row(f"{name}.{field}", escape(repr(getattr(value, field))), text)
        else:
            table.add_row(name, escape(repr(value)), " ".join((info.description or "").split()))
    console().print(table)


def start(config: "RunConfig", runs: Path, name: str) -> None:
    """Begin a run in the folder `name` of `runs` and see it to its end."""
    from buffer.replay import ReplayBuffer
    from codeit.run.assembling import accompany, replay_settings
    from codeit.run.folder import RunFolder, begun, free_name
    from codeit.run.ownership import claim, demand_unused
    from codeit.run.sources import guard_checkpoint, load_sources

    if accompany(config):
        return
    screen = console()
    with screen.status("reading tasks and seed programs"):
        sources = load_sources(config.data)
        guard_checkpoint(config, sources.search)
    ask_for_password(config.buffer.url)
    path = runs / name if name else free_name(runs, config.preset)
    begun_on = {**sources.fingerprints(), _LANGUAGE: str(REVISION)}
    draft = RunFolder(path, config, begun_on)
    with begun(path):
        draft.demand_new()
        url, settings = draft.buffer_url, replay_settings(config.buffer, config.seed)
        with ReplayBuffer.open(url, settings=settings) as buffer:
            if buffer.store.path is None and buffer.store.dialect == "sqlite":
                fail(f"buffer.url = {url}: a run needs a database that stays")
            demand_unused(buffer)

        def begin(buffer: ReplayBuffer) -> None:
            claim(buffer, draft)
            draft.create()  # the last that can fail before the commit: a run, or no claim

        _drive(draft, sources, begin)


def _resume(path: Path) -> None:
    from codeit.run.assembling import accompany
    from codeit.run.folder import RunFolder, locked
    from codeit.run.ownership import claim, demand_own
    from codeit.run.sources import load_sources

    folder = RunFolder.open(path)
    _same_language(folder)
    if accompany(folder.config):
        return
    ask_for_password(folder.config.buffer.url)
    with locked(path):
        demand_own(folder)
        with console().status("reading tasks and seed programs"):
            sources = load_sources(folder.config.data)
        _same_sources(folder, sources)
        _drive(folder, sources, begin=lambda buffer: claim(buffer, folder))


def _same_language(folder: "RunFolder") -> None:
    was = folder.fingerprints.get(_LANGUAGE, _FIRST_REVISION)
    if was != str(REVISION):
        fail(
            f"{folder.path} was begun with revision {was} of the language, this is {REVISION}:"
            " other programs would be drawn, and it would not be the same run. Start a new one;"
            " codeit show, eval and export still read this one"
        )


def _same_sources(folder: "RunFolder", sources: "Sources") -> None:
    now = {**sources.fingerprints(), _LANGUAGE: str(REVISION)}
    changed = [name for name, was in folder.fingerprints.items() if now.get(name) != was]
    if changed:
        fail(
            f"{folder.path} was started on other {' and '.join(changed)}: a resumed run would not"
            " be the same run. Start a new one, or restore what it was started on"
        )


def _drive(
    folder: "RunFolder", sources: "Sources", begin: "Callable[[ReplayBuffer], object]"
) -> None:
    """Assemble, `begin` (what cannot start leaves no run behind), and go on to the end."""
    from rich.markup import escape

    from codeit.cli.pages import write_page
    from codeit.cli.progress import LiveReporter
    from codeit.loop import go_on
    from codeit.results.evaluation import Judge
    from codeit.run.ablations import ABLATIONS
    from codeit.run.assembling import assemble, limits_of
    from codeit.run.sources import search_spec
    from codeit.run.writing import write_whole

    screen, config = console(), folder.config
    search = search_spec(config.data)
    judge = Judge(sources.search, *search, limits_of(config.execution), strict=False)
    if config.ablation != "none":
        screen.print(f"ablation {config.ablation}: {ABLATIONS[config.ablation]}")
    if sources.held:
        write_whole(folder.path / "held_out.txt", "\n".join(sources.held) + "\n")
        screen.print(
            f"{len(sources.held)} training tasks are held out, with their seeds and"
            f" {len(sources.kin)} kin of these"
        )
    screen.print(
        f"[bold]{escape(str(folder.path))}[/bold]: {len(sources.search)} search tasks"
        f" ({sources.search.name}), {len(sources.training)} training tasks,"
        f" {len(sources.seeds)} seed programs, seed {config.seed}"
    )
    with ExitStack() as stack:
        with screen.status("starting workers and loading the policy"):
            parts = stack.enter_context(assemble(folder, sources, begin))
        reporter = stack.enter_context(LiveReporter(screen, len(sources.search)))
        try:
            go_on(parts, judge, reporter)
        except KeyboardInterrupt:
            stack.close()
            place = shlex.quote(str(folder.path))
            say(f"stopped; nothing is lost: codeit run --resume {place}")
            raise typer.Exit(130) from None
    page = write_page(folder, sources)
    _summary(folder, page)


def _summary(folder: "RunFolder", page: Path) -> None:
    path = folder.path
    say(f"\nEverything is in {path}")
    say(f"  {page}\n      the run as one page of pictures: open it in a browser")
    if not folder.config.buffer.url:
        say(f"  {path / 'buffer.sqlite'}\n      every experience and solution; plain SQL works")
    say(f"  {path / 'metrics.jsonl'}\n      a line of figures per meta-iteration")
    say("\nWhat to type next")
    quoted = shlex.quote(str(path))
    say(f"  codeit eval {quoted}")
    say(f"  codeit export {quoted} --format submission --out submission.json")
    say(f"  codeit export {quoted} --format text --out solved/")
    say(f"  codeit buffer stats {quoted}")
    say(f"  codeit show {quoted}")
    if larger := _LARGER.get(folder.config.preset):
        say(f"  codeit run --preset {larger}")
