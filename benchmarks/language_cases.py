"""What the language benchmark runs: programs, their inputs, and a plain way to run them.

With a checkout of the published DSL the plain way is its own solver functions, called directly;
else the primitives as we declare them, plain and slow, one call after another. The checkout is
loaded by path, here and only here: nothing of the project depends on it.
"""

import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from arc_dsl import CONSTANTS, PlainGrid, Program, parse_functions
from arc_dsl.declaration import DECLARED
from data.loading import load_tasks
from data.seeds import load_seeds

__all__ = [
    "SKIPPED",
    "Case",
    "call_by_call",
    "plain_cases",
    "plain_primitives",
    "published_cases",
]

SKIPPED = {"a64e4611": "2-4 s per input in the published DSL"}
"""Published solvers that are left out, and why."""
_MODULES = ("arc_types", "constants", "dsl", "solvers")

Plain = Callable[[PlainGrid], Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One program with its inputs."""

    name: str
    program: Program
    inputs: tuple[PlainGrid, ...]
    direct: Plain
    """Runs it on a plain input, without limits; raises what the functions raise."""
    primitives: Mapping[str, Callable[..., Any]]
    """The plain functions that it calls."""


def _inputs() -> dict[str, tuple[PlainGrid, ...]]:
    """All inputs of each training task, test inputs included."""
    tasks = load_tasks("arc1", "training")
    return {name: (*task.inputs, *task.test_inputs) for name, task in tasks.items()}


def published_cases(checkout: Path) -> list[Case]:
    """The solvers of a checkout of the published DSL, by task."""
    programs = parse_functions((checkout / "solvers.py").read_text(encoding="utf-8"))
    modules = _loaded(checkout)
    solvers, primitives = vars(modules["solvers"]), vars(modules["dsl"])
    inputs = _inputs()
    cases = []
    for name, program in programs.items():
        task = name.removeprefix("solve_")
        if task in inputs and task not in SKIPPED:
            cases.append(Case(task, program, inputs[task], solvers[name], primitives))
    return cases


def _loaded(checkout: Path) -> dict[str, Any]:
    """The checkout's modules, which import each other by bare names; forgotten afterwards."""
    former = {name: sys.modules.pop(name) for name in _MODULES if name in sys.modules}
    sys.path.insert(0, str(checkout))
    try:
        return {name: importlib.import_module(name) for name in ("dsl", "solvers")}
    finally:
        sys.path.remove(str(checkout))
        for name in _MODULES:
            sys.modules.pop(name, None)
        sys.modules.update(former)


def plain_primitives() -> Mapping[str, Callable[..., Any]]:
    """The primitives as they are declared: our reference, simple and slow."""
    return {name: declaration.body for name, declaration in DECLARED.items()}


def plain_cases() -> list[Case]:
    """Our seed programs, on our own reference."""
    primitives = plain_primitives()
    inputs = _inputs()
    return [
        Case(task, program, inputs[task], call_by_call(program, primitives), primitives)
        for task, program in load_seeds().items()
        if task in inputs
    ]


def call_by_call(program: Program, primitives: Mapping[str, Callable[..., Any]]) -> Plain:
    """A function that makes the program's calls one after another, with nothing around them."""
    used = [name for line in program.lines for name in (line.function, *line.args)]
    names = ["I", *dict.fromkeys(n for n in used if n in CONSTANTS or n in primitives)]
    values = [CONSTANTS[n] if n in CONSTANTS else primitives[n] for n in names[1:]]
    slots = {name: slot for slot, name in enumerate(names)}
    steps: list[Callable[[list[Any]], Any]] = []
    for line in program.lines:
        steps.append(itemgetter(slots[line.function], *[slots[arg] for arg in line.args]))
        slots[line.name] = len(slots)

    def direct(grid: PlainGrid) -> Any:
        state = [grid, *values]
        for pick in steps:
            function, *args = pick(state)
            state.append(function(*args))
        return state[-1]

    return direct
