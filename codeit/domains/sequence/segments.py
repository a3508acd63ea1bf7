"""Cutting a sequence into parts that are cheap to write: the heart of the search.

A beam runs along the numbers. At each place a partial answer goes on with its literal list, or
with a range, a repeat, an earlier part again, or a call on earlier parts (`forms`), whatever is
read off there. Answers are compared by their bits so far under the uniform prior. A literal list
is cut in two only where something seems to begin (`_boundaries`): where a run does, or where
numbers of elsewhere come again, shifted or turned.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log2

from codeit.domains.sequence.forms import Form, forms, pair_forms, runs
from codeit.domains.sequence.functions import FUNCTIONS, LONGEST_LIST, Numbers, Slot
from codeit.domains.sequence.program import Call

__all__ = ["Answer", "cut"]

_FUNCTION = log2(len(FUNCTIONS) + 1)
_LIST = _FUNCTION + log2(LONGEST_LIST)
_MATCH = 4
"""Differences that must agree before two places are taken for related: by chance four do so once
in 500^4 / n^2 times."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Lines that give the numbers so far, when the open list is closed."""

    cost: float
    """Bits, the open list included."""
    calls: tuple[Call, ...] = ()
    parts: tuple[tuple[int, Numbers], ...] = ()
    """Lines whose values calls may be made on, with these."""
    whole: int = -1
    """The line that gives all numbers before the open list; -1 if there are none."""
    start: int = -1
    """Where the open list begins; -1 if none is open."""

    def joined(self, line: int, cost: float) -> "Answer":
        """With a line put behind what there is; `cost` are the bits for that line."""
        if self.whole < 0:
            return Answer(self.cost + cost, self.calls, self.parts, line)
        join = _FUNCTION + 2 * log2(len(self.calls))
        calls = (*self.calls, ("concatenate", (self.whole, line)))
        return Answer(self.cost + cost + join, calls, self.parts, len(calls) - 1)

    def added(self, call: Call, value: Numbers, cost: float) -> "Answer":
        """With one more part, behind what there is."""
        line = len(self.calls)
        grown = Answer(
            self.cost, (*self.calls, call), (*self.parts, (line, value)), self.whole, self.start
        )
        return grown.joined(line, cost)

    def closed(self, numbers: Numbers, at: int) -> "Answer":
        """With the open list made a part."""
        if self.start < 0:
            return self
        value = numbers[self.start : at]
        shut = Answer(self.cost - self.join_cost(), self.calls, self.parts, self.whole)
        return shut.added(("set_list", tuple(map(str, value))), value, 0.0)

    def join_cost(self) -> float:
        """Bits to put one more part behind what there is."""
        return 0.0 if self.whole < 0 else _FUNCTION + 2 * log2(len(self.calls) + 1)

    def fresh(self) -> "Answer":
        """With nothing put out yet: the parts stay, for another sequence to be made of them."""
        return Answer(self.cost, self.calls, self.parts)


def cut(numbers: Numbers, begun: Answer, width: int) -> list[Answer]:
    """The cheapest ways found to go on from an answer to one that gives the numbers as `whole`.

    At most `width` partial answers are kept at each place.
    """
    size = len(numbers)
    bounds = _boundaries(numbers)
    beams: list[list[Answer]] = [[] for _ in range(size + 1)]
    beams[0].append(begun.fresh())
    for at in range(size):
        rest = numbers[at:]
        started = [(form, rest[: form[2]]) for form in runs(rest)]
        for answer in _best(beams[at], width):
            _list_on(answer, numbers, at, at in bounds, beams)
            closed: Answer | None = None
            parts = answer.parts
            if answer.start >= 0:
                parts = (*parts, (-1, numbers[answer.start : at]))
            for call, value in _going_on(parts, rest, started):
                closed = closed or answer.closed(numbers, at)
                beams[at + len(value)].append(_taken(closed, call, value))
    return _best([answer.closed(numbers, size) for answer in beams[size]], width)


