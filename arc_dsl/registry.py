"""The table of all 160 primitives: name -> implementation on the interpreter's own values."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from arc_dsl import arithmetic, containers, functional, plain_grids, plain_patches
from arc_dsl.fallback import slow
from arc_dsl.representation import Value
from arc_dsl.signatures import SIGNATURES

__all__ = ["PRIMITIVES", "Primitive"]

Primitive = Callable[..., Value]

_MODULES = (arithmetic, containers, functional)


def _table() -> dict[str, Primitive]:
    found: dict[str, Primitive] = {
        name: getattr(module, name) for module in _MODULES for name in module.__all__
    }
    for module in (plain_patches, plain_grids):
        for name in SIGNATURES:
            if name not in found and hasattr(module, name):
                found[name] = slow(getattr(module, name))
    return {name: found[name] for name in SIGNATURES}


PRIMITIVES: Mapping[str, Primitive] = MappingProxyType(_table())
