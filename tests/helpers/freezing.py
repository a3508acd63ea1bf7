"""What the language meant on the day it was frozen, as small files of hashes.

Each golden is a JSON object from an entry's name to its frozen value. `python
tests/helpers/freezing.py NAME` writes one that is not there yet; it never overwrites a golden: a
changed meaning is frozen by deleting the file by hand, in a commit that says why.
"""

import hashlib
import itertools
import json
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from arc_dsl import SIGNATURES, Limits, Line, Program, TypeMismatch, digest, infer, mutate, run
from arc_dsl.constants import CONSTANTS
from arc_dsl.program import OUTPUT
from arc_dsl.types.application import PROBES, call
from arc_dsl.types.static_types import primitive
from data.loading import load_tasks
from data.seeds import load_seeds

__all__ = ["FROZEN", "difference"]

GOLDENS = Path(__file__).parents[1] / "arc_dsl" / "goldens"
MUTANTS = 2000
"""Length of the frozen stream of mutants, and of the stream of arbitrary changes."""
CHUNK = 50
"""Programs that share a hash, so that a difference is found near where it is."""
LIMITS = Limits(steps=10_000_000, size=1_000_000, seconds=120.0)
"""Limits that no seed reaches."""

Golden = dict[str, Any]


def short_hash(lines: Iterable[str]) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def chunks(lines: list[str]) -> Golden:
    """The hash of every `CHUNK` lines, by the number of the first."""
    return {str(n): short_hash(lines[n : n + CHUNK]) for n in range(0, len(lines), CHUNK)}


def vocabulary() -> Golden:
    """Names in order, with what the language says of each: values and signatures."""
    found = {name: repr(value) for name, value in CONSTANTS.items()}
    for name, signature in SIGNATURES.items():
        parameters = ", ".join(f"{n}: {declared}" for n, declared in signature.parameters)
        found[name] = f"({parameters}) -> {signature.result}"
    return found


def type_rules() -> Golden:
    """What each primitive does to all pairs and triples of usual types, naturally and loosely."""
    found = {}
    for name, signature in SIGNATURES.items():
        probes = PROBES if signature.arity < 3 else PROBES[:9]
        usual = [*probes, primitive("size"), primitive("add"), primitive("first")]
        found[name] = short_hash(
            str(call(primitive(name), args, natural))
            for args in itertools.product(usual, repeat=signature.arity)
            for natural in (False, True)
        )
    return found


def verdict(program: Program) -> str:
    """The inferred types, or the line, expectation and finding of the refusal."""
    try:
        return " | ".join(map(str, infer(program)))
    except TypeMismatch as error:
        return str(error)


def seed_types() -> Golden:
    """The inferred types of every line of every seed."""
    return {name: short_hash([verdict(program)]) for name, program in load_seeds().items()}


def changed_types() -> Golden:
    """Verdicts on seeds with one name replaced by an arbitrary other: most are ill typed."""
    rng, seeds = random.Random("arbitrary changes"), list(load_seeds().values())
    names = [*CONSTANTS, *SIGNATURES]
    lines = []
    for _ in range(MUTANTS):
        program = rng.choice(seeds)
        number = rng.randrange(len(program))
        line = program.lines[number]
        known = [*names, "I", *[each.name for each in program.lines[:number]]]
        args = list(line.args)
        args[rng.randrange(len(args))] = rng.choice(known)
        changed = [*program.lines]
        changed[number] = Line(line.name, line.function, tuple(args))
        lines.append(verdict(Program.of(changed)))
    assert changed[-1].name == OUTPUT
    return chunks(lines)


def mutants() -> Golden:
    """A stream of mutants of the seeds, with the types of each."""
    rng, seeds = random.Random("mutants"), list(load_seeds().values())
    drawn = [mutate(rng.choice(seeds), rng) for _ in range(MUTANTS)]
    return chunks([f"{program}\n{verdict(program)}" for program in drawn])


def outcomes() -> Golden:
    """How every seed ends on every input of every split of its task, by kind and grid."""
    seeds, tasks = load_seeds(), load_tasks("arc1", "training")
    found = {}
    for name, program in seeds.items():
        lines = []
        for grid in tasks[name].inputs:
            outcome = run(program, grid, LIMITS)
            given = digest(outcome.grid).hex() if outcome.grid is not None else ""
            lines.append(f"{outcome.kind} {given}")
        found[name] = short_hash(lines)
    return found


FROZEN: dict[str, Callable[[], Golden]] = {
    "vocabulary": vocabulary,
    "type_rules": type_rules,
    "seed_types": seed_types,
    "changed_types": changed_types,
    "mutants": mutants,
    "outcomes": outcomes,
}


def difference(name: str) -> list[str]:
    """The entries of a golden that are no longer as frozen, and whether their order changed."""
    frozen: Golden = json.loads((GOLDENS / f"{name}.json").read_text(encoding="utf-8"))
    now = FROZEN[name]()
    changed = [key for key in {**frozen, **now} if frozen.get(key) != now.get(key)]
    return changed if changed or list(frozen) == list(now) else ["(the order)"]


def main(names: list[str]) -> None:
    """Write the goldens of these names; SystemExit for one that exists."""
    for name in names:
        path = GOLDENS / f"{name}.json"
        if path.exists():
            raise SystemExit(f"{path} is frozen: delete it by hand if its meaning is to change")
        path.write_text(json.dumps(FROZEN[name](), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
