"""Attacks every primitive with extreme arguments, in this process and in the pool's workers.

What a call may do is end: in any way, but with values within `size`, at most 50 ms after its CPU
time is up, below 1 GB, and the same way here and in a worker. The slow test goes on for
CODEIT_FUZZ_SECONDS (30 if that is not set).
"""

import os
import random
import re
import time

import pytest
from test_fuzzing import peak, stream

from arc_dsl import Kind, Limits, parse, run, trace
from arc_dsl.constants import CONSTANTS
from arc_dsl.engine.weights import members_of
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Outcome
from arc_dsl.signatures import SIGNATURES

LIMITS = Limits(steps=20_000, size=20_000, seconds=0.1, memory_mb=512)
BETWEEN_LOOKS = 0.05
"""CPU seconds in which a program that uses up its time looks at the clock."""
AT_ONCE = 200
GRID = ((0, 1, 2), (0, 0, 1), (5, 5, 0))
BIG = "x = multiply(TEN, TEN)", "x = multiply(x, x)"
EXTREMES = {
    "huge": (*BIG, *["x = multiply(x, x)"] * 5),
    "hugely negative": (*BIG, *["x = multiply(x, x)"] * 5, "x = invert(x)"),
    "ten thousand": BIG,
    "minus ten thousand": (*BIG, "x = invert(x)"),
    "far away": (*BIG, "x = multiply(x, x)", "x = astuple(x, x)"),
    "far away the other way": (*BIG, "x = multiply(x, x)", "x = invert(x)", "x = astuple(x, x)"),
    "no grid": ("x = canvas(ZERO, ORIGIN)",),
    "a thin grid": (*BIG, "x = astuple(ONE, x)", "x = canvas(TWO, x)"),
    "a tall grid": (*BIG, "x = astuple(x, ONE)", "x = canvas(TWO, x)"),
    "a large grid": ("x = multiply(TEN, TEN)", "x = astuple(x, x)", "x = canvas(ZERO, x)"),
    "nothing": ("x = interval(ONE, ONE, ONE)",),
    "an empty set": ("x = totuple(I)", "x = initset(ONE)", "x = difference(x, x)"),
    "many numbers": (*BIG, "x = interval(ZERO, x, ONE)"),
    "many indices": (*BIG, "x = astuple(ONE, x)", "x = canvas(ZERO, x)", "x = asindices(x)"),
    "cells far away": (*BIG, "x = astuple(x, x)", "y = asobject(I)", "x = shift(y, x)"),
    "objects": ("x = objects(I, F, T, F)",),
    "a deep set": ("x = initset(ONE)", *["x = initset(x)"] * 50),
    "a deep tuple": ("x = repeat(ONE, ONE)", *["x = repeat(x, ONE)"] * 50),
    "itself often": ("x = power(identity, TEN)", *["x = power(x, TEN)"] * 8),
    "growing": ("x = fork(combine, identity, identity)", *["x = compose(x, x)"] * 6),
    "growing grid": ("x = fork(hconcat, identity, identity)", *["x = compose(x, x)"] * 6),
    "a wrong function": ("x = rbind(add, I)",),
}
"""Lines, of which the last `x` is the value."""


def extreme_call(function: str, rng: random.Random) -> str:
    """A program that calls a function on extreme values, on others, and itself."""
    lines: list[str] = []
    arguments = []
    for _ in SIGNATURES[function].parameters:
        kind = rng.random()
        if kind < 0.2:
            arguments.append(rng.choice(["I", *CONSTANTS]))
        elif kind < 0.3:
            arguments.append(rng.choice([function, *SIGNATURES]))
        elif kind < 0.4 and arguments:
            arguments.append(arguments[-1])
        else:
            names: dict[str, str] = {}
            for line in EXTREMES[rng.choice(list(EXTREMES))]:
                name, call = line.split(" = ")
                call = re.sub(r"\b[xy]\b", lambda found, known=names: known[found[0]], call)  # type: ignore[misc]
                names[name] = f"x{len(lines) + 1}"
                lines.append(f"{names[name]} = {call}")
            arguments.append(names["x"])
    return "\n".join([*lines, f"O = {function}({', '.join(arguments)})"])


def check_here(text: str) -> Outcome:
    program = parse(text)
    began = time.process_time()
    outcome = run(program, GRID, LIMITS)
    used = time.process_time() - began
    assert used < LIMITS.seconds + BETWEEN_LOOKS, f"{used:.3f} s of CPU time:\n{text}"
    for step in trace(program, GRID, LIMITS).steps:
        assert members_of(step.value) <= LIMITS.size, text
    return outcome


def differs(here: Outcome, there: Outcome) -> bool:
    """Time and memory are the machine's; all else is the program's."""
    if {here.kind, there.kind} & {Kind.TIMEOUT, Kind.MEMORY}:
        return False
    return here != there


def check(texts: list[str], pool: Pool) -> None:
    here = [check_here(text) for text in texts]
    there = [outcome for (outcome,) in pool.outcomes(texts, [GRID])]
    wrong = [(t, a, b) for t, a, b in zip(texts, here, there, strict=True) if differs(a, b)]
    assert not wrong, wrong[0]


def test_every_primitive_takes_extreme_arguments_the_same_way_everywhere() -> None:
    rng = random.Random(5)
    texts = [extreme_call(name, rng) for name in SIGNATURES for _ in range(4)]
    with Pool(1, LIMITS) as pool:
        check(texts, pool)
        assert pool.deaths == 0
        kinds = {outcome.kind for (outcome,) in pool.outcomes(texts, [GRID])}
    assert kinds >= {Kind.OK, Kind.ERROR, Kind.TOO_LARGE, Kind.NOT_A_GRID}


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_extreme_calls_for_as_long_as_there_is_time() -> None:
    names, worst = list(SIGNATURES), 0
    with Pool(1, LIMITS) as pool:
        for rng in stream(float(os.environ.get("CODEIT_FUZZ_SECONDS", "30"))):
            check([extreme_call(rng.choice(names), rng) for _ in range(AT_ONCE)], pool)
            worst = max(worst, peak())
    print(f"at most {worst >> 20} MB, {pool.deaths} workers died")  # noqa: T201
