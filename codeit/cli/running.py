"""A run from its beginning, or from where it was left, to its end."""

import shlex
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from arc_dsl.revision import REVISION
from codeit.cli.console import console, fail, number_of, progress_console, say, working
from codeit.cli.passwords import ask_for_password
from codeit.cli.summaries import say_beginning, say_end, say_left_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from buffer.replay import ReplayBuffer
    from codeit.domains.interface import Executor
    from codeit.results.examiner import Examiner
    from codeit.run.config import RunConfig
    from codeit.run.folder import RunFolder
    from codeit.run.sources import Sources

__all__ = ["resume", "start"]

_LANGUAGE = "language"
"""The fingerprint of the language in a run's record: its revision."""
_FIRST_REVISION = "1"
"""That of runs from before it was recorded."""


def start(config: "RunConfig", runs: Path, name: str, options: list[str] | None = None) -> None:
    """Begin a run in the folder `name` of `runs` and see it to its end.

    `options` are those that it was begun with, for what is said at its end.
    """
    from buffer.replay import ReplayBuffer
    from codeit.run.assembling import accompany, replay_settings
    from codeit.run.folder import RunFolder, begun, free_name
    from codeit.run.ownership import claim, restored
    from codeit.run.sources import guard_checkpoint
    from codeit.run.stored_tasks import store_tasks

    if accompany(config):
        return
    with working("reading tasks and seed programs"):
        sources = _sources(config)
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
            lost = restored(buffer, draft)

        def begin(buffer: ReplayBuffer) -> None:
            if config.domain == "grids":  # the others are generated from the seed
                store_tasks(path, sources.asked)
            claim(buffer, draft)
            draft.create()  # the last that can fail before the commit: a run, or no claim

        if not lost:
            _drive(draft, sources, begin, options)
    if lost:
        say(f"{path} had lost its config.json; it is back, and the run goes on")
        resume(path, None, "")


def _sources(config: "RunConfig") -> "Sources":
    """Tasks and seeds; what cannot be read of them is listed, once, and stops the run or not."""
    from codeit.run.sources import sources_of
    from data.errors import MalformedData, MalformedSource

    try:
        sources = sources_of(config)
    except MalformedSource as error:
        say_left_out(error.problems, "cannot be read")
        count = len(error.problems)
        fail(f"{count} files or tasks cannot be read: mend them, or leave them out with --skip-bad")
    except MalformedData as error:
        fail(f"{error}; mend it, or leave it out with --skip-bad")
    say_left_out(sources.left_out)
    return sources


def resume(path: Path, more: int | None, executor: str) -> None:
    """Go on with a run: so many `more` meta-iterations, on another executor if one is given."""
    from codeit.run.assembling import accompany
    from codeit.run.folder import RunFolder, locked
    from codeit.run.ownership import claim, demand_own

    folder = RunFolder.open(path)
    if executor:  # what a run finds does not depend on it
        folder = folder.elsewhere(executor)
    _same_language(folder)
    if accompany(folder.config):
        return
    ask_for_password(folder.config.buffer.url)
    with locked(path):
        demand_own(folder)
        with working("reading tasks and seed programs"):
            sources = _sources(folder.config)
        _same_sources(folder, sources)
        if more is not None:
            folder = folder.extended(more)
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
    folder: "RunFolder",
    sources: "Sources",
    begin: "Callable[[ReplayBuffer], object]",
    options: list[str] | None = None,
) -> None:
    """Assemble, `begin` (what cannot start leaves no run behind), and go on to the end."""
    from codeit.cli.progress import LiveReporter
    from codeit.loop import go_on
    from codeit.results.finders import counted
    from codeit.run.assembling import assemble
    from codeit.run.settings.expected import expected

    config, place = folder.config, shlex.quote(str(folder.path))
    _leave_out(folder, sources)
    say_beginning(folder, sources)
    with ExitStack() as stack:
        with working("starting workers and loading the policy"):
            parts = stack.enter_context(assemble(folder, sources, begin))
        judge = _examiner(config, sources, parts.executor)
        done, planned = len(parts.buffer.meta_iterations()), config.loop.meta_iterations
        if done > planned:
            say(f"this run has ended; to go on: codeit run --resume {place} --more 5")
        reporter = stack.enter_context(
            LiveReporter(
                progress_console(),
                len(sources.search),
                config.domain,
                run=place,
                expected=expected(config, len(sources.search)),
                solved=counted(parts.buffer.solutions()),
            )
        )
        try:
            go_on(parts, judge, reporter)
        except KeyboardInterrupt:
            stack.close()
            say(f"stopped; nothing is lost: codeit run --resume {place}")
            raise typer.Exit(130) from None
        solved = counted(parts.buffer.solutions())
    if config.domain == "grids":
        _say_found(folder, sources, solved, judge, options)
    else:
        say(f"\nEverything is in {folder.path}: a line of figures per meta-iteration in")
        say(f"  {folder.metrics}, every program and what it gave in {folder.buffer_url}")


def _leave_out(folder: "RunFolder", sources: "Sources") -> None:
    """Say what is left out of the method and of the tasks; the latter are listed in the folder."""
    from codeit.run.settings.ablations import ABLATIONS
    from codeit.run.writing import write_whole

    screen, ablation = console(), folder.config.ablation
    if ablation != "none":
        screen.print(f"ablation {ablation}: {ABLATIONS[ablation]}")
    if sources.held:
        write_whole(folder.path / "held_out.txt", "\n".join(sources.held) + "\n")
        screen.print(
            f"{number_of(len(sources.held), 'training task')} held out, with their seeds and"
            f" {len(sources.kin)} kin of these"
        )


def _say_found(
    folder: "RunFolder",
    sources: "Sources",
    solved: "Mapping[str, int]",
    examiner: "Examiner",
    options: list[str] | None,
) -> None:
    """What was solved, the page of the run, and what to type next."""
    from codeit.cli.progress import said_of_solved
    from codeit.cli.reports.pages import write_page

    say(f"\n{said_of_solved(solved)}")
    with working("writing the report"):
        page = write_page(folder, sources)
    say_end(folder, page, judged=_some_are_judged(examiner, sources), options=options)


def _examiner(config: "RunConfig", sources: "Sources", executor: "Executor") -> "Examiner":
    """What measures the run."""
    if config.domain == "sequence":
        from codeit.domains.sequence.judging import SequenceJudge

        return SequenceJudge(sources.search)
    from codeit.results.evaluation import Judge
    from codeit.run.sources import search_spec

    return Judge(sources.search, *search_spec(config.data), executor, strict=False)


def _some_are_judged(examiner: "Examiner", sources: "Sources") -> bool:
    from codeit.results.evaluation import Judge

    return isinstance(examiner, Judge) and len(examiner.unjudged) < len(sources.search)
