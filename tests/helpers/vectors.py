"""Conformance cases: one JSON object a line, as in the published vectors' format.

    {"id", "prim", "kind", "args": [value...], "then"?: [value...], "expect": value | "error": name}

A value is an object with one tag: int, bool, none, grid, tuple, set, indices, object, fn, call.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Case = dict[str, Any]


def load(path: Path) -> list[Case]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def decode(value: Any, primitives: Mapping[str, Callable[..., Any]]) -> Any:
    """The plain value; functions are the given primitives."""
    ((tag, body),) = value.items()
    if tag == "fn":
        return primitives[body]
    if tag == "call":
        name, args = body
        function = primitives[name] if isinstance(name, str) else decode(name, primitives)
        return function(*[decode(arg, primitives) for arg in args])
    if tag in ("int", "bool", "none"):
        return body
    if tag == "grid":
        return tuple(tuple(row) for row in body)
    if tag == "indices":
        return frozenset((i, j) for i, j in body)
    if tag == "object":
        return frozenset((colour, (i, j)) for colour, i, j in body)
    inner = [decode(member, primitives) for member in body]
    return tuple(inner) if tag == "tuple" else frozenset(inner)


def outcome(case: Case, primitives: Mapping[str, Callable[..., Any]]) -> Any:
    """The plain result, or "error"."""
    args = [decode(arg, primitives) for arg in case["args"]]
    then = [decode(arg, primitives) for arg in case.get("then", ())]
    try:
        result = primitives[case["prim"]](*args)
        return result(*then) if "then" in case else result
    except Exception:  # noqa: BLE001 - an expected error is met by any
        return "error"


def expected(case: Case, primitives: Mapping[str, Callable[..., Any]]) -> Any:
    return "error" if "error" in case else decode(case["expect"], primitives)
