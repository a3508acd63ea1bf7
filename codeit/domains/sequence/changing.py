"""Mutation and crossover of sequence programs: one change, always well formed."""

import random

from codeit.domains.sequence.functions import FUNCTIONS, LONGEST_LIST, PREDICATES, Slot
from codeit.domains.sequence.program import MAX_LINES, Call, SequenceProgram, program_of

__all__ = ["crossover", "mutate"]

_JOINS = ("concatenate", "interleave")
_NEAR = (-2, -1, 1, 2)


def mutate(program: SequenceProgram, rng: random.Random) -> SequenceProgram:
    """A program one change away, without dead lines: an argument, a function, a line more or less.

    The same program if the change that was drawn is none.
    """
    calls = list(program.calls)
    change = rng.choice((_argument, _argument, _function, _longer, _shorter))
    change(calls, rng)
    return program_of(calls).simplified()


def crossover(
    first: SequenceProgram, second: SequenceProgram, rng: random.Random
) -> SequenceProgram:
    """The first with the second's output, or a part of it, joined to its end."""
    theirs = second.calls[: rng.randint(1, len(second))]
    calls = list(first.calls)
    if len(calls) + len(theirs) >= MAX_LINES:
        return first
    calls += [_moved(call, len(first)) for call in theirs]
    calls.append((rng.choice(_JOINS), (len(first) - 1, len(calls) - 1)))
    return program_of(calls).simplified()


def _moved(call: Call, by: int) -> Call:
    function, args = call
    return function, tuple(a + by if isinstance(a, int) else a for a in args)


def _argument(calls: list[Call], rng: random.Random) -> None:
    """Another argument in one place; of a list also a number more or less."""
    at = rng.randrange(len(calls))
    function, args = calls[at]
    changed = list(args)
    place = rng.randrange(len(args))
    if function == "set_list" and rng.random() < 0.4:
        if rng.random() < 0.5 and len(args) > 1:
            del changed[place]
        elif len(args) < LONGEST_LIST:
            changed.insert(place, str(rng.randrange(256)))
    else:
        slot = FUNCTIONS[function].slots[0 if function == "set_list" else place]
        changed[place] = _drawn(slot, at, rng, changed[place])
    calls[at] = (function, tuple(changed))


def _drawn(slot: Slot, lines: int, rng: random.Random, old: int | str = "") -> int | str:
    """An argument for a slot; numerals are often near the old one."""
    if slot is Slot.SEQUENCE:
        return lines - 1 if rng.random() < 0.3 else rng.randrange(lines)
    if slot is Slot.PREDICATE:
        return rng.choice(list(PREDICATES))
    numerals = slot.numerals
    if old and rng.random() < 0.5:
        near = int(old) + rng.choice(_NEAR)
        if near in numerals:
            return str(near)
    return str(rng.choice(numerals))


def _call(function: str, lines: int, rng: random.Random) -> Call:
    if function == "set_list":
        size = rng.randint(1, 5)
        return function, tuple(str(rng.randrange(256)) for _ in range(size))
    return function, tuple(_drawn(slot, lines, rng) for slot in FUNCTIONS[function].slots)


def _function(calls: list[Call], rng: random.Random) -> None:
    """Another function in one line; arguments that still fit stay."""
    at = rng.randrange(len(calls))
    function = rng.choice([n for n, f in FUNCTIONS.items() if at or f.begins])
    _, drawn = _call(function, at, rng)
    old = iter(calls[at][1] if function != "set_list" else ())
    args = []
    for slot, new in zip(FUNCTIONS[function].slots, drawn, strict=False):
        kept = next(old, None)
        args.append(kept if kept is not None and _fits(kept, slot) else new)
    calls[at] = (function, tuple(args) if function != "set_list" else drawn)


def _fits(arg: int | str, slot: Slot) -> bool:
    if slot is Slot.SEQUENCE:
        return isinstance(arg, int)
    if isinstance(arg, int):
        return False
    if slot is Slot.PREDICATE or arg in PREDICATES:
        return slot is Slot.PREDICATE and arg in PREDICATES
    return int(arg) in slot.numerals


def _longer(calls: list[Call], rng: random.Random) -> None:
    """One more part, joined to the end."""
    if len(calls) + 2 > MAX_LINES:
        return
    last = len(calls) - 1
    calls.append(_call(rng.choice(list(FUNCTIONS)), len(calls), rng))
    calls.append((rng.choice(_JOINS), (last, len(calls) - 1)))


def _shorter(calls: list[Call], rng: random.Random) -> None:
    """One line less at the end."""
    if len(calls) > 1:
        calls.pop()
