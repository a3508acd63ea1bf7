"""Whose a database is: one run works in it, and that run finds it again.

The database is marked with the id of its run. A run that was killed before it could mark the
database does so when it goes on.
"""

from collections.abc import Callable

from buffer.errors import BufferUnavailable
from buffer.inspection import states
from buffer.replay import ReplayBuffer
from codeit.errors import RunError, RunIncomplete
from codeit.run.folder import UNNAMED, RunFolder
from codeit.run.state import LOOP

__all__ = ["claim", "demand_own", "demand_unused"]

_MARK = "run"
"""Name of the state that says which run works in the database."""


def claim(buffer: ReplayBuffer, folder: RunFolder) -> None:
    """Mark the database as the run's, if it is not yet. Raises RunError if it is another's."""
    if not _is_own(buffer.state, folder):
        with buffer.transaction():
            demand_unused(buffer)
            buffer.set_state(_MARK, folder.id.encode())


def demand_unused(buffer: ReplayBuffer) -> None:
    """Raise RunError if a run has begun in the database."""
    if _is_used(buffer.state):
        raise RunError(
            f"{buffer.store.label} holds another run already: give a new database, or --resume"
            " that run"
        )


def demand_own(folder: RunFolder) -> None:
    """Look whether the run's database is there and its own, before anything opens it for writing.

    Raises RunIncomplete if it is another's, or knows less than the folder shows, and
    BufferUnavailable if it is gone.
    """
    shown = folder.metrics.is_file() and folder.metrics.stat().st_size > 0
    try:
        state = states(folder.buffer_url).get
    except BufferUnavailable:
        if shown:
            raise
        return  # the run was killed before it stored anything
    if shown and state(LOOP) is None:
        found = "nothing of it"
    elif _is_used(state) and not _is_own(state, folder):
        found = "another run"
    else:
        return
    raise RunIncomplete(
        f"the database of {folder.path} holds {found}: restore the run's own, or begin a new run"
    )


def _is_used(state: Callable[[str], bytes | None]) -> bool:
    return state(_MARK) is not None or state(LOOP) is not None


def _is_own(state: Callable[[str], bytes | None], folder: RunFolder) -> bool:
    mark = state(_MARK)
    if mark is None and folder.id == UNNAMED:  # databases were not marked at first
        return state(LOOP) is not None
    return mark == folder.id.encode()
