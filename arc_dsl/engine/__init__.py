"""The engine: what runs programs. Native where it is built, else the plain reference.

`ENGINE` says which: "native" (C++, `arc_dsl/engine/src`) or "reference" (plain Python, the meaning
of the language, slow). The environment variable ARC_DSL_ENGINE=reference forces the reference.
`make native` builds the native engine; one that is older than its sources is an ImportError.

Both give `run`, `trace_values`, `run_batch`, `Evaluator`, `Graph` and `PRIMITIVES`, and equal
outcomes; `_native.pyi` says what each takes.
"""

from typing import TYPE_CHECKING

import arc_dsl.engine.inputs  # noqa: F401 - native code asks for it later, when files are closed
from arc_dsl.engine.choice import ENGINE

if ENGINE == "native" or TYPE_CHECKING:
    from arc_dsl.engine._native import PRIMITIVES, Evaluator, Graph, run, run_batch
    from arc_dsl.engine._native import trace as trace_values
else:
    from arc_dsl.engine.plain import PRIMITIVES, Evaluator, run, run_batch, trace_values
    from arc_dsl.engine.plain_graph import Graph

__all__ = ["ENGINE", "PRIMITIVES", "Evaluator", "Graph", "run", "run_batch", "trace_values"]
