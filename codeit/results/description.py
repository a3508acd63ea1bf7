"""A task as a message: the program, and what it leaves to be said (The KoLMogorov Test, on grids).

The receiver has the demonstrations' inputs and is sent their outputs. `task_bits` is one bit for
the choice, and then either all outputs as they are, or the bits of a program under the prior over
well-typed programs, one bit a demonstration that says whether it is right there, and the outputs
where it is not. So a useless program costs one bit, a partial solution is worth what it gives, and
a program that spells the outputs out is worth nothing. Summed over tasks, against sending all as
it is, it is one number for a whole run (`task_rate`).

No test output is part of it.
"""

from collections.abc import Iterable, Sequence
from math import log2

from arc_dsl.outcome import PlainGrid

__all__ = ["grid_bits", "raw_bits", "task_bits", "task_rate"]

_SIDE, _COLOURS = log2(30), log2(10)


def grid_bits(grid: PlainGrid) -> float:
    """Bits of a grid as it is: its two sides of 1 to 30, and a colour of ten for each cell."""
    return 2 * _SIDE + len(grid) * len(grid[0]) * _COLOURS


def raw_bits(wanted: Iterable[PlainGrid]) -> float:
    """Bits of outputs as they are, with the bit that says so."""
    return 1 + sum(map(grid_bits, wanted))


def task_bits(
    program: float | None, outputs: Sequence[PlainGrid | None], wanted: Sequence[PlainGrid]
) -> float:
    """Bits of a task's outputs with a program at hand.

    `program` are the program's own bits, None if these are not defined; `outputs` what it gave on
    the demonstrations' inputs and `wanted` what they want, in the same order.
    """
    raw = raw_bits(wanted)
    if program is None:
        return raw
    left = sum(
        grid_bits(goal) for given, goal in zip(outputs, wanted, strict=True) if given != goal
    )
    return min(raw, 1 + program + len(wanted) + left)


def task_rate(
    tasks: Iterable[
        tuple[Sequence[PlainGrid], Iterable[tuple[float | None, Sequence[PlainGrid | None]]]]
    ],
) -> float:
    """Bits of all tasks, each with the best of its programs, over the bits of all as they are.

    A task is its wanted outputs, and for each of its programs the bits and what it gave. At most
    1; raises ZeroDivisionError without a task.
    """
    sent = given = 0.0
    for wanted, programs in tasks:
        raw = raw_bits(wanted)
        given += raw
        sent += min([raw, *(task_bits(bits, outputs, wanted) for bits, outputs in programs)])
    return sent / given
