"""The paper's ranking: score on the demonstrations, then length (CodeIt, section 3.2)."""

from codeit.rankers.interface import Found

__all__ = ["ByLength"]


class ByLength:
    """Higher score, then fewer characters, then the alphabet so that the order is defined."""

    def key(self, found: Found) -> tuple[float, int, str]:
        """Smaller is better."""
        return -found.score, len(found.program), found.program
