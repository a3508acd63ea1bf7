"""Mutation by the native engine: the meaning is `arc_dsl.generate.plain_mutation`.

The language is handed over once, as the declarations say it; a rule of types that the native side
does not know leaves mutation to the plain one.
"""

from functools import cache, lru_cache
from random import Random
from typing import Any

from arc_dsl.constants import CONSTANTS
from arc_dsl.declaration import DECLARED, Declaration, Maker
from arc_dsl.engine import ENGINE
from arc_dsl.generate.sampling import RARE, Weights, constant_weight
from arc_dsl.program import Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types import calling
from arc_dsl.types.arguments import BOTH, CALLING
from arc_dsl.types.inference import check
from arc_dsl.types.rules import parsed

__all__ = ["available", "changed"]

_KEPT_PARENTS = 2048
"""Programs whose types are remembered: all seeds, and what was found beside them."""
_KEPT_LINES = 1 << 16
_KINDS = {bool: 0, int: 1, tuple: 2}
"""How the native side numbers the types of constants."""
_RULES = {
    id(getattr(calling, name)): name for name in calling.__all__ if name.startswith("rule_of_")
}


def available() -> bool:
    """Whether the native engine is in use and knows all rules of types."""
    return _mutator() is not None


def changed(program: Program, rng: Random, weights: Weights | None = None) -> Program | None:
    """The program with one change, as `mutation.mutate` says; None if none was found.

    Raises TypeMismatch if the program itself is not well typed.
    """
    given = [] if weights is None else [weights.get(name, RARE) for name in DECLARED]
    lines = _mutator().mutate(_parent(program), rng, given)
    return None if lines is None else Program(tuple([_line(*line) for line in lines]))


@lru_cache(maxsize=_KEPT_PARENTS)
def _parent(program: Program) -> Any:
    found = _mutator().parent(program.simplified().lines)
    if found is None:
        check(program.simplified())
    return found


@lru_cache(maxsize=_KEPT_LINES)
def _line(name: str, function: str, args: tuple[str, ...]) -> Line:
    """The same object for equal lines: most lines of a mutant are its parent's."""
    return Line(name, function, args)


@cache
def _mutator() -> Any:
    """The native mutator; None where there is none that knows the language."""
    if ENGINE != "native":
        return None
    from arc_dsl.engine._native import Mutator

    try:
        return Mutator(_language())
    except ValueError:
        return None


def _language() -> dict[str, Any]:
    """Names, rules of types and odds, as `arc_dsl/generate/src/mutants_python.cpp` reads them."""
    declared = list(DECLARED.values())
    likes = [(tuple(w for _, w in d.signature.parameters), d.signature.result) for d in declared]
    return {
        "primitives": [
            _primitive(each, likes.index(like)) for each, like in zip(declared, likes, strict=True)
        ],
        "merge": parsed(calling.RULE_OF_MERGE),
        "constants": list(CONSTANTS),
        "kinds": [_KINDS[type(value)] for value in CONSTANTS.values()],
        "odds": [_odds(name, len(s.parameters)) for name, s in SIGNATURES.items()] + [_odds("", 1)],
    }


def _primitive(each: Declaration, likeness: int) -> dict[str, Any]:
    parameters = each.signature.parameters
    rule = each.types
    return {
        "name": each.name,
        "called": [declared == "Callable" for _, declared in parameters],
        "calling": each.name in CALLING,
        "both": [(each.name, position) in BOTH for position in range(len(parameters))],
        "likeness": likeness,
        "functions": rule.functions if isinstance(rule, Maker) else 0,
        "rule": "" if isinstance(rule, str | Maker) else _RULES.get(id(rule), "unknown"),
        "rules": parsed(rule) if isinstance(rule, str) else (),
    }


def _odds(function: str, positions: int) -> list[list[float]]:
    """The odds of the constants as arguments of a function; "" stands for variables."""
    return [
        [constant_weight(function, position, name) for name in CONSTANTS]
        for position in range(positions)
    ]
