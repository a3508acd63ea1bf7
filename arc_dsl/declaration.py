"""How a primitive of the language is declared: once, in one place.

    @primitive("Grid,Int,Cells -> Grid; Grid,Int,Points -> Grid")
    def fill(grid: Grid, value: Integer, patch: Patch) -> Grid:
        \"\"\"Paint one colour ...\"\"\"

The annotations are the published signature, the decorator's argument is the rule of types (its
notation is described in `arc_dsl.types.rules`), the docstring explains every argument, and the body
on plain values is the primitive's meaning. All tables of the language are read off `DECLARED`, in
the order of declaration; `arc_dsl.primitives` declares the whole language.

Modules with declarations begin with `from __future__ import annotations`, so that annotations stay
the words that are published.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

__all__ = [
    "DECLARED",
    "AppliedRule",
    "Body",
    "Declaration",
    "Maker",
    "Rule",
    "Signature",
    "TypeRule",
    "primitive",
]

Body = Callable[..., Any]
AnyBody = TypeVar("AnyBody", bound=Body)


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameter names, their declared types, and the declared type of the result."""

    parameters: tuple[tuple[str, str], ...]
    result: str

    @property
    def arity(self) -> int:
        """Number of parameters, 1 to 4."""
        return len(self.parameters)

    def __str__(self) -> str:
        """As published: `(grid: Grid, value: Integer) -> Indices`."""
        inside = ", ".join(f"{name}: {declared}" for name, declared in self.parameters)
        return f"({inside}) -> {self.result}"


TypeRule = Callable[[Any, tuple[Any, ...], bool], Any]
"""A rule of types that calls functions among its arguments: see `arc_dsl.types.calling`."""
AppliedRule = Callable[[Any, tuple[Any, ...], tuple[Any, ...], bool], Any]
"""What a function made of parts does to types: see `arc_dsl.types.making`."""


@dataclass(frozen=True, slots=True)
class Maker:
    """The rule of types of a primitive that makes a function of its arguments."""

    functions: int
    """How many of the first parameters must be functions."""
    applied: AppliedRule
    """What the function it makes does to types."""


Rule = str | TypeRule | Maker
"""A rule in the notation of `arc_dsl.types.rules`, a function, or that of a maker of functions."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that is said of one primitive."""

    name: str
    family: str
    """The module that declares it, without its package: the heading it is listed under."""
    signature: Signature
    types: Rule
    reads: tuple[int, ...]
    """Positions of the arguments whose weight a call is charged for, beside one step."""
    makes: bool
    """Whether a call is charged for the weight of its result."""
    body: Body
    """Its meaning, on plain values."""


DECLARED: dict[str, Declaration] = {}
"""All primitives by name, in the order of the published language."""


def primitive(types: Rule, charge: str = "") -> Callable[[AnyBody], AnyBody]:
    """Declare the decorated function, with its rule of types, as a primitive of the language.

    `charge` names what a call is charged for beside one step: parameters whose arguments it goes
    through, and "result" if what it makes may be larger; `docs/steps.md` says how much. The
    function itself is returned unchanged. Raises ValueError if the name is taken, if the function
    has no docstring or lacks an annotation, or if a charge names no parameter.
    """

    def declared(body: AnyBody) -> AnyBody:
        if body.__name__ in DECLARED:
            raise ValueError(f"{body.__name__} is declared twice")
        if not body.__doc__:
            raise ValueError(f"{body.__name__} has no docstring: say what it does")
        family = body.__module__.rpartition(".")[2]
        signature = _signature(body)
        reads, makes = _charges(charge, signature)
        found = Declaration(body.__name__, family, signature, types, reads, makes, body)
        DECLARED[found.name] = found
        return body

    return declared


def _charges(charge: str, signature: Signature) -> tuple[tuple[int, ...], bool]:
    names = [name for name, _ in signature.parameters]
    words = charge.split(", ") if charge else []
    wrong = [word for word in words if word not in (*names, "result")]
    if wrong:
        raise ValueError(f"a call is charged for parameters or the result, not for {wrong[0]!r}")
    return tuple(names.index(word) for word in words if word != "result"), "result" in words


def _signature(body: Body) -> Signature:
    words = dict(body.__annotations__)
    code = body.__code__
    names = code.co_varnames[: code.co_argcount]
    if [*words] != [*names, "return"] or not names:
        raise ValueError(f"{body.__name__} needs an annotation for each parameter and the result")
    if not all(isinstance(word, str) for word in words.values()):
        raise ValueError(f"{body.__module__} must begin with 'from __future__ import annotations'")
    return Signature(tuple((name, words[name]) for name in names), words["return"])
