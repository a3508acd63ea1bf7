"""All primitives by name, of the engine in use: what a conformance checker imports.

    python3 check_vectors.py arc_dsl.conformance vectors.jsonl

Attributes of this module are the 160 primitives, on plain values.
"""

from arc_dsl.engine import PRIMITIVES

__all__ = [*PRIMITIVES]

globals().update(PRIMITIVES)
