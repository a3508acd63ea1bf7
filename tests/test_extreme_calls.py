"""Attacks every primitive with extreme arguments, in this process and in the pool's workers.

What a call may do is end: in any way, but with values within `size`, at most 50 ms after its CPU
time is up, below 1 GB, and the same way here and in a worker. The slow test makes
CODEIT_EXTREME_CALLS calls (20,000 if that is not set; a million take some ten CPU minutes), every
primitive equally often, and looks at the values of one in ten.
"""

import itertools
import os
import random
import re
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from test_fuzzing import LARGEST, peak

from arc_dsl import Kind, Limits, parse, run, trace
from arc_dsl.constants import CONSTANTS
from arc_dsl.engine.weights import members_of
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import Outcome
from arc_dsl.signatures import SIGNATURES

LIMITS = Limits(steps=20_000, size=20_000, seconds=0.1, memory_mb=512)
BETWEEN_LOOKS = 0.05
"""CPU seconds in which a program that uses up its time looks at the clock."""
CALLS = int(os.environ.get("CODEIT_EXTREME_CALLS", "20000"))
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
WHOLE = {"huge", "hugely negative", "ten thousand", "minus ten thousand"}
PAIRS = {"far away", "far away the other way"}
GRIDS = {"no grid", "a thin grid", "a tall grid", "a large grid"}
SETS = {"an empty set", "many numbers", "many indices", "cells far away", "objects", "a deep set"}
TUPLES = {"nothing", "a deep tuple"}
FUNCTIONS = {"itself often", "growing", "growing grid", "a wrong function"}
FITTING = {
    "Integer": WHOLE,
    "Numerical": WHOLE | PAIRS,
    "IntegerTuple": PAIRS,
    "Grid": GRIDS,
    "Piece": GRIDS | {"many indices", "cells far away"},
    "Element": GRIDS | {"cells far away"},
    "Patch": {"an empty set", "many indices", "cells far away"},
    "Object": {"an empty set", "cells far away"},
    "Objects": {"an empty set", "objects"},
    "FrozenSet": SETS,
    "IntegerSet": {"an empty set"},
    "Container": SETS | TUPLES,
    "ContainerContainer": {"objects", "a deep set", "a deep tuple"},
    "Tuple": TUPLES,
    "Callable": FUNCTIONS,
}
"""By the kind that a primitive asks for values that may be of it."""


def extreme_call(function: str, rng: random.Random) -> str:
    """A program that calls a function on extreme values, on others, and itself."""
    lines: list[str] = []
    arguments = []
    for _, asked in SIGNATURES[function].parameters:
        kind = rng.random()
        fitting = sorted(FITTING.get(asked, ())) if rng.random() < 0.75 else []
        if kind < (0.1 if fitting else 0.2):
            arguments.append(rng.choice(["I", *CONSTANTS]))
        elif kind < (0.15 if fitting else 0.3):
            arguments.append(rng.choice([function, *SIGNATURES]))
        elif kind < (0.25 if fitting else 0.4) and arguments:
            arguments.append(arguments[-1])
        else:
            names: dict[str, str] = {}
            for line in EXTREMES[rng.choice(fitting or list(EXTREMES))]:
                name, call = line.split(" = ")
                call = re.sub(r"\b[xy]\b", lambda found, known=names: known[found[0]], call)  # type: ignore[misc]
                names[name] = f"x{len(lines) + 1}"
                lines.append(f"{names[name]} = {call}")
            arguments.append(names["x"])
    return "\n".join([*lines, f"O = {function}({', '.join(arguments)})"])


def check_here(text: str, *, values: bool) -> Outcome:
    program = parse(text)
    began = time.process_time()
    outcome = run(program, GRID, LIMITS)
    used = time.process_time() - began
    assert used < LIMITS.seconds + BETWEEN_LOOKS, f"{used:.3f} s of CPU time:\n{text}"
    for step in trace(program, GRID, LIMITS).steps if values else ():
        assert members_of(step.value) <= LIMITS.size, text
    return outcome


def differs(here: Outcome, there: Outcome) -> bool:
    """Time and memory are the machine's; all else is the program's."""
    if {here.kind, there.kind} & {Kind.TIMEOUT, Kind.MEMORY}:
        return False
    return here != there


def check(texts: list[str], pool: Pool, *, looked_at: int = 1) -> Counter[Kind]:
    """Run programs here and there; how they ended. Of one in `looked_at` the values are counted."""
    here = [check_here(text, values=i % looked_at == 0) for i, text in enumerate(texts)]
    there = [outcome for (outcome,) in pool.outcomes(texts, [GRID])]
    wrong = [(t, a, b) for t, a, b in zip(texts, here, there, strict=True) if differs(a, b)]
    assert not wrong, wrong[0]
    return Counter(outcome.kind for outcome in here)


def test_every_primitive_takes_extreme_arguments_the_same_way_everywhere() -> None:
    rng = random.Random(5)
    texts = [extreme_call(name, rng) for name in SIGNATURES for _ in range(4)]
    with Pool(1, LIMITS) as pool:
        kinds = check(texts, pool)
        assert pool.deaths == 0
    assert set(kinds) >= {Kind.ERROR, Kind.TOO_LARGE, Kind.NOT_A_GRID, Kind.TYPE}
    assert kinds[Kind.TYPE] < 0.6 * len(texts)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_million_extreme_calls() -> None:
    total: Counter[Kind] = Counter()
    first = int(os.environ.get("CODEIT_EXTREME_SEED", "1"))
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    with Pool(1, LIMITS) as pool:
        for number in itertools.count(first):
            if total.total() >= CALLS:
                break
            rng = random.Random(f"extreme {number}")
            total += check([extreme_call(name, rng) for name in SIGNATURES], pool, looked_at=10)
            if number % 50 == 0:
                print(total.total(), dict(total), f"{peak() >> 20} MB", flush=True)  # noqa: T201
    worst = peak()
    print(f"{total}, at most {worst >> 20} MB, {pool.deaths} workers died")  # noqa: T201
    assert worst < LARGEST
    assert total.total() >= CALLS
