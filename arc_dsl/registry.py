"""The table of all 160 primitives: name -> implementation on the interpreter's own values."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from arc_dsl import (
    applying,
    arithmetic,
    bounds,
    colours,
    containers,
    functional,
    outlines,
    painting,
    patches,
    relations,
    segmentation,
    transforms,
    turns,
)
from arc_dsl.representation import Value
from arc_dsl.signatures import SIGNATURES

__all__ = ["PRIMITIVES", "Primitive"]

Primitive = Callable[..., Value]

_MODULES = (
    arithmetic,
    containers,
    applying,
    functional,
    colours,
    bounds,
    patches,
    outlines,
    relations,
    segmentation,
    turns,
    transforms,
    painting,
)


def _table() -> dict[str, Primitive]:
    found = {name: getattr(module, name) for module in _MODULES for name in module.__all__}
    return {name: found[name] for name in SIGNATURES}


PRIMITIVES: Mapping[str, Primitive] = MappingProxyType(_table())