def _best(answers: list[Answer], width: int) -> list[Answer]:
    """The cheapest, each once: what can be said from here on counts, not how it came about."""
    found: dict[object, Answer] = {}
    for answer in sorted(answers, key=lambda a: a.cost):
        found.setdefault((answer.start, frozenset(v for _, v in answer.parts)), answer)
        if len(found) == width:
            break
    return list(found.values())


def _list_on(
    answer: Answer, numbers: Numbers, at: int, bound: bool, beams: list[list[Answer]]
) -> None:
    """Take the next number as one of a literal list."""
    if answer.start >= 0 and at - answer.start < LONGEST_LIST:
        longer = Answer(answer.cost + 8, answer.calls, answer.parts, answer.whole, answer.start)
        beams[at + 1].append(longer)
        if not bound:
            return
    shut = answer.closed(numbers, at)
    cost = shut.cost + _LIST + 8 + shut.join_cost()
    beams[at + 1].append(Answer(cost, shut.calls, shut.parts, shut.whole, at))


def _going_on(
    parts: tuple[tuple[int, Numbers], ...],
    rest: Numbers,
    started: list[tuple[Form, Numbers]],
) -> Iterator[tuple[Call | int, Numbers]]:
    """Calls, or lines, that give a beginning of the rest. Line -1 is the open list's."""
    for (function, args, _), value in started:
        yield (function, tuple(map(str, args))), value
    first = rest[0]
    for line, part in parts:
        if part[0] == first and rest[: len(part)] == part:
            yield line, part
        for function, args, size in forms(part, rest):
            yield (function, tuple(line if a is None else a for a in args)), rest[:size]
    for line, part in parts:
        for other, another in parts:
            for function, size in pair_forms(part, another, rest):
                yield (function, (line, other)), rest[:size]


def _taken(closed: Answer, call: Call | int, value: Numbers) -> Answer:
    """An answer after a call, or after a line again."""
    if isinstance(call, int):
        line = closed.parts[-1][0] if call == -1 else call
        return closed.joined(line, 0.0)
    function, args = call
    last = closed.parts[-1][0] if -1 in args else -1
    given = tuple(last if a == -1 else a for a in args)
    return closed.added((function, given), value, call_bits(function, len(closed.calls)))


def call_bits(function: str, lines: int) -> float:
    """Bits of a call of any function but `set_list`, after so many lines."""
    bits = _FUNCTION if lines else 2.0
    for slot in FUNCTIONS[function].slots:
        if slot is Slot.SEQUENCE:
            bits += log2(lines)
        else:
            bits += log2(3 if slot is Slot.PREDICATE else len(slot.numerals))
    return bits


def _boundaries(numbers: Numbers) -> frozenset[int]:
    """Places where a literal list may be cut in two."""
    size = len(numbers)
    steps = tuple(b - a for a, b in pairwise(numbers))
    found: set[int] = set()
    for at in range(size - 2):
        if steps[at] == steps[at + 1] and 0 <= steps[at] < 10:
            found |= {at, at + 3}
    places: dict[Numbers, list[int]] = {}
    for at in range(len(steps) - _MATCH + 1):
        places.setdefault(steps[at : at + _MATCH], []).append(at)
    for at in range(len(steps) - _MATCH + 1):
        window = steps[at : at + _MATCH]
        if len(set(window)) == 1:
            continue
        again = [b for b in places[window] if b > at]
        turned = [b for b in places.get(tuple(-s for s in reversed(window)), ()) if b > at]
        for b in again:
            if at == 0 or steps[at - 1] != steps[b - 1]:
                found |= {at, b}
            if b + _MATCH == len(steps) or steps[at + _MATCH] != steps[b + _MATCH]:
                found |= {at + _MATCH + 1, b + _MATCH + 1}
        for b in turned:
            found |= {at, at + _MATCH + 1}
            found |= {b, b + _MATCH + 1}
    return frozenset(found)
