"""Types of whole programs, without annotations.

A program is interpreted over types instead of values. What no input could make run is refused,
with the line, what was expected and what was found; in doubt a program is accepted.
"""

from arc_dsl.errors import TypeMismatch
from arc_dsl.program import OUTPUT, Line, Program
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types.application import call
from arc_dsl.types.static_types import (
    ANY,
    GRID,
    Tag,
    Type,
    alternatives,
    elements,
    overlap,
    type_of_name,
)

__all__ = ["check", "infer", "well_typed"]


def infer(program: Program) -> tuple[Type, ...]:
    """The type of every line.

    Raises TypeMismatch for the first line that no input could make run, or if the last line
    cannot be a Grid.
    """
    found: dict[str, Type] = {}
    for number, line in enumerate(program.lines, 1):
        function = _lookup(line.function, found)
        args = tuple([_lookup(name, found) for name in line.args])
        given = call(function, args)
        if given is None:
            raise TypeMismatch(number, _explain(line, function, args))
        found[line.name] = given
    if not overlap(given, GRID):
        raise TypeMismatch(number, f"{OUTPUT} = {line.call}: expected Grid, found {given}")
    return tuple(found.values())


def check(program: Program) -> None:
    """Raise TypeMismatch, as `infer` does, if no input could make the program run."""
    infer(program)


def well_typed(program: Program) -> bool:
    """Whether some input could make the program run as far as types can tell."""
    try:
        infer(program)
    except TypeMismatch:
        return False
    return True


def _lookup(name: str, found: dict[str, Type]) -> Type:
    known = type_of_name(name)
    return found[name] if known is None else known


def _explain(line: Line, function: Type, args: tuple[Type, ...]) -> str:
    """Which argument is to blame, what would have done, and what it is."""
    if not any(each.tag is Tag.FUNCTION for each in alternatives(function)):
        return f"{line.call}: expected a function in {line.function}, found {function}"
    for position in range(len(args)):
        rest = (ANY,) * (len(args) - position - 1)
        if call(function, (*args[: position + 1], *rest)) is None:
            expected = _expected(line, function, args, position)
            found = f"{args[position]} in {line.args[position]}"
            return f"{line.call}: argument {position + 1}: expected {expected}, found {found}"
    return f"{line.call}: expected other arguments, found {', '.join(map(str, args))}"


def _expected(line: Line, function: Type, args: tuple[Type, ...], position: int) -> str:
    """What the argument at the position should have been, in words."""
    if function.tag is not Tag.FUNCTION or function.parts:
        return f"what {function} takes"
    name, declared = SIGNATURES[function.label].parameters[position]
    functions = [
        a for a, (_, t) in zip(line.args, _parameters(function), strict=True) if t == "Callable"
    ]
    if declared != "Callable" and functions:
        return f"{declared} ({name}) that suits {functions[0]}"
    boxes = [e for a in args[:position] if (e := elements(a)) is not None]
    if declared == "Callable" and boxes:
        return f"a function ({name}) of {', '.join(map(str, boxes))}"
    return f"{declared} ({name})"


def _parameters(function: Type) -> tuple[tuple[str, str], ...]:
    return SIGNATURES[function.label].parameters
