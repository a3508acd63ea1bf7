"""Mutants that were tried before, remembered by the digests of their texts: 8 bytes each.

Each meta-iteration's are one state of the run, stored with what they found; together they are read
anew each time, so that nothing depends on what a process happens to remember.
"""

import hashlib
from collections.abc import Iterable

from arc_dsl.program import Program
from codeit.proposers.interface import Memory

__all__ = ["packed", "state_name", "tried_before"]

WIDTH = 8
"""Bytes of a digest: among ten million programs two have equal ones with a chance of 1 in 400,000,
and then one mutant is not tried."""


def state_name(number: int) -> str:
    """Name of the state that holds the mutants of a meta-iteration."""
    return f"tried/{number:05d}"


def mark(program: Program) -> bytes:
    """The digest of a program's text."""
    return hashlib.blake2b(program.text.encode(), digest_size=WIDTH).digest()


def packed(programs: Iterable[Program]) -> bytes:
    """The digests of programs, in their order."""
    return b"".join(map(mark, programs))


def tried_before(memory: Memory, number: int) -> "Tried":
    """The mutants tried before meta-iteration `number`."""
    marks: set[bytes] = set()
    for earlier in range(1, number):
        state = memory.state(state_name(earlier)) or b""
        marks.update(state[at : at + WIDTH] for at in range(0, len(state), WIDTH))
    return Tried(marks)


class Tried:
    """A set of programs that is asked by program."""

    def __init__(self, marks: set[bytes]) -> None:
        self._marks = marks

    def __contains__(self, program: Program) -> bool:
        """Whether the program was tried."""
        return mark(program) in self._marks

    def __len__(self) -> int:
        """How many were tried."""
        return len(self._marks)
