"""What a search knows beforehand: the vocabulary, and programs whose lines are run as material.

Both come from programs written for other tasks. When a search is measured on tasks whose programs
are among them, these and their siblings are left out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from arc_dsl import Evaluator, Program
from codeit.search.interface import View
from codeit.search.mining import mined_templates
from codeit.search.templates import Template, written_templates
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["Material", "material_of", "packaged_material", "siblings"]


PAINTERS = {"fill", "paint", "underfill", "underpaint", "replace", "switch", "cover", "move"}
PAINTING = 2.0
"""Nats more for a grid that is painted while values grow: pieces do that better."""


@dataclass(frozen=True, slots=True)
class Material:
    """Templates, cheapest first, and programs in a fixed order."""

    templates: tuple[Template, ...]
    programs: tuple[Program, ...]


def material_of(
    seeds: Mapping[str, Program], tasks: Mapping[str, Task], without: Collection[str] = ()
) -> Material:
    """The material of seeds by task id, some tasks' left out.

    Each seed is run on its own task's first input to learn the kinds of its values; seeds of
    other tasks are material all the same, but give no vocabulary.
    """
    kept = {task_id: seed for task_id, seed in sorted(seeds.items()) if task_id not in without}
    known = [(tasks[i].inputs[0], seed) for i, seed in kept.items() if i in tasks]
    best: dict[str, Template] = {}
    for template in (*written_templates(), *mined_templates(known)):
        if template.steps[-1][0] in PAINTERS:
            template = replace(template, cost=template.cost + PAINTING)
        former = best.get(template.text)
        if former is None or template.cost < former.cost:
            best[template.text] = template
    ordered = sorted(best.values(), key=lambda t: (t.cost, t.text))
    return Material(tuple(ordered), tuple(kept.values()))


def packaged_material() -> Material:
    """The material of all packaged seeds."""
    return material_of(load_seeds(), load_tasks("arc1", "training"))


def siblings(view: View, programs: Iterable[Program]) -> set[str]:
    """The texts of those programs that fit all demonstrations."""
    left: Sequence[Program] = list(programs)
    for given, wanted in zip(view.inputs, view.outputs, strict=True):
        evaluator = Evaluator(given)
        left = [program for program in left if evaluator.run(program).grid == wanted]
    return {str(program) for program in left}
