"""Attacks the shortcuts of mutation: each fitting name is as likely as if all had been listed."""

import random
from collections import Counter

from arc_dsl import Program, parse
from arc_dsl.generate.mutation import mutate, same_kind
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.application import call
from arc_dsl.types.inference import infer, well_typed
from arc_dsl.types.static_types import primitive

DRAWS = 6_000
COMPOSED = parse("x1 = compose(vmirror, hmirror)\nO = x1(I)")
TURNED = parse("O = rot90(I)")


def drawn(parent: Program, seed: int) -> Counter[str]:
    rng = random.Random(seed)
    return Counter(str(mutate(parent, rng)) for _ in range(DRAWS))


def listed(parent: Program, number: int, position: int) -> list[str]:
    """The mutants with another primitive as that argument, every one tried."""
    types = infer(parent)
    line = parent.lines[number]
    found = []
    for name in SIGNATURES:
        args = (*line.args[:position], name, *line.args[position + 1 :])
        given = call(primitive(line.function), tuple(map(primitive, args)), natural=True)
        if name != line.args[position] and given and same_kind(given, types[number]):
            text = str(parent).replace(f"({', '.join(line.args)})", f"({', '.join(args)})")
            found += [text] if well_typed(parse(text)) else []
    return found


def test_what_fits_is_found_however_rare_and_equally_often() -> None:
    counts = drawn(COMPOSED, 1)
    for position in (0, 1):
        fitting = listed(COMPOSED, 0, position)
        given = [counts[text] for text in fitting]
        mean = sum(given) / len(given)
        assert len(fitting) > 5
        assert mean > 5
        assert sum((n - mean) ** 2 / mean for n in given) < 2 * len(given)  # chi-squared


def test_functions_of_one_arity_and_type_take_each_others_place_equally_often() -> None:
    counts = drawn(TURNED, 2)
    given = [
        counts[f"O = {name}(I)"]
        for name in ("rot180", "rot270", "hmirror", "vmirror", "dmirror", "tophalf", "trim")
    ]
    mean = sum(given) / len(given)
    assert mean > 40
    assert sum((n - mean) ** 2 / mean for n in given) < 24  # 6 degrees of freedom, p < 0.001
