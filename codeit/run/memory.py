"""What a run remembers of earlier programs, read from its buffer: a `Memory` for proposers."""

from collections.abc import Sequence

from buffer.replay import ReplayBuffer

__all__ = ["BufferMemory"]


class BufferMemory:
    """A `codeit.proposers.interface.Memory`. Reads what is committed."""

    def __init__(self, buffer: ReplayBuffer) -> None:
        self._buffer = buffer

    def known(self, task_id: str) -> frozenset[str]:
        """Texts of the programs stored for a task, those evicted since included."""
        return frozenset(self._buffer.texts(task_id))

    def nearest(self, task_id: str, count: int) -> Sequence[str]:
        """Texts of the programs nearest to a task: by score, then distance, then shortness."""
        return [experience.program for experience in self._buffer.best(task_id, count)]
