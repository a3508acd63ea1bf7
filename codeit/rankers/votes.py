"""Ranking by votes: an answer that several families found, each in few nats, comes first.

Programs that give the same on all inputs of a task are one answer. Each family that found it (the
policy, mutants, seeds, a family of search) votes once, with exp(-nats) of its shortest program for
it: how likely that program is beforehand. Description lengths are those of
`codeit.search.lengths`, or the family's own estimate where that is less. Measured against length,
bits and other ways to count votes in `docs/search.md`.
"""

from collections.abc import Iterable
from math import exp

from codeit.rankers.interface import Found, Votes

__all__ = ["ByVotes", "fewest", "joined", "weight"]

_CHARACTERS_PER_NAT = 25
"""For a program without nats: a line of a seed has about 25 characters and about 1.5 nats."""


class ByVotes:
    """Higher score, then more votes, then fewer nats, then fewer characters."""

    def key(self, found: Found) -> tuple[float, float, float, int, str]:
        """Smaller is better."""
        nats = nats_of(found)
        votes = found.votes or ((found.family, nats),)
        return -found.score, -weight(votes), nats, len(found.program), found.program


def nats_of(found: Found) -> float:
    """The description length of a program, estimated where it is not known."""
    return len(found.program) / _CHARACTERS_PER_NAT if found.nats is None else found.nats


def joined(found: Iterable[Found]) -> Votes:
    """The votes for one behaviour: of each family the fewest nats, in the order of names."""
    return fewest(vote for one in found for vote in one.votes or ((one.family, nats_of(one)),))


def fewest(votes: Iterable[tuple[str, float]]) -> Votes:
    """One vote of each family, that of the fewest nats, in the order of names."""
    least: dict[str, float] = {}
    for family, nats in votes:
        least[family] = min(nats, least.get(family, nats))
    return tuple(sorted(least.items()))


def weight(votes: Votes) -> float:
    """How likely the families find an answer, together."""
    return sum(exp(-nats) for _, nats in votes)
