"""Ranking by description length: of programs as right, the shorter one in bits comes first.

Bits are those under the prior over well-typed programs (`arc_dsl.generate.bits`), so that a line
with few alternatives is shorter than one with many, where the paper counts characters.
"""

from functools import lru_cache
from math import inf

from arc_dsl.errors import DslError
from arc_dsl.generate.bits import bits
from arc_dsl.program import parse
from codeit.rankers.interface import Found

__all__ = ["ByBits", "program_bits"]


class ByBits:
    """Higher score, then fewer bits, then fewer characters; what has no bits comes last."""

    def key(self, found: Found) -> tuple[float, float, int, str]:
        """Smaller is better."""
        length = program_bits(found.program)
        return -found.score, inf if length is None else length, len(found.program), found.program


@lru_cache(1 << 14)
def program_bits(text: str) -> float | None:
    """Bits of a program's text; None for what is not well typed, or no program."""
    try:
        return bits(parse(text))
    except DslError:
        return None
