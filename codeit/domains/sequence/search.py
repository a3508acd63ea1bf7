"""Search for short programs of a sequence: parts read off the sequence, no model.

First the sequence is taken as parts one behind the other (`segments.cut`). Then, where it looks
cheaper, as two sequences interleaved, the shorter of which ended after so many numbers: whatever
was concatenated behind an interleaving can be said as the longer one's end, so that one number
tells the whole division. The longer one may be divided again.

A proposer beside the policy, with an origin of its own. It sees the sequence that it is asked
about and nothing else, and counts what it tries.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log2

from codeit.domains.sequence.bits import program_bits
from codeit.domains.sequence.functions import FUNCTIONS, Numbers
from codeit.domains.sequence.program import SequenceProgram, program_of
from codeit.domains.sequence.running import outcome_of
from codeit.domains.sequence.segments import Answer, cut

__all__ = ["SearchSettings", "search"]

_JOIN = 10.0
"""Bits that a join costs about, where it is only guessed."""
_WINDOW = 3
"""Differences that must come again for a number to count as one that did."""
_TWICE = 4.0
"""Bits of a number that comes twice: half of what it takes once."""
_STRIDES = (1, 2, 4, 8)
"""At which what is interleaved once, twice or three times shows."""
_SHORTEST = 3
"""Numbers of the shorter of two interleaved sequences, at least."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How far the search goes."""

    width: int = 12
    """Partial answers kept at each place."""
    divisions: int = 3
    """Ways to divide a sequence into two interleaved ones that are tried in full."""
    depth: int = 2
    """How often what was divided is divided again."""


_DEFAULT = SearchSettings()


def search(sequence: Numbers, settings: SearchSettings = _DEFAULT) -> list[SequenceProgram]:
    """Programs that give the sequence exactly, the shortest in bits first; at least one."""
    known = _windows(sequence)
    answers = _ways(sequence, Answer(0.0), settings, settings.depth, known)
    found: dict[str, SequenceProgram] = {}
    for answer in answers:
        program = program_of(answer.calls[: answer.whole + 1]).simplified()
        if outcome_of(program).grid == (sequence,):
            found.setdefault(program.text, program)
    return sorted(found.values(), key=lambda p: (program_bits(p), p.text))


def _ways(
    numbers: Numbers,
    begun: Answer,
    settings: SearchSettings,
    depth: int,
    known: Counter[Numbers],
) -> list[Answer]:
    """Answers that give the numbers, the cheapest first, going on from one."""
    found = cut(numbers, begun, settings.width)[:4]
    if depth and len(numbers) >= 6:
        for first, second in _divisions(numbers, settings.divisions, known):
            found += _interleaved(first, second, begun, settings, depth, known)
    return sorted(found, key=lambda answer: answer.cost)[:4]


def _interleaved(
    first: Numbers,
    second: Numbers,
    begun: Answer,
    settings: SearchSettings,
    depth: int,
    known: Counter[Numbers],
) -> Iterator[Answer]:
    """Answers for two sequences in turn: the longer one first, then the other with its parts."""
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    for one in _ways(longer, begun, settings, depth - 1, known)[:2]:
        for both in cut(shorter, one, settings.width)[:2]:
            lines = (one.whole, both.whole) if longer is first else (both.whole, one.whole)
            cost = both.cost + log2(len(FUNCTIONS) + 1) + 2 * log2(len(both.calls))
            calls = (*both.calls, ("interleave", lines))
            yield Answer(cost, calls, both.parts, len(calls) - 1)


def _divisions(
    numbers: Numbers, most: int, known: Counter[Numbers]
) -> list[tuple[Numbers, Numbers]]:
    """The most promising pairs of sequences that give the numbers when interleaved."""
    plain = _guess(numbers, known)
    found = []
    for size in range(_SHORTEST, len(numbers) // 2 + 1):
        evens, odds = numbers[0 : 2 * size : 2], numbers[1 : 2 * size : 2]
        tail = numbers[2 * size :]
        ways = [(evens, odds + tail), (evens + tail, odds)] if tail else [(evens, odds)]
        for pair in ways:
            guess = sum(_guess(part, known) for part in pair) + _JOIN
            if guess < plain:
                found.append((guess, size, pair))
    found.sort(key=lambda way: way[:2])
    return [pair for _, _, pair in found[:most]]


def _windows(numbers: Numbers) -> Counter[Numbers]:
    """How often differences that follow each other come, at every stride, turned ones with them."""
    found: Counter[Numbers] = Counter()
    for stride in _STRIDES:
        for offset in range(stride):
            part = numbers[offset::stride]
            steps = tuple(b - a for a, b in pairwise(part))
            found.update(_upright(steps[i : i + _WINDOW]) for i in range(len(steps) - _WINDOW + 1))
    return found


def _upright(window: Numbers) -> Numbers:
    """One name for differences and those of the numbers turned round."""
    return max(window, tuple(-step for step in reversed(window)))


def _guess(numbers: Numbers, known: Counter[Numbers]) -> float:
    """About how many bits the numbers take: runs, lists, and what comes twice at some stride."""
    bits, state = 0.0, ""
    steps = tuple(b - a for a, b in pairwise(numbers))
    for at in range(len(numbers)):
        if at > 1 and steps[at - 1] == steps[at - 2] and 0 <= steps[at - 1] < 10:
            bits += 0 if state == "run" else 20 + _JOIN - 2 * 8
            state = "run"
        elif at >= _WINDOW and known[_upright(steps[at - _WINDOW : at])] > 1:
            bits += _TWICE if state == "again" else _JOIN - _WINDOW * (8 - _TWICE)
            state = "again"
        else:
            bits += 8 if state == "list" else 17 + _JOIN
            state = "list"
    return bits
