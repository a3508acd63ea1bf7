"""The grid language: programs as text, 160 primitives, an interpreter with limits.

    program = parse("O = rot90(I)")
    outcome = run(program, [[1, 2], [3, 4]])
    outcome.kind, outcome.grid        # Kind.OK, ((3, 1), (4, 2))

Runs programs of the published ARC DSL. Where that leaves a choice to the order of hash tables, ours
is defined: everything iterates in ascending order. Each primitive is declared in
`arc_dsl.primitives`; `arc_dsl.engine` runs programs.

What programs may be is the matter of types: `infer` finds them, `Scope` says what may come next in
a partial program, `random_program`, `mutate` and `crossover` make new ones. `arc_dsl.generate.bits`
measures programs, `arc_dsl.generate.minimise` shortens them.
"""

from arc_dsl.constants import CONSTANTS
from arc_dsl.digests import digest
from arc_dsl.engine import ENGINE, PRIMITIVES
from arc_dsl.errors import (
    DslError,
    ExecutionError,
    ParseError,
    StepLimit,
    TimeLimit,
    TypeMismatch,
    ValueTooLarge,
)
from arc_dsl.execute.interpreter import Evaluator, Step, Trace, run, trace
from arc_dsl.generate.mutation import crossover, mutate
from arc_dsl.generate.sampling import random_line, random_program
from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Line, Program, parse, parse_file, parse_functions
from arc_dsl.signatures import SIGNATURES, Signature
from arc_dsl.types.grammar import Scope
from arc_dsl.types.inference import infer, well_typed

__all__ = [
    "CONSTANTS",
    "ENGINE",
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
    "Program",
    "Scope",
    "Signature",
    "Step",
    "StepLimit",
    "TimeLimit",
    "Trace",
    "TypeMismatch",
    "ValueTooLarge",
    "crossover",
    "digest",
    "infer",
    "mutate",
    "parse",
    "parse_file",
    "parse_functions",
    "random_line",
    "random_program",
    "run",
    "trace",
    "well_typed",
]
