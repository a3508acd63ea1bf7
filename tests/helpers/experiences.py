"""Small experiences for tests of the buffer: made from numbers, so that equal numbers are equal."""

from dataclasses import replace
from typing import Any

from arc_dsl.outcome import PlainGrid
from buffer.experience import Experience, Origin, Solution
from buffer.replay import ReplayBuffer

__all__ = ["a_grid", "a_solution", "an_experience", "everything", "experiences", "program"]


def program(number: int) -> str:
    """A text in the canonical form; the buffer never parses it."""
    lines = [f"x{k} = rot90(I{number})" for k in range(1, number % 5 + 1)]
    return "\n".join([*lines, f"O = crop(I, {number}, UNITY)"])


def a_grid(number: int) -> PlainGrid:
    """A small grid."""
    height, width = number % 3 + 1, number % 4 + 1
    return tuple(tuple((number + r * c) % 10 for c in range(width)) for r in range(height))


def an_experience(number: int, **changes: Any) -> Experience:
    """The experience of a number: task, score and parent follow from it."""
    made = Experience(
        task_id=f"task{number % 7}",
        program=program(number),
        outputs=(a_grid(number), None, a_grid(number + 1)),
        score=(number % 4) / 3,
        distance=(number % 11) / 11,
        origin=list(Origin)[number % 3],
        parent=program(number // 2) if number else None,
        meta_iteration=number // 50,
        log_probability=-number / 8 if number % 2 else None,
        checkpoint=f"step-{number // 50}" if number % 2 else None,
        bits=number / 2,
    )
    return replace(made, **changes)


def experiences(start: int, end: int) -> list[Experience]:
    """Experiences of the numbers start..end-1."""
    return [an_experience(number) for number in range(start, end)]


def a_solution(number: int) -> Solution:
    """The experience of a number as a solution, found after 100 + number executions."""
    e = an_experience(number)
    return Solution(e.task_id, e.program, Origin.POLICY, 2, 100 + number)


def everything(buffer: ReplayBuffer) -> list[Experience]:
    """All experiences of a buffer in the order of their ids."""
    return buffer.contents(buffer.index.ids.tolist())
