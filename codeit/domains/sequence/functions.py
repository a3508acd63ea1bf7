"""The 24 functions of the sequence language, and what each of their arguments may be.

The language is that of The KoLMogorov Test (ICLR 2025, appendix): four functions that begin a
sequence, seventeen that make one of others, and three predicates for `filter`. A value is a list
of whole numbers; on the way they may leave 0-255, at the end they may not
(`codeit.domains.sequence.running`).

Nothing here reads text or limits what a program may use.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

__all__ = [
    "FUNCTIONS",
    "LONGEST_LIST",
    "PREDICATES",
    "Function",
    "Numbers",
    "Slot",
]

Numbers = tuple[int, ...]
"""A sequence on the way."""

LONGEST_LIST = 25
"""Most numbers of a literal list: the longest that the paper's generator writes."""


class Slot(Enum):
    """What may stand as an argument: a name of an earlier line, a predicate, or a numeral."""

    SEQUENCE = "an earlier line"
    PREDICATE = "is_even, is_odd or is_not_zero"
    VALUE = "0 to 255"
    SMALL = "2 to 9"
    LENGTH = "1 to 32"

    @property
    def numerals(self) -> range:
        """The whole numbers that may stand here; none for names."""
        return _NUMERALS.get(self, range(0))


_NUMERALS = {Slot.VALUE: range(256), Slot.SMALL: range(2, 10), Slot.LENGTH: range(1, 33)}
"""Lengths are powers of two wide where the paper charges log2(20): its generator draws 21 of them,
so that no code of that length tells them apart."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its name, what its arguments may be, and what it does."""

    name: str
    slots: tuple[Slot, ...]
    """Of `set_list`, whose arguments are any number of values, only the first."""
    apply: Callable[..., Numbers]

    @property
    def begins(self) -> bool:
        """Whether it needs no earlier line."""
        return Slot.SEQUENCE not in self.slots


PREDICATES: Mapping[str, Callable[[int], bool]] = MappingProxyType(
    {
        "is_even": lambda x: x % 2 == 0,
        "is_odd": lambda x: x % 2 != 0,
        "is_not_zero": lambda x: x != 0,
    }
)


def _range_up(first: int, last: int) -> Numbers:
    return tuple(range(first, last + 1))


def _interleave(x: Numbers, y: Numbers) -> Numbers:
    """In turn, and then what the longer one has left."""
    both = [n for pair in zip(x, y, strict=False) for n in pair]
    return (*both, *x[len(y) :], *y[len(x) :])


def _scan_add(x: Numbers) -> Numbers:
    total, sums = 0, []
    for n in x:
        total += n
        sums.append(total)
    return tuple(sums)


def _filter(keep: Callable[[int], bool], x: Numbers) -> Numbers:
    return tuple(n for n in x if keep(n))


def _pairwise(combine: Callable[[int, int], int]) -> Callable[[Numbers, Numbers], Numbers]:
    return lambda x, y: tuple(combine(a, b) for a, b in zip(x, y, strict=False))


def _modulo_two(x: Numbers, y: Numbers) -> Numbers:
    return tuple(a % b for a, b in zip(x, y, strict=False) if b)


def _set_list(*values: int) -> Numbers:
    return values


def _table(*rows: tuple[str, Sequence[Slot], Any]) -> Mapping[str, Function]:
    return MappingProxyType({name: Function(name, tuple(s), apply) for name, s, apply in rows})


_S, _V, _N, _L, _P = Slot.SEQUENCE, Slot.VALUE, Slot.SMALL, Slot.LENGTH, Slot.PREDICATE

FUNCTIONS: Mapping[str, Function] = _table(
    ("range_func_up", [_V, _V], _range_up),
    ("range_func_interval", [_V, _V, _N], lambda s, e, step: tuple(range(s, e, step))),
    ("repeat_num", [_L, _V], lambda n, v: (v,) * n),
    ("set_list", [_V], _set_list),
    ("repeat_list", [_N, _S], lambda n, x: x * n),
    ("reverse_list", [_S], lambda x: x[::-1]),
    ("substitute", [_S, _V, _V], lambda x, old, new: tuple(new if n == old else n for n in x)),
    ("get_subsequence_with_jumps", [_S, _N], lambda x, jump: x[::jump]),
    ("get_subsequence_between_indices", [_S, _V, _V], lambda x, start, end: x[start:end]),
    ("max_n", [_S, _L], lambda x, n: tuple(heapq.nlargest(n, x))),
    ("min_n", [_S, _L], lambda x, n: tuple(heapq.nsmallest(n, x))),
    ("add_item_list", [_S, _V], lambda x, c: tuple(n + c for n in x)),
    ("subtract_item_list", [_S, _V], lambda x, c: tuple(n - c for n in x)),
    ("modulo_item_list", [_S, _V], lambda x, c: tuple(n % c for n in x)),
    ("filter", [_P, _S], _filter),
    ("add_two_lists", [_S, _S], _pairwise(lambda a, b: a + b)),
    ("subtract_two_lists", [_S, _S], _pairwise(lambda a, b: a - b)),
    ("modulo_two_lists", [_S, _S], _modulo_two),
    ("scan_add", [_S], _scan_add),
    ("concatenate", [_S, _S], lambda x, y: x + y),
    ("interleave", [_S, _S], _interleave),
)
"""The functions that make a line, by name. `modulo_item_list` by 0 is a ZeroDivisionError."""
