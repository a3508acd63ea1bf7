"""The length of a sequence program in bits, and the code that has this length.

Under the uniform prior every choice costs the logarithm of the number of choices there are: the
function of a line (those that have their arguments already, and to stop), an earlier line, one of
256 values, one of 8 small numbers, one of 32 lengths, one of 3 predicates. `choices` spells a
program out as such choices, `Codebook` writes many of them as bytes and reads them back, with no
more than a byte wasted for some thousand choices.

The paper's own formula (The KoLMogorov Test, section 3) is `paper_bits`: every function of every
line at log2(F + 1), references at log2(i + 1), lengths at log2(20), nothing for the length of a
list. It is not the length of a code that could be read, but near one, and is reported beside ours.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log2

from codeit.domains.sequence.functions import FUNCTIONS, LONGEST_LIST, PREDICATES, Slot
from codeit.domains.sequence.program import Call, SequenceProgram, program_of

__all__ = ["Choice", "choices", "pack", "paper_bits", "program_bits", "read_program", "unpack"]

Choice = tuple[int, int]
"""Which of how many."""

_ALL = tuple(FUNCTIONS)
_FIRST = tuple(name for name, function in FUNCTIONS.items() if function.begins)
_PREDICATES = tuple(PREDICATES)
_PAPER_FUNCTIONS = 24
_BLOCK = 2048
"""Choices that are one large number: long enough to waste little, short enough to divide fast."""


def program_bits(program: SequenceProgram) -> float:
    """Bits of a program under the uniform prior over what may stand in each place."""
    return sum(log2(many) for _, many in choices(program))


def paper_bits(program: SequenceProgram) -> float:
    """Bits by the paper's formula."""
    return sum(_paper_line(number, call) for number, call in enumerate(program.calls))


def _paper_line(number: int, call: Call) -> float:
    function, args = call
    if function == "set_list":
        return log2(_PAPER_FUNCTIONS + 1) + 8 * len(args)
    costs = {Slot.VALUE: 8.0, Slot.SMALL: 3.0, Slot.LENGTH: log2(20), Slot.PREDICATE: log2(3)}
    costs[Slot.SEQUENCE] = log2(number + 1)
    return log2(_PAPER_FUNCTIONS + 1) + sum(costs[slot] for slot in FUNCTIONS[function].slots)


def choices(program: SequenceProgram) -> Iterator[Choice]:
    """A program as choices, in order, the choice to stop included."""
    for number, (function, args) in enumerate(program.calls):
        names = _ALL if number else _FIRST
        yield names.index(function), len(names) + bool(number)
        if function == "set_list":
            yield len(args) - 1, LONGEST_LIST
            yield from ((int(a), 256) for a in args)
            continue
        for arg, slot in zip(args, FUNCTIONS[function].slots, strict=True):
            if isinstance(arg, int):
                yield arg, number
            elif slot is Slot.PREDICATE:
                yield _PREDICATES.index(arg), len(_PREDICATES)
            else:
                yield slot.numerals.index(int(arg)), len(slot.numerals)
    yield len(_ALL), len(_ALL) + 1


def read_program(choose: Callable[[int], int]) -> SequenceProgram:
    """The program that the choices spell, taken one after the other: `choose(how many)`."""
    calls: list[Call] = []
    while True:
        number = len(calls)
        names = _ALL if number else _FIRST
        chosen = choose(len(names) + bool(number))
        if chosen == len(names):
            return program_of(calls)
        function = names[chosen]
        if function == "set_list":
            size = choose(LONGEST_LIST) + 1
            calls.append((function, tuple(str(choose(256)) for _ in range(size))))
        else:
            slots = FUNCTIONS[function].slots
            calls.append((function, tuple(_argument(slot, number, choose) for slot in slots)))


def _argument(slot: Slot, number: int, choose: Callable[[int], int]) -> int | str:
    if slot is Slot.SEQUENCE:
        return choose(number)
    if slot is Slot.PREDICATE:
        return _PREDICATES[choose(len(_PREDICATES))]
    return str(slot.numerals[choose(len(slot.numerals))])


def pack(made: Iterable[Choice]) -> bytes:
    """Choices as bytes: blocks of them, each one large number after its length in bytes."""
    parts: list[bytes] = []
    block: list[Choice] = []

    def close() -> None:
        number = 0
        for which, many in reversed(block):
            number = number * many + which
        text = number.to_bytes(-(-number.bit_length() // 8), "big")
        parts.append(len(text).to_bytes(2, "big") + text)
        block.clear()

    for choice in made:
        block.append(choice)
        if len(block) == _BLOCK:
            close()
    if block:
        close()
    return b"".join(parts)


def unpack(data: bytes) -> Callable[[int], int]:
    """Reads the choices that were packed, in order, given how many there are of each.

    Raises IndexError behind the last block.
    """
    blocks = list(_blocks(data))
    state = {"block": 0, "left": 0, "number": 0}

    def choose(many: int) -> int:
        if not state["left"]:
            state["number"] = blocks[state["block"]]
            state["block"] += 1
            state["left"] = _BLOCK
        state["left"] -= 1
        state["number"], which = divmod(state["number"], many)
        return which

    return choose


def _blocks(data: bytes) -> Sequence[int]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        found.append(int.from_bytes(data[at + 2 : at + 2 + size], "big"))
        at += 2 + size
    return found
