"""The published signatures: parameter names and declared types of all primitives.

Declared types are documentation and arity; the types that decide whether a program can run are
in `arc_dsl.types.inference`.
"""

from collections.abc import Mapping
from types import MappingProxyType

import arc_dsl.primitives  # noqa: F401 - declares them
from arc_dsl.declaration import DECLARED, Signature

__all__ = ["SIGNATURES", "Signature"]

SIGNATURES: Mapping[str, Signature] = MappingProxyType(
    {name: declaration.signature for name, declaration in DECLARED.items()}
)
"""Signatures by name, in the order of the published language."""
