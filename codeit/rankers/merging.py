"""Programs of one task as answers: those that give the same on all its inputs are one."""

from collections.abc import Iterable
from dataclasses import replace

from codeit.rankers.interface import Found, Ranker
from codeit.rankers.votes import joined

__all__ = ["merged"]


def merged(found: Iterable[Found], ranker: Ranker) -> list[Found]:
    """One program for each behaviour, with the votes of all that share it, the best first.

    A behaviour is represented by the program that the ranker likes best by itself, the shortest.
    """
    alike: dict[tuple[str, ...], list[Found]] = {}
    for one in found:
        alike.setdefault(_behaviour(one), []).append(one)
    representatives = [
        replace(min(group, key=lambda one: ranker.key(_alone(one))), votes=joined(group))
        for group in alike.values()
    ]
    best: dict[str, Found] = {}
    for one in sorted(representatives, key=ranker.key):
        best.setdefault(one.program, one)
    return list(best.values())


def _alone(found: Found) -> Found:
    return replace(found, votes=())


def _behaviour(found: Found) -> tuple[str, ...]:
    """What programs of one behaviour share; of one that was not run on tests, the text."""
    return (found.outputs, found.tests) if found.tests else (found.program,)
