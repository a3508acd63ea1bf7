"""Templates: small expressions with typed holes, the vocabulary that a search grows values with.

Those written by hand stand in `templates.txt`; others are mined from programs (`mining`). A
template is straight-line like a program: its slots are its holes, then its steps.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from arc_dsl.constants import CONSTANTS
from arc_dsl.signatures import SIGNATURES

__all__ = [
    "HOLES",
    "Ref",
    "Step",
    "Template",
    "parse_template",
    "read_templates",
    "shown",
    "written_templates",
]

HOLES = {
    "g": "Grid",
    "o": "Object",
    "s": "Objects",
    "p": "Indices",
    "u": "IndicesSet",
    "n": "Integer",
    "c": "Integer",
    "v": "IntegerTuple",
    "t": "Grids",
    "q": "ObjectTuple",
    "w": "IndicesTuple",
    "i": "IntegerSet",
    "b": "Boolean",
    "f": "Callable",
}
"""Letters of holes and the kinds of values that fill them; `c` is an Integer that is a colour."""

Ref = int | str
"""A slot, or a name of the language."""
Step = tuple[Ref, tuple[Ref, ...]]
"""What is called, and with what."""

_WRITTEN = Path(__file__).parent / "templates.txt"
_TOKEN = re.compile(r"\w+|[(),]")
_HOLE = re.compile(r"[a-z]\d?\Z")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """An expression of at least one step; its value is the last step's."""

    holes: tuple[str, ...]
    """Letters, see `HOLES`."""
    steps: tuple[Step, ...]
    cost: float
    """Nats."""
    text: str
    """The nested expression, with holes named by letter and order."""


def read_templates(text: str) -> list[Template]:
    """Templates from lines `cost expression`; `{a|b}` stands for each alternative.

    Raises ValueError naming the line.
    """
    found: dict[str, Template] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cost, _, pattern = line.partition(" ")
        try:
            for expression in _alternatives(pattern):
                template = parse_template(expression, float(cost))
                found.setdefault(template.text, template)
        except (ValueError, IndexError) as error:
            raise ValueError(f"line {number}: {error}") from None
    return list(found.values())


@cache
def written_templates() -> tuple[Template, ...]:
    """The templates written by hand."""
    return tuple(read_templates(_WRITTEN.read_text(encoding="utf-8")))


def _alternatives(pattern: str) -> Iterator[str]:
    parts = _CHOICE.split(pattern)
    choices = [part.split("|") if k % 2 else [part] for k, part in enumerate(parts)]
    for chosen in product(*choices):
        yield "".join(chosen)


def parse_template(expression: str, cost: float) -> Template:
    """A template from a nested expression. Raises ValueError saying what is wrong."""
    reader = _Reader(_TOKEN.findall(expression))
    reader.expression()
    if reader.tokens or not reader.steps:
        raise ValueError(f"no expression: {expression}")
    count = len(reader.holes)
    letters = tuple(name[0] for name in reader.holes)

    def moved(ref: _Read) -> Ref:
        return ref[0] + count if isinstance(ref, tuple) else ref

    steps = tuple((moved(f), tuple(moved(a) for a in args)) for f, args in reader.steps)
    return Template(letters, steps, cost, shown(letters, steps))


_Read = Ref | tuple[int]
"""A reference while reading: one to step k is `(k,)` until the number of holes is known."""


class _Reader:
    """Reads the tokens of a nested expression."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens[::-1]
        self.holes: dict[str, int] = {}
        self.steps: list[tuple[_Read, tuple[_Read, ...]]] = []

    def expression(self) -> _Read:
        """Read one expression."""
        name = self.tokens.pop()
        if not (self.tokens and self.tokens[-1] == "("):
            return self._name(name)
        self.tokens.pop()
        args = [self.expression()]
        while (mark := self.tokens.pop()) == ",":
            args.append(self.expression())
        if mark != ")" or name not in SIGNATURES or SIGNATURES[name].arity != len(args):
            raise ValueError(f"no call of {name} with {len(args)} arguments")
        step: tuple[_Read, tuple[_Read, ...]] = (name, tuple(args))
        if step not in self.steps:
            self.steps.append(step)
        return (self.steps.index(step),)

    def _name(self, name: str) -> Ref:
        if name in SIGNATURES or name in CONSTANTS:
            return name
        if not _HOLE.match(name) or name[0] not in HOLES:
            raise ValueError(f"unknown name {name}")
        return self.holes.setdefault(name, len(self.holes))


def shown(holes: Sequence[str], steps: Sequence[Step]) -> str:
    """The nested text of slots: equal templates read alike."""
    texts = [f"{letter}{k}" for k, letter in enumerate(holes)]
    for function, args in steps:
        inside = ", ".join(texts[a] if isinstance(a, int) else a for a in args)
        called = texts[function] if isinstance(function, int) else function
        texts.append(f"{called}({inside})")
    return texts[-1]
