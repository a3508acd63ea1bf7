"""All primitives by name, with the two conversions: what a conformance checker imports.

    python3 check_vectors.py arc_dsl.conformance vectors.jsonl

Attributes of this module are the 160 primitives on the interpreter's own values, `from_plain` and
`to_plain`.
"""

from arc_dsl.registry import PRIMITIVES
from arc_dsl.values import from_plain, to_plain

__all__ = ["from_plain", "to_plain", *PRIMITIVES]

globals().update(PRIMITIVES)
