"""What of a sequence's next numbers can be made from parts that are there already.

For a part P and the numbers R that follow, `forms` reads off which single calls on P give a
beginning of R, parameters included: the constant added is R[0] - P[0], a modulus divides all
differences, the count of `max_n` is as far as the sorted part agrees. `pair_forms` does the same
for two parts, `runs` for the functions that begin a sequence.

Every form gives exactly a beginning of R; nothing is guessed, and nothing is run to find out.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import gcd

from codeit.domains.sequence.functions import FUNCTIONS, PREDICATES, Numbers, Slot

__all__ = ["Form", "forms", "pair_forms", "runs"]

Form = tuple[str, tuple[str | None, ...], int]
"""A function, its arguments with None where the part stands, and how many numbers it gives."""

SHORTEST = 3
"""Numbers that a form must give: what gives fewer costs more than to list them."""
_JUMPS = range(2, 6)
_REPEATS = Slot.SMALL.numerals
_MOST = Slot.LENGTH.numerals[-1]
_STEPS = Slot.SMALL.numerals


def runs(rest: Numbers) -> Iterator[Form]:
    """Ranges, steps and repeats with which the numbers begin, each as far as it goes."""
    if len(rest) < SHORTEST:
        return
    step = rest[1] - rest[0]
    size = 2
    while size < len(rest) and rest[size] - rest[size - 1] == step:
        size += 1
    if size < SHORTEST:
        return
    first, last = rest[0], rest[size - 1]
    if step == 0:
        size = min(size, _MOST)
        yield "repeat_num", (str(size), str(first)), size
    elif step == 1:
        yield "range_func_up", (str(first), str(last)), size
    elif step in _STEPS:
        end = min(last + step, 255)
        if end > last:
            yield "range_func_interval", (str(first), str(end), str(step)), size


def forms(part: Numbers, rest: Numbers) -> Iterator[Form]:
    """Calls on the part that give a beginning of the rest."""
    first = rest[0]
    for function, args, made in _fixed(part):
        if made[0] == first and rest[: len(made)] == made:
            yield function, args, len(made)
    yield from _repeated(part, rest)
    same = rest[: len(part)]
    if len(same) == len(part) and same != part:
        yield from _arithmetic(part, same)
    yield from _extremes(part, rest)
    yield from _between(part, rest)


@lru_cache(1 << 14)
def _fixed(part: Numbers) -> tuple[tuple[str, tuple[str | None, ...], Numbers], ...]:
    """Calls on a part whose parameters do not depend on what follows."""
    calls: list[tuple[str, tuple[str | None, ...]]] = [
        ("reverse_list", (None,)),
        ("scan_add", (None,)),
        *(("get_subsequence_with_jumps", (None, str(jump))) for jump in _JUMPS),
        *(("filter", (name, None)) for name in PREDICATES),
    ]
    found = []
    for function, args in calls:
        given = [part if a is None else PREDICATES[a] if a in PREDICATES else int(a) for a in args]
        made = FUNCTIONS[function].apply(*given)
        if made != part and len(made) >= SHORTEST and max(made) < 256:
            found.append((function, args, made))
    return tuple(found)


def _repeated(part: Numbers, rest: Numbers) -> Iterator[Form]:
    size, times = len(part), 0
    if rest[0] != part[0]:
        return
    while times < _REPEATS[-1] and rest[times * size : (times + 1) * size] == part:
        times += 1
    if times >= _REPEATS[0] and size > 1:
        yield "repeat_list", (str(times), None), times * size


def _arithmetic(part: Numbers, same: Numbers) -> Iterator[Form]:
    """Calls that change each number: `same` is as long as the part, and differs from it."""
    size = len(part)
    if size < SHORTEST:
        return
    shift = same[0] - part[0]
    if same[-1] - part[-1] == shift != 0 and all(
        b - a == shift for a, b in zip(part, same, strict=True)
    ):
        function = "add_item_list" if shift > 0 else "subtract_item_list"
        yield function, (None, str(abs(shift))), size
    changes = {(a, b) for a, b in zip(part, same, strict=True) if a != b}
    if len(changes) == 1:
        ((old, new),) = changes
        if all(b == new for a, b in zip(part, same, strict=True) if a == old):
            yield "substitute", (None, str(old), str(new)), size
    if all(b <= a for a, b in changes):
        divisor = gcd(*(a - b for a, b in changes))
        largest = max(same)
        for modulus in range(max(largest + 1, 2), min(divisor, 255) + 1):
            if divisor % modulus == 0:
                yield "modulo_item_list", (None, str(modulus)), size
                break


def _extremes(part: Numbers, rest: Numbers) -> Iterator[Form]:
    for function, order in (("max_n", True), ("min_n", False)):
        if rest[0] != (max if order else min)(part):
            continue
        ordered = sorted(part, reverse=order)
        size = _agree(ordered, rest, min(len(ordered), _MOST))
        if size >= SHORTEST:
            yield function, (None, str(size)), size


def _between(part: Numbers, rest: Numbers) -> Iterator[Form]:
    best, at, first = SHORTEST, -1, rest[0]
    for start, number in enumerate(part):
        if number == first and len(part) - start > best:
            size = _agree(part[start:], rest, len(part) - start)
            if size > best and size < len(part):
                best, at = size, start
    if at >= 0 and at + best < 256:
        yield "get_subsequence_between_indices", (None, str(at), str(at + best)), best


def pair_forms(one: Numbers, other: Numbers, rest: Numbers) -> Iterator[tuple[str, int]]:
    """Functions of two lists that give a beginning of the rest, and how long it is."""
    size = min(len(one), len(other), len(rest))
    if size < min(len(one), len(other)) or size < SHORTEST:
        return
    a, b, first = one[0], other[0], rest[0]
    if a + b == first and _all_sums(one, other, rest):
        yield "add_two_lists", size
    if a - b == first and _all_sums(other, rest, one):
        yield "subtract_two_lists", size
    if (
        b
        and a % b == first
        and all(y and x % y == r for x, y, r in zip(one, other, rest, strict=False))
    ):
        yield "modulo_two_lists", size


def _all_sums(one: Numbers, other: Numbers, sums: Numbers) -> bool:
    return all(x + y == s for x, y, s in zip(one, other, sums, strict=False))


def _agree(one: Sequence[int], other: Sequence[int], most: int) -> int:
    size = 0
    most = min(most, len(other))
    while size < most and one[size] == other[size]:
        size += 1
    return size
