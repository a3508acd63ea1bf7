"""Calls of the grid language as trees, and the program text that such a tree is.

An expression is a name (a constant, a primitive, `I`) or a tuple `(function, argument, ...)` of
expressions. Equal calls become one line, so trees may share whatever they like.
"""

from typing import TypeAlias

__all__ = ["Expression", "colour", "integer", "on_grid", "text_of", "vector"]

Expression: TypeAlias = "str | tuple[Expression, ...]"

_COLOURS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_INTEGERS = {**dict(enumerate(_COLOURS)), 10: "TEN", -1: "NEG_ONE", -2: "NEG_TWO"}
_VECTORS = {
    (1, 0): "DOWN",
    (0, 1): "RIGHT",
    (-1, 0): "UP",
    (0, -1): "LEFT",
    (0, 0): "ORIGIN",
    (1, 1): "UNITY",
    (-1, -1): "NEG_UNITY",
    (-1, 1): "UP_RIGHT",
    (1, -1): "DOWN_LEFT",
    (0, 2): "ZERO_BY_TWO",
    (2, 0): "TWO_BY_ZERO",
    (2, 2): "TWO_BY_TWO",
    (3, 3): "THREE_BY_THREE",
}


def colour(value: int) -> Expression:
    """The constant of a colour 0-9."""
    return _COLOURS[value]


def integer(value: int) -> Expression:
    """An expression of that value: a constant, or one built from constants."""
    if value in _INTEGERS:
        return _INTEGERS[value]
    if value < 0:
        return ("invert", integer(-value))
    half = integer(value // 2)
    return ("double", half) if value % 2 == 0 else ("increment", ("double", half))


def vector(row: int, column: int) -> Expression:
    """An expression of the pair."""
    return _VECTORS.get((row, column)) or ("astuple", integer(row), integer(column))


def text_of(expression: Expression) -> str:
    """The program whose output is the expression's value."""
    lines: list[str] = []
    names: dict[Expression, str] = {}

    def name_of(part: Expression) -> str:
        if isinstance(part, str):
            return part
        known = names.get(part)
        if known is None:
            right = _call(part)
            known = names[part] = f"x{len(lines) + 1}"
            lines.append(f"{known} = {right}")
        return known

    def _call(part: tuple[Expression, ...]) -> str:
        function, *arguments = [name_of(each) for each in part]
        return f"{function}({', '.join(arguments)})"

    whole = ("identity", expression) if isinstance(expression, str) else expression
    lines.append(f"O = {_call(whole)}")
    return "\n".join(lines)


def on_grid(expression: Expression, grid: Expression, name: str = "I") -> Expression:
    """The expression with another grid in the place of the input, or of another name."""
    known: dict[Expression, Expression] = {name: grid}

    def put(part: Expression) -> Expression:
        if isinstance(part, str):
            return known.get(part, part)
        made = known.get(part)
        if made is None:
            made = known[part] = tuple(put(each) for each in part)
        return made

    return put(expression)
