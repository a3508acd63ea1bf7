"""Whose a database is: one run works in it, and that run finds it again."""

from buffer.replay import ReplayBuffer
from codeit.errors import RunError, RunIncomplete
from codeit.runs import RunFolder

__all__ = ["claim", "demand_own", "demand_unused"]

_MARK = "run"
"""Name of the state that says that a run has begun in the database."""


def claim(buffer: ReplayBuffer) -> None:
    """Mark the database as used by a run that begins. Raises RunError if another was faster."""
    with buffer.transaction():
        demand_unused(buffer)
        buffer.set_state(_MARK, b"begun")


def demand_unused(buffer: ReplayBuffer) -> None:
    """Raise RunError if a run has begun in the database."""
    if buffer.state(_MARK) is not None or buffer.state("loop") is not None:
        raise RunError(
            f"{buffer.store.label} holds another run already: give a new database, or --resume"
            " that run"
        )


def demand_own(buffer: ReplayBuffer, folder: RunFolder) -> None:
    """Raise RunIncomplete if the folder shows more of a run than the database knows."""
    begun = folder.metrics.is_file() and folder.metrics.stat().st_size > 0
    if begun and buffer.state("loop") is None:
        raise RunIncomplete(
            f"{buffer.store.label} holds nothing of {folder.path}: restore the run's database, or"
            " begin a new run"
        )
