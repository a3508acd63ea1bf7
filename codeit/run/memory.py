"""What a run remembers of earlier programs, read from its buffer: a `Memory` for proposers."""

from collections.abc import Sequence

from buffer import reading
from buffer.replay import ReplayBuffer

__all__ = ["BufferMemory"]


class BufferMemory:
    """A `codeit.proposers.interface.Memory`. Reads what is committed."""

    def __init__(self, buffer: ReplayBuffer) -> None:
        self._buffer = buffer

    def known(self, task_id: str) -> frozenset[str]:
        """Texts of the programs stored for a task, those evicted since included."""
        with self._buffer.store.read() as connection:
            return frozenset(reading.texts(connection, task_id))

    def nearest(self, task_id: str, count: int) -> Sequence[str]:
        """Texts of the programs nearest to a task: by score, then distance, then shortness."""
        return [experience.program for experience in self._buffer.best(task_id, count)]

    def nearness(self, task_id: str) -> tuple[float, float]:
        """Score and distance, with a minus, of the program nearest to a task; (0, -1) of none."""
        best = self._buffer.best(task_id, 1)
        return (best[0].score, -best[0].distance) if best else (0.0, -1.0)

    def state(self, name: str) -> bytes | None:
        """What a proposer kept under that name."""
        return self._buffer.state(name)
