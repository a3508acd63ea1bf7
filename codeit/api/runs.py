"""A run as a Python object: what it found, its figures, its buffer as a frame, its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codeit.errors import RunError

if TYPE_CHECKING:
    from codeit.api.pictures import Program, Task
    from codeit.run.config import RunConfig
    from codeit.run.folder import RunFolder
    from viz.report import TaskEntry

__all__ = ["FoundTask", "Run", "open_run", "run"]


@dataclass(frozen=True, slots=True)
class FoundTask:
    """A search task with its ranked answers."""

    entry: "TaskEntry"

    @property
    def task(self) -> "Task":
        """The task."""
        from codeit.api.pictures import Task

        return Task(self.entry.task)

    @property
    def state(self) -> str:
        """solved, demonstrations, partly or nothing."""
        return self.entry.state.value

    @property
    def programs(self) -> "tuple[Program, ...]":
        """The ranked answers, best first."""
        from codeit.api.pictures import Program

        return tuple(Program(answer.program) for answer in self.entry.answers)

    def __repr__(self) -> str:
        return f"<{self.entry.task.id}: {self.state}, {len(self.entry.answers)} answers>"

    def _repr_html_(self) -> str:
        answer = self.entry.solver or (self.entry.answers or (None,))[0]
        told = f"<p>{escape(self.state)}"
        if answer is not None:
            told += f", found by {escape(answer.origin or 'somebody')}"
            told += f" in meta-iteration {answer.meta_iteration}</p>"
            from codeit.api.pictures import Program

            told += Program(answer.program)._repr_html_()
        return self.task._repr_html_() + told

    def _repr_png_(self) -> bytes:
        return self.task._repr_png_()


class Run:
    """A run's folder, opened for reading. Its tasks are judged when they are first asked for."""

    def __init__(self, folder: "RunFolder") -> None:
        self._folder = folder
        self._tasks: dict[str, FoundTask] | None = None

    @property
    def path(self) -> Path:
        """Its folder."""
        return self._folder.path

    @property
    def config(self) -> "RunConfig":
        """Every setting."""
        return self._folder.config

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """A row of figures for each meta-iteration; `codeit.results.metrics` explains them."""
        from buffer.replay import ReplayBuffer
        from codeit.cli.reports.report_data import metric_rows

        with ReplayBuffer.open(self._folder.buffer_url, read_only=True) as buffer:
            return metric_rows(buffer)

    @property
    def tasks(self) -> Mapping[str, FoundTask]:
        """Every search task with what was found for it, in the set's order."""
        if self._tasks is None:
            from codeit.cli.reports.judged_tasks import open_judged

            entries = open_judged(self._folder).tasks
            self._tasks = {entry.task.id: FoundTask(entry) for entry in entries}
        return self._tasks

    @property
    def solved(self) -> list[FoundTask]:
        """The tasks of which one of the first three answers is right on every test pair."""
        return [found for found in self.tasks.values() if found.state == "solved"]

    def buffer(self) -> Any:
        """The experiences as a pandas frame, one row for each; outputs are left out.

        Raises RunError if pandas is not installed: it comes with `codeit[dataset]`.
        """
        from buffer.replay import ReplayBuffer

        try:
            import pandas as pd
        except ImportError:
            raise RunError(
                "frames need pandas, which is not installed: pip install 'codeit[dataset]'"
            ) from None
        names = ["task_id", "program", "score", "distance", "origin", "parent", "meta_iteration"]
        names += ["log_probability", "checkpoint", "bits"]
        with ReplayBuffer.open(self._folder.buffer_url, read_only=True) as buffer:
            ids = buffer.index.ids.tolist()
            found = buffer.contents(ids)
        rows = [
            {name: getattr(one, name) for name in names} | {"origin": one.origin.value}
            for one in found
        ]
        return pd.DataFrame(rows, columns=names, index=pd.Index(ids, name="id"))

    def report(self, out: str | Path | None = None) -> Path:
        """Write the run's page, by default into its folder, and return its path."""
        from codeit.cli.reports.pages import write_page
        from codeit.run.sources import load_sources

        sources = load_sources(self.config.data)
        return write_page(self._folder, sources, None if out is None else Path(out))

    def __repr__(self) -> str:
        return f"<Run {self.path}: preset {self.config.preset}, seed {self.config.seed}>"

    def _repr_html_(self) -> str:
        columns = (
            "meta_iteration",
            "executed",
            "cumulative_pass3",
            "policy_cumulative_pass3",
            "policy_only_pass3",
            "buffer_size",
        )
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(row.get(c, '')))}</td>" for c in columns) + "</tr>"
            for row in self.metrics
        )
        head = "".join(f"<th>{c.replace('_', ' ')}</th>" for c in columns)
        return f"<p>{escape(repr(self))}</p><table><tr>{head}</tr>{rows}</table>"


def open_run(path: str | Path) -> Run:
    """Open a run's folder. Raises codeit.errors.RunIncomplete or RunVersionError."""
    from codeit.run.folder import RunFolder
    from codeit.run.ownership import demand_own

    folder = RunFolder.open(Path(path))
    demand_own(folder)
    return Run(folder)


def run(
    preset: str = "tiny",
    *,
    name: str = "",
    runs: str | Path = "runs",
    tasks: str = "",
    seeds: str = "",
    seed: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Run:
    """Make a run, as `codeit run` does, and return it when it has ended.

    `settings` are by dotted name, such as `{"loop.meta_iterations": 5}`. Raises RunError if it
    cannot begin or was stopped (it then goes on with `codeit run --resume`), and the errors of the
    command line for bad settings.
    """
    from click.exceptions import Exit

    from codeit.cli.running import start
    from codeit.cli.settings import configuration
    from codeit.run.folder import free_name

    given = [f"{key}={_written(value)}" for key, value in (settings or {}).items()]
    config = configuration(preset, tasks, seeds, seed, given, "")
    place = Path(runs) / name if name else free_name(Path(runs), preset)
    try:
        start(config, place.parent, place.name)
    except (Exit, SystemExit) as error:
        raise RunError(f"the run in {place} did not end: see what was printed above") from error
    return open_run(place)


def _written(value: Any) -> str:
    """A setting as the command line takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
