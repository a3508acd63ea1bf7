"""Programs made to break an executor: bombs of size, depth and time, and plain noise.

All are texts of the language (a few deliberately are not); what they do is their own affair.
"""

import random
from collections.abc import Callable

from arc_dsl.constants import CONSTANTS
from arc_dsl.signatures import SIGNATURES

__all__ = ["FAMILIES", "hostile_program"]

_NUMBERS = ("TWO", "THREE", "FIVE", "EIGHT", "NINE", "TEN")


def _numbered(calls: list[str]) -> str:
    """Calls as lines x1 to O; in a call, `@` stands for the line before it."""
    lines = []
    for number, call in enumerate(calls, 1):
        name = "O" if number == len(calls) else f"x{number}"
        lines.append(f"{name} = {call.replace('@', f'x{number - 1}')}")
    return "\n".join(lines)


def _growing_grid(rng: random.Random) -> str:
    """A grid doubled or multiplied again and again."""
    steps = [
        f"upscale(@, {rng.choice(_NUMBERS)})",
        f"hupscale(@, {rng.choice(_NUMBERS)})",
        f"vupscale(@, {rng.choice(_NUMBERS)})",
        "hconcat(@, @)",
        "vconcat(@, @)",
        "combine(@, @)",
    ]
    return _numbered(["identity(I)", *rng.choices(steps, k=rng.randint(3, 40))])


def _growing_set(rng: random.Random) -> str:
    """Products of products, or nested sets and tuples."""
    steps = ["product(@, @)", "repeat(@, TEN)", "initset(@)", "totuple(@)", "combine(@, @)"]
    start = rng.choice(["asindices(I)", "asobject(I)", "palette(I)", "interval(ZERO, TEN, ONE)"])
    return _numbered([start, *rng.choices(steps, k=rng.randint(2, 12)), "canvas(ZERO, UNITY)"])


def _growing_number(rng: random.Random) -> str:
    """A number squared or doubled many times, then used as a size."""
    steps = rng.choices(["multiply(@, @)", "double(@)", "add(@, @)"], k=rng.randint(2, 60))
    use = rng.choice(
        [
            ["interval(ZERO, @, ONE)", "size(@)", "astuple(@, @)", "canvas(ONE, @)"],
            ["astuple(@, @)", "canvas(ONE, @)"],
            ["upscale(I, @)"],
            ["repeat(I, @)", "merge(@)"],
            ["astuple(@, ONE)", "shoot(ORIGIN, @)", "fill(I, ONE, @)"],
            ["astuple(@, @)", "connect(ORIGIN, @)", "fill(I, ONE, @)"],
        ]
    )
    return _numbered([f"identity({rng.choice(_NUMBERS)})", *steps, *use])


def _powers(rng: random.Random) -> str:
    """A function applied very often, and functions that do so applied very often."""
    inner = rng.choice(["double", "hmirror", "identity", "merge", "initset", "outbox", "trim"])
    calls = [f"power({inner}, TEN)", *["power(@, TEN)"] * rng.randint(0, 9)]
    last = len(calls)
    argument = "TEN" if inner == "double" else "I"
    return _numbered([*calls, f"x{last}({argument})"])


def _deep_binding(rng: random.Random) -> str:
    """Functions of functions of functions, then one call."""
    steps = [
        "compose(@, @)",
        "chain(@, @, @)",
        "fork(combine, @, @)",
        "fork(hconcat, @, @)",
        "compose(@, hmirror)",
        "rbind(apply, I)",
        "lbind(apply, @)",
        "power(@, TWO)",
    ]
    calls = [rng.choice(["identity(hmirror)", "rbind(upscale, TWO)", "lbind(hconcat, I)"])]
    calls += rng.choices(steps, k=rng.randint(2, 200))
    return _numbered([*calls, f"x{len(calls)}(I)"])


def _slow_search(rng: random.Random) -> str:
    """Honest primitives on as much as they will take."""
    big = f"upscale(I, {rng.choice(('TWO', 'THREE', 'FIVE'))})"
    return _numbered(
        rng.choice(
            [
                [big, "asobject(@)", "occurrences(x1, @)", "fill(I, ONE, @)"],
                [big, "objects(@, T, T, F)", "product(@, @)", "mapply(first, @)", "paint(I, @)"],
                [
                    big,
                    "asindices(@)",
                    "lbind(shift, @)",
                    "mapply(@, x2)",
                    "mapply(outbox, @)",
                    "fill(I, ONE, @)",
                ],
                [
                    big,
                    "asindices(@)",
                    "rbind(order, last)",
                    "power(@, TEN)",
                    "x4(x2)",
                    "canvas(ZERO, UNITY)",
                ],
                [big, "asindices(@)", "prapply(connect, @, @)", "merge(@)", "fill(I, TWO, @)"],
                [
                    big,
                    "asobject(@)",
                    "astuple(TEN, TEN)",
                    "shift(x2, @)",
                    "gravitate(x2, @)",
                    "identity(I)",
                ],
            ]
        )
    )


def _noise(rng: random.Random) -> str:
    """Lines of right arity and otherwise at random, variables called as functions included."""
    names = ["I", *CONSTANTS]
    functions = list(SIGNATURES)
    lines: list[str] = []
    count = rng.randint(1, 12)
    for number in range(1, count + 1):
        variables = [f"x{n}" for n in range(1, number)]
        function, arity = rng.choice(functions), 0
        if variables and rng.random() < 0.1:
            function, arity = rng.choice(variables), rng.randint(1, 3)
        arity = arity or SIGNATURES[function].arity
        pool = variables if variables and rng.random() < 0.6 else names
        mixed = [*pool, *names[:1], *rng.sample(functions, 2)]
        name = "O" if number == count else f"x{number}"
        lines.append(f"{name} = {function}({', '.join(rng.choices(mixed, k=arity))})")
    return "\n".join(lines)


def _garbage(rng: random.Random) -> str:
    """No program at all."""
    text = _noise(rng)
    at = rng.randrange(len(text))
    return (
        text[:at] + rng.choice(["(", ")", "\0", " = ", "O", "import os", "9", ""]) + text[at + 1 :]
    )


FAMILIES: dict[str, Callable[[random.Random], str]] = {
    "growing grid": _growing_grid,
    "growing set": _growing_set,
    "growing number": _growing_number,
    "powers": _powers,
    "deep binding": _deep_binding,
    "slow search": _slow_search,
    "noise": _noise,
    "garbage": _garbage,
}


def hostile_program(rng: random.Random) -> str:
    """The text of a program from a random family."""
    return rng.choice(list(FAMILIES.values()))(rng)
