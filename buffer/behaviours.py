"""Which experiences behave alike: what a draw without doubles needs to know of each.

A *behaviour* is what a program realised on a task's demonstrations. Of the programs of a task with
equal behaviour one is enough to learn from. Read once and extended as the buffer grows; a function
of what is stored, whenever it was read.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from buffer import records
from buffer.experience import Origin
from buffer.schema import ExperienceRow, OutputsRow, ProgramRow
from buffer.store import Store

__all__ = ["EVICTIONS", "Behaviours", "Known"]

EVICTIONS = "evictions"
"""Counter by which a process notices that another one has evicted."""

_CODES = {origin.value: code for code, origin in enumerate(Origin)}
ROWS = 10_000
"""Rows read at once."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the experiences that can be drawn, one entry each, in the order of ids."""

    ids: NDArray[np.int64]
    tasks: NDArray[np.str_]
    behaviours: NDArray[np.uint64]
    """Equal for equal task and behaviour; of different ones only by a chance of 2^-64."""
    scores: NDArray[np.float64]
    lines: NDArray[np.int64]
    characters: NDArray[np.int64]
    origins: NDArray[np.int64]
    """Positions in `Origin`."""

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Known":
        """Some of them."""
        return Known(*(getattr(self, name)[chosen] for name in self.__slots__))

    def joined(self, more: "Known") -> "Known":
        """These and then those."""
        pairs = ((getattr(self, name), getattr(more, name)) for name in self.__slots__)
        return Known(*(np.concatenate(pair) for pair in pairs))


class Behaviours:
    """The behaviours of one buffer's experiences, as far as they have been read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = _columns([])
        self._evictions = -1

    def known(self) -> Known:
        """All experiences that can be drawn; reads what was stored since the last call."""
        with self._store.read() as connection:
            evictions = records.counter(connection, EVICTIONS)
            if evictions != self._evictions:
                self._known, self._evictions = _columns([]), evictions
            after = int(self._known.ids[-1]) if len(self._known.ids) else 0
            rows = _read(connection, after)
            while piece := list(islice(rows, ROWS)):
                self._known = self._known.joined(_columns(piece))
        return self._known


Row = tuple[int, str, int, float, int, int, int]


def _columns(rows: Sequence[Row]) -> Known:
    columns = list(zip(*rows, strict=True)) or [()] * 7
    kinds = (np.int64, np.str_, np.uint64, np.float64, np.int64, np.int64, np.int64)
    return Known(*(np.array(c, k) for c, k in zip(columns, kinds, strict=True)))


def _read(connection: Connection, after: int) -> Iterator[Row]:
    e, p = ExperienceRow, ProgramRow
    query = (
        select(e.id, e.task_id, OutputsRow.packed, e.score, p.lines, p.characters, e.origin)
        .join(p, p.id == e.program_id)
        .join(OutputsRow, OutputsRow.experience_id == e.id)
        .where(e.evicted_in.is_(None), e.id > after)
        .order_by(e.id)
        .execution_options(yield_per=ROWS)
    )
    for number, task_id, packed, score, lines, characters, origin in connection.execute(query):
        mark = hashlib.blake2b(packed + task_id.encode(), digest_size=8).digest()
        behaviour = int.from_bytes(mark, "big")
        yield number, task_id, behaviour, score, lines, characters, _CODES[origin]
