"""A never-ending stream of new examples, made in other processes while the learner learns.

What a producer makes, and of what it depends, `codeit.pretraining.producer` says. Chunks of all
producers come in turn.
"""

import queue
from collections.abc import Iterator
from threading import Thread
from typing import Any, Self

from arc_dsl.errors import PoolError
from codeit.policy.learning.examples import Example
from codeit.pretraining.holdout import HeldOut
from codeit.pretraining.producer import StreamSettings
from codeit.pretraining.workers import start_producer

__all__ = ["Stream"]

_AHEAD = 20
"""Chunks that each producer may be ahead of the learner: about a pool of examples together."""
_PATIENCE = 5.0
"""Seconds without a chunk after which the producer is asked whether it lives."""


class _Prefetcher(Thread):
    """Takes in what a producer makes while the learner is busy, up to `_AHEAD` chunks."""

    def __init__(self, connection: Any) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._chunks: queue.Queue[list[Example]] = queue.Queue(_AHEAD)
        self._over = False

    def run(self) -> None:
        """Until the producer is gone, or `end`."""
        try:
            while not self._over:
                chunk = self._connection.recv()
                while not self._over:
                    try:
                        self._chunks.put(chunk, timeout=0.2)
                    except queue.Full:
                        continue
                    break
        except (EOFError, OSError):
            return

    def take(self) -> list[Example] | None:
        """The next chunk; None if none came for a while."""
        try:
            return self._chunks.get(timeout=_PATIENCE)
        except queue.Empty:
            return None

    def end(self) -> None:
        """Take in no more. The producer must be gone."""
        self._over = True
        self.join()
        self._connection.close()


class Stream:
    """Iterates over chunks of examples without end; a context manager that owns its processes.

    Chunks come from the producers in turn, so their order depends on the seed alone. No example
    comes twice.
    """

    def __init__(
        self, held: HeldOut, settings: StreamSettings, seed: int, producers: int, start: int = 0
    ) -> None:
        self._args = (held, settings, seed)
        self._producers = producers
        self.next = start
        """Number of the next chunk of each producer: what resuming needs."""
        self._seen: set[int] = set()
        self._processes: list[Any] = []
        self._prefetchers: list[_Prefetcher] = []
        self._turn = 0

    def __enter__(self) -> Self:
        """Start the producers."""
        for number in range(self._producers):
            connection, process = start_producer(*self._args, number, self.next)
            self._processes.append(process)
            self._prefetchers.append(_Prefetcher(connection))
            self._prefetchers[-1].start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the producers."""
        for process in self._processes:
            process.terminate()
        for process, prefetcher in zip(self._processes, self._prefetchers, strict=True):
            process.join()
            prefetcher.end()

    def __iter__(self) -> Iterator[list[Example]]:
        """Chunks, for ever. Raises PoolError if a producer died."""
        while True:
            examples = self._wait(self._turn)
            self._turn = (self._turn + 1) % self._producers
            self.next += self._turn == 0
            yield [example for example in examples if self._is_new(example)]

    def _wait(self, turn: int) -> list[Example]:
        while (chunk := self._prefetchers[turn].take()) is None:
            process = self._processes[turn]
            if not process.is_alive():
                raise PoolError(
                    f"a producer of examples died (exit {process.exitcode}): if memory was short,"
                    " take fewer producers; the training goes on with --resume"
                )
        return chunk

    def _is_new(self, example: Example) -> bool:
        key = hash((example.prompt.tobytes(), example.tokens))
        if key in self._seen:
            return False
        self._seen.add(key)
        return True
