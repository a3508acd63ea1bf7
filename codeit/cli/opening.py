"""Opening the folder of a run that a user named: its buffer, its state, its workers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codeit.cli.passwords import ask_for_password

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from buffer.replay import ReplayBuffer
    from codeit.domains.interface import Executor
    from codeit.run.folder import RunFolder
    from codeit.run.state import LoopState

__all__ = ["Json", "RunDir", "Tasks", "open_run", "run_executor"]

RunDir = Annotated[Path, typer.Argument(help="Folder of a run.")]
Tasks = Annotated[
    str, typer.Option("--tasks", help="Where the run's tasks are now, if they were moved.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead.")]


def open_run(run_dir: Path) -> "tuple[RunFolder, ReplayBuffer, LoopState]":
    """A run's folder, its buffer (to be closed by the caller) and the state of its loop."""
    from buffer.replay import ReplayBuffer
    from codeit.cli.reports.judged_tasks import read_state
    from codeit.run.folder import RunFolder
    from codeit.run.ownership import demand_own

    folder = RunFolder.open(run_dir)
    ask_for_password(folder.buffer_url)
    demand_own(folder)
    buffer = ReplayBuffer.open(folder.buffer_url, read_only=True)
    return folder, buffer, read_state(folder, buffer)


def run_executor(folder: "RunFolder") -> "AbstractContextManager[Executor]":
    """Limited workers, as the run had them."""
    from codeit.domains.choosing import domain_named
    from codeit.run.assembling import limits_of

    config = folder.config
    domain = domain_named(config.domain)
    return domain.executor(config.execution.workers, limits_of(config.execution))
