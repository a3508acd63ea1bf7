"""The rules of primitives that handle containers and functions (see `arc_dsl.foresight_rules`)."""

from collections.abc import Callable

from arc_dsl.foresight_values import (
    CELLS,
    COLOUR,
    COLOURS,
    CONSTANT,
    GRID,
    GRIDS,
    OBJECT,
    OBJECTS,
    ORDERED,
    Known,
    Value,
    is_known,
    joined,
    mask_of,
    member,
)

__all__ = ["CONTAINER_RULES", "Rule"]

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


_SETS = {OBJECT: OBJECTS, GRID: GRIDS, COLOUR: COLOURS, CONSTANT: COLOURS}
_TUPLES = {**_SETS, OBJECT: ORDERED}


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


def _compose(outer: Value, inner: Value) -> Value:
    return lambda x: _called(outer, _called(inner, x))


def _chain(h: Value, g: Value, f: Value) -> Value:
    return lambda x: _called(h, _called(g, _called(f, x)))


def _fork(outer: Value, a: Value, b: Value) -> Value:
    return lambda x: _called(outer, _called(a, x), _called(b, x))


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
    return _merged(made)


def _papply(function: Value, a: Value, b: Value) -> Value:
    return _of_members(_called(function, member(a), member(b)), _TUPLES)


def _mpapply(function: Value, a: Value, b: Value) -> Value:
    return _merged(_called(function, member(a), member(b)))


def _prapply(function: Value, a: Value, b: Value) -> Value:
    return _of_members(_called(function, member(a), member(b)), _SETS)


def _mfilter(container: Value, function: Value) -> Value:
    return _merge(container)


CONTAINER_RULES: dict[str, Rule] = {
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
}
"""The rules by primitive."""
