"""What may come next in a sequence program: the grammar for constrained decoding.

`natural` allows what can be of use by its parameters: ranges that go up, subsequences that are not
empty, a modulus above 0, and only changes that change something. `types` and `names` allow all
that parses.
"""

from functools import cache

from codeit.domains.sequence.functions import FUNCTIONS, LONGEST_LIST, PREDICATES, Slot
from codeit.domains.sequence.words import WORDS
from codeit.domains.words import END_CALL

__all__ = ["SequenceScope"]

_ALL = tuple(FUNCTIONS)
_FIRST = tuple(name for name, function in FUNCTIONS.items() if function.begins)
_CLOSE = (WORDS.vocabulary[END_CALL],)


class SequenceScope:
    """A partial program of whole lines. Immutable."""

    __slots__ = ("_lines", "_natural", "_unused")

    def __init__(self, natural: bool, lines: int = 0, unused: tuple[str, ...] = ()) -> None:
        self._natural = natural
        self._lines = lines
        self._unused = unused

    def functions(self, wanted: object = None) -> tuple[str, ...]:
        """Functions whose arguments are there already."""
        return _ALL if self._lines else _FIRST

    def arguments(
        self, function: str, given: tuple[str, ...], wanted: object = None
    ) -> tuple[str, ...]:
        """Names that may come next in a call; empty if it is complete."""
        if function == "set_list":
            if len(given) == LONGEST_LIST:
                return ()
            return _values(0, 256) + (_CLOSE if given else ())
        slots = FUNCTIONS[function].slots
        if len(given) == len(slots):
            return ()
        slot = slots[len(given)]
        if slot is Slot.SEQUENCE:
            return tuple(f"x{i}" for i in range(1, self._lines + 1))
        if slot is Slot.PREDICATE:
            return tuple(PREDICATES)
        numerals = slot.numerals
        low = _least(function, given) if self._natural else 0
        return _values(max(low, numerals.start), numerals.stop)

    def arity(self, function: str) -> int:
        """How many arguments a call has, at most."""
        return WORDS.arities[function]

    def extend(self, function: str, args: tuple[str, ...]) -> "SequenceScope":
        """The scope after one more line."""
        unused = tuple(name for name in self._unused if name not in args)
        return SequenceScope(self._natural, self._lines + 1, (*unused, f"x{self._lines + 1}"))

    def can_end(self) -> bool:
        """Whether there is a line: each is a sequence."""
        return self._lines > 0

    def unused(self) -> tuple[str, ...]:
        """Variables that no later line uses, the last one left out."""
        return self._unused[:-1]


@cache
def _values(low: int, high: int) -> tuple[str, ...]:
    return tuple(map(str, range(low, high)))


def _least(function: str, given: tuple[str, ...]) -> int:
    """The least numeral that makes sense after some arguments; there always is one."""
    if function == "range_func_up" and len(given) == 1:
        return int(given[0])
    if function == "range_func_interval" and len(given) == 1:
        return min(int(given[0]) + 1, 255)
    if function == "get_subsequence_between_indices" and len(given) == 2:
        return min(int(given[1]) + 1, 255)
    if function in ("add_item_list", "subtract_item_list", "modulo_item_list"):
        return 1 + (function == "modulo_item_list")
    return 0
