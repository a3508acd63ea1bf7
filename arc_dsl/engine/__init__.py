"""The engine: what runs programs. Native where it is built, else the plain reference.

`ENGINE` says which: "native" (C++, `arc_dsl/engine/src`) or "reference" (plain Python, the meaning
of the language, slow). The environment variable ARC_DSL_ENGINE=reference forces the reference.
`make native` builds the native engine; one that is older than its sources is an ImportError.
"""

from arc_dsl.engine.choice import ENGINE

__all__ = ["ENGINE"]
