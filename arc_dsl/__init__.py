"""The grid language: programs as text, 160 primitives, an interpreter with limits.

    program = parse("O = rot90(I)")
    outcome = run(program, [[1, 2], [3, 4]])
    outcome.kind, outcome.grid        # Kind.OK, ((3, 1), (4, 2))

Runs programs of the published ARC DSL. Where that leaves a choice to the order of hash tables, ours
is defined: everything iterates in ascending order. See `arc_dsl.representation` for how values are
held and `arc_dsl.registry` for the primitives.
"""

from arc_dsl.constants import CONSTANTS
from arc_dsl.errors import (
    DslError,
    ExecutionError,
    ParseError,
    StepLimit,
    TimeLimit,
    TypeMismatch,
    ValueTooLarge,
)
from arc_dsl.interpreter import Evaluator, Step, Trace, run, trace
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Line, Program, parse, parse_file, parse_functions
from arc_dsl.registry import PRIMITIVES, Primitive
from arc_dsl.signatures import SIGNATURES, Signature
from arc_dsl.values import digest, from_plain, to_plain

__all__ = [
    "CONSTANTS",
    "PRIMITIVES",
    "SIGNATURES",
    "DslError",
    "Evaluator",
    "ExecutionError",
    "Kind",
    "Limits",
    "Line",
    "Outcome",
    "ParseError",
    "PlainGrid",
    "Primitive",
    "Program",
    "Signature",
    "Step",
    "StepLimit",
    "TimeLimit",
    "Trace",
    "TypeMismatch",
    "ValueTooLarge",
    "digest",
    "from_plain",
    "parse",
    "parse_file",
    "parse_functions",
    "run",
    "to_plain",
    "trace",
]
