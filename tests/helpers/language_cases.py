"""Random arguments for primitives, as descriptions that any implementation can evaluate.

A description is a plain value, or a `Name` of a primitive, or a `Made` function: a primitive
applied to descriptions. Random, but a function of the generator only.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from arc_dsl.signatures import SIGNATURES

Rng = random.Random


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Made:
    name: str
    args: tuple[Any, ...]


def evaluated(what: Any, primitives: Mapping[str, Callable[..., Any]]) -> Any:
    if isinstance(what, Name):
        return primitives[what.name]
    if isinstance(what, Made):
        return primitives[what.name](*[evaluated(a, primitives) for a in what.args])
    return what


def grid(rng: Rng) -> Any:
    high, wide = rng.choice([(1, 1), (1, 4), (3, 3), (4, 6), (7, 5), (2, 9), (12, 11), (5, 33)])
    colours = rng.sample(range(10), rng.choice([1, 2, 2, 3, 5]))
    if rng.random() < 0.1:
        colours.append(-1)
    return tuple(tuple(rng.choice(colours) for _ in range(wide)) for _ in range(high))


def odd_grid(rng: Rng) -> Any:
    return rng.choice(
        [(), ((),), ((1, 2), (3,)), ((1,), (2, 3)), ((None, 1), (2, 300)), ((5, True),)]
    )


def pair(rng: Rng) -> tuple[int, int]:
    reach = rng.choice([3, 3, 8, 8, 40, 200])
    return (rng.randint(-reach, reach), rng.randint(-reach, reach))


def small_pair(rng: Rng) -> tuple[int, int]:
    return (rng.randint(-1, 3), rng.randint(-1, 3))


def indices(rng: Rng) -> Any:
    if rng.random() < 0.1:
        return frozenset()
    down, right = rng.choice([(0, 0), (0, 0), (2, 3), (-4, -1), (24, 25), (-30, 40), (150, 20)])
    high, wide = rng.choice([(1, 1), (1, 5), (5, 1), (3, 3), (4, 6), (9, 8)])
    if rng.random() < 0.02:
        return frozenset({(0, 0), (300, -200)})
    share = rng.choice([0.2, 0.6, 1.0])
    chosen = [
        (down + i, right + j) for i in range(high) for j in range(wide) if rng.random() < share
    ]
    return frozenset(chosen or [(down, right)])


def obj(rng: Rng) -> Any:
    colours = rng.sample(range(-1, 10), rng.choice([1, 1, 2, 4]))
    cells = {(rng.choice(colours), index) for index in indices(rng)}
    if rng.random() < 0.1:
        cells |= {(rng.randint(0, 9), index) for _, index in list(cells)[:2]}
    if rng.random() < 0.02:
        cells.add((1000, (0, 0)))
    return frozenset(cells)


def objects(rng: Rng) -> Any:
    return frozenset(obj(rng) for _ in range(rng.randint(0, 4)))


def integer(rng: Rng) -> Any:
    return rng.choice([True, False, *range(-3, 11)])


def integers(rng: Rng) -> Any:
    return frozenset(rng.randint(-4, 12) for _ in range(rng.randint(0, 5)))


def patch(rng: Rng) -> Any:
    return indices(rng) if rng.random() < 0.5 else obj(rng)


def a_set(rng: Rng) -> Any:
    kinds: list[Callable[[Rng], Any]] = [
        indices,
        obj,
        objects,
        integers,
        lambda r: frozenset(indices(r) for _ in range(3)),
    ]
    kinds.append(lambda r: frozenset((r.randint(0, 2), grid(r)) for _ in range(2)))
    return rng.choice(kinds)(rng)


def a_tuple(rng: Rng) -> Any:
    kinds: list[Callable[[Rng], Any]] = [
        pair,
        grid,
        lambda r: tuple(r.randint(0, 3) for _ in range(r.randint(0, 6))),
        lambda r: tuple(obj(r) for _ in range(3)),
        lambda r: tuple(sorted(indices(r))),
        lambda r: tuple(grid(r) for _ in range(2)),
    ]
    return rng.choice(kinds)(rng)


def container(rng: Rng) -> Any:
    return a_set(rng) if rng.random() < 0.5 else a_tuple(rng)


def anything(rng: Rng) -> Any:
    kinds: list[Callable[[Rng], Any]] = [integer, pair, grid, odd_grid, patch, container]
    return rng.choice(kinds)(rng) if rng.random() < 0.9 else None


ONE = [name for name, signature in SIGNATURES.items() if signature.arity == 1]
TWO = [name for name, signature in SIGNATURES.items() if signature.arity == 2]
SIMPLE = ["size", "first", "last", "height", "width", "color", "identity", "toindices", "even"]
SIMPLE += ["uppermost", "leftmost", "center", "increment", "double", "numcolors", "normalize"]


def function(rng: Rng, depth: int = 0) -> Any:
    if depth > 1 or rng.random() < 0.5:
        return Name(rng.choice([rng.choice(SIMPLE), rng.choice(ONE)]))
    kind = rng.choice(["compose", "chain", "matcher", "fork", "rbind", "lbind", "power"])
    if kind == "compose":
        return Made(kind, (function(rng, depth + 1), function(rng, depth + 1)))
    if kind == "chain":
        return Made(kind, tuple(function(rng, depth + 1) for _ in range(3)))
    if kind == "matcher":
        return Made(
            kind, (function(rng, depth + 1), integer(rng) if rng.random() < 0.5 else anything(rng))
        )
    if kind == "fork":
        two = Name(rng.choice(TWO))
        return Made(kind, (two, function(rng, depth + 1), function(rng, depth + 1)))
    if kind == "power":
        return Made(kind, (function(rng, depth + 1), rng.randint(1, 4)))
    name = rng.choice(TWO)
    parameters = SIGNATURES[name].parameters
    fixed = argument(parameters[-1 if kind == "rbind" else 0][1], rng, depth + 1)
    return Made(kind, (Name(name), fixed))


BY_TYPE: dict[str, Callable[[Rng], Any]] = {
    "Any": anything,
    "Boolean": lambda r: r.choice([True, False]),
    "Callable": function,
    "Container": container,
    "ContainerContainer": container,
    "Element": lambda r: grid(r) if r.random() < 0.5 else obj(r),
    "FrozenSet": a_set,
    "Grid": grid,
    "Indices": indices,
    "Integer": integer,
    "IntegerSet": integers,
    "IntegerTuple": pair,
    "Numerical": lambda r: integer(r) if r.random() < 0.5 else pair(r),
    "Object": obj,
    "Objects": objects,
    "Patch": patch,
    "Piece": lambda r: grid(r) if r.random() < 0.5 else patch(r),
    "Tuple": a_tuple,
}


def argument(kind: str, rng: Rng, depth: int = 0) -> Any:
    draw = rng.random()
    if draw < 0.03:
        return anything(rng)
    if kind in ("Grid", "Element", "Piece") and draw < 0.06:
        return odd_grid(rng)
    if kind == "IntegerTuple" and draw < 0.5:
        return small_pair(rng)
    return function(rng, depth) if kind == "Callable" else BY_TYPE[kind](rng)


def arguments(name: str, rng: Rng) -> tuple[Any, ...]:
    args = [argument(kind, rng) for _, kind in SIGNATURES[name].parameters]
    if name == "rapply" and rng.random() < 0.9:
        args[0] = "functions"
    if name == "crop":
        args[1:] = [small_pair(rng), small_pair(rng)]
    if name == "occurrences" and isinstance(args[0], tuple) and rng.random() < 0.8:
        args[1] = part_of(args[0], rng)
    if name in ("rbind", "lbind", "fork", "papply", "prapply", "mpapply") and rng.random() < 0.8:
        args[0] = Name(rng.choice(TWO))
    return tuple(args)


def part_of(whole: Any, rng: Rng) -> Any:
    """Some cells of a grid, moved."""
    cells = [(value, (i - 3, j + 2)) for i, row in enumerate(whole) for j, value in enumerate(row)]
    start = rng.randrange(len(cells)) if cells else 0
    return frozenset(cells[start : start + rng.randint(1, 3)])
