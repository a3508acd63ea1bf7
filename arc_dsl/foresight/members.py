"""The rules for containers, functions and numbers (see `arc_dsl.foresight.rules`)."""

from collections.abc import Callable

from arc_dsl.foresight.values import (
    ALL,
    BOX,
    CELLS,
    COLOUR,
    COLOURS,
    CONSTANT,
    GRID,
    GRIDS,
    OBJECT,
    OBJECTS,
    ORDERED,
    SIDE,
    Form,
    Known,
    Value,
    is_known,
    joined,
    mask_of,
    member,
    sides,
    sized,
    times,
    total,
)

__all__ = ["OTHER_RULES", "Rule"]

Rule = Callable[..., Value]


# ------------------------------------------------------------------ containers


def _kept(container: Value, *rest: Value) -> Value:
    """Some members."""
    known = is_known(container, OBJECT, OBJECTS, ORDERED, GRIDS, COLOURS)
    return container if known else None


def _any_member(container: Value, *rest: Value) -> Value:
    return member(container)


def _combine(a: Value, b: Value) -> Value:
    return joined(a, b) if _kept(a) is not None else None


def _as_tuple(container: Value, *rest: Value) -> Value:
    if is_known(container, OBJECT):
        return Known(CELLS, mask_of(container))
    if is_known(container, OBJECTS):
        return Known(ORDERED, mask_of(container))
    return _kept(container)


def _merge(containers: Value) -> Value:
    if is_known(containers, OBJECTS):
        return Known(OBJECT, mask_of(containers))
    if is_known(containers, ORDERED):
        return Known(CELLS, mask_of(containers))
    return Known(GRID, mask_of(containers)) if is_known(containers, GRIDS) else None


_SETS = {OBJECT: OBJECTS, COLOUR: COLOURS, CONSTANT: COLOURS}
_TUPLES = {**_SETS, OBJECT: ORDERED, GRID: GRIDS}
"""By kind of the members, the kind of a container. Sets of grids are not followed: merged they
are sets of rows, and rows of two are indices."""


def _of_members(value: Value, kinds: dict[str, str]) -> Value:
    """A container of such values."""
    if type(value) is Known and value.kind in kinds:
        if value.kind == CONSTANT and type(value.value) is tuple:
            return None
        return Known(kinds[value.kind], value.colours, value.shape)
    return None


def _initset(value: Value) -> Value:
    return _of_members(value, _SETS)


def _insert(value: Value, container: Value) -> Value:
    made = _of_members(value, _SETS)
    return joined(made, container)


def _remove(value: Value, container: Value) -> Value:
    return _kept(container)


def _repeat(item: Value, num: Value) -> Value:
    return _of_members(item, _TUPLES)


def _branch(condition: Value, a: Value, b: Value) -> Value:
    return joined(a, b)


def _identity(value: Value) -> Value:
    return value


# ------------------------------------------------------------------ functions


def _called(function: Value, *args: Value) -> Value:
    return function(*args) if callable(function) else None


def _of_one(function: Callable[[Value], Value]) -> Value:
    """The function, which is known to give nothing for another number of arguments."""
    return lambda *args: function(*args) if len(args) == 1 else None


def _compose(outer: Value, inner: Value) -> Value:
    return _of_one(lambda x: _called(outer, _called(inner, x)))


def _chain(h: Value, g: Value, f: Value) -> Value:
    return _of_one(lambda x: _called(h, _called(g, _called(f, x))))


def _fork(outer: Value, a: Value, b: Value) -> Value:
    return _of_one(lambda x: _called(outer, _called(a, x), _called(b, x)))


def _rbind(function: Value, fixed: Value) -> Value:
    return lambda *args: _called(function, *args, fixed)


def _lbind(function: Value, fixed: Value) -> Value:
    return lambda *args: _called(function, fixed, *args)


def _apply(function: Value, container: Value) -> Value:
    ordered = is_known(container, ORDERED, GRIDS)
    if not (ordered or is_known(container, OBJECTS, COLOURS)):
        return None
    return _of_members(_called(function, member(container)), _TUPLES if ordered else _SETS)


def _merged(made: Value) -> Value:
    """All cells, or all rows, of what a function gives for the members of some container."""
    if is_known(made, OBJECT):
        return Known(CELLS, mask_of(made))
    return Known(GRID, mask_of(made)) if is_known(made, GRID) else None


def _mapply(function: Value, container: Value) -> Value:
    made = _called(function, member(container))
    if is_known(container, OBJECTS) and is_known(made, OBJECT):
        return made
    if is_known(made, GRID) and not is_known(container, ORDERED, GRIDS):
        return None  # rows out of a set of grids
    return _merged(made)


def _papply(function: Value, a: Value, b: Value) -> Value:
    return _of_members(_called(function, member(a), member(b)), _TUPLES)


def _mpapply(function: Value, a: Value, b: Value) -> Value:
    return _merged(_called(function, member(a), member(b)))


def _prapply(function: Value, a: Value, b: Value) -> Value:
    return _of_members(_called(function, member(a), member(b)), _SETS)


def _mfilter(container: Value, function: Value) -> Value:
    return _merge(container)


# ------------------------------------------------------------------ numbers that are sides


def _shape(piece: Value) -> Value:
    if type(piece) is Known and piece.kind == GRID:
        box = Known(BOX, ALL, piece.shape)
        return box if sides(box) else None
    return None


def _side(which: int) -> Rule:
    def rule(piece: Value) -> Value:
        shape = sides(_shape(piece))
        return Known(SIDE, ALL, (shape[which], shape[which])) if shape else None

    return rule


def _astuple(a: Value, b: Value) -> Value:
    one, two = sides(a), sides(b)
    return Known(BOX, ALL, (one[0], two[0])) if one and two else None


def _reckoned(work: Callable[[Form, Form], Form | None]) -> Rule:
    def rule(a: Value, b: Value) -> Value:
        one, two = sides(a), sides(b)
        if not (one and two):
            return None
        shape = sized(work(one[0], two[0]), work(one[1], two[1]))
        pair = is_known(a, BOX) or is_known(b, BOX)
        return Known(BOX if pair else SIDE, ALL, shape) if shape else None

    return rule


_plus, _by = _reckoned(total), _reckoned(times)
_TWO, _ONE = Known(CONSTANT, value=2), Known(CONSTANT, value=1)


OTHER_RULES: dict[str, Rule] = {
    **dict.fromkeys(
        ("sfilter", "intersection", "difference", "sizefilter", "colorfilter", "dedupe"), _kept
    ),
    **dict.fromkeys(
        ("first", "last", "mostcommon", "leastcommon", "extract", "argmax", "argmin", "other"),
        _any_member,
    ),
    "combine": _combine,
    **dict.fromkeys(("order", "totuple"), _as_tuple),
    "merge": _merge,
    "initset": _initset,
    "insert": _insert,
    "remove": _remove,
    "repeat": _repeat,
    "branch": _branch,
    "identity": _identity,
    "compose": _compose,
    "chain": _chain,
    "fork": _fork,
    "rbind": _rbind,
    "lbind": _lbind,
    "apply": _apply,
    "mapply": _mapply,
    "papply": _papply,
    "mpapply": _mpapply,
    "prapply": _prapply,
    "mfilter": _mfilter,
    "shape": _shape,
    "height": _side(0),
    "width": _side(1),
    "astuple": _astuple,
    "add": _plus,
    "multiply": _by,
    "double": lambda n: _by(n, _TWO),
    "increment": lambda n: _plus(n, _ONE),
}
"""The rules by primitive."""
