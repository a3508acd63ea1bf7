"""Where programs come from beside the policy: seeds as they are, and mutants of what works.

Mutation is the paper's (CodeIt, algorithm 2), made type-aware, plus crossing of two parents; with
`found_share` part of the children grow from the best programs found on search tasks instead of
from seeds. Mutants for search tasks are programs, not (task, program) pairs: executing is cheap,
so each is tried on every task.
"""

import random
from collections.abc import Mapping, Sequence

from arc_dsl import Program
from arc_dsl.generate.mutation import crossover, mutate
from arc_dsl.types.inference import well_typed
from buffer.experience import Origin
from codeit.candidate import Candidate
from codeit.run.config import MutationConfig

__all__ = ["grow", "mutants_for_search", "mutants_on_own_task", "seeds_on_other_tasks"]

_TRIES = 4
"""Draws per wanted child before giving up on it: a small gene pool repeats itself."""


def grow(
    parents: Sequence[Program], partners: Sequence[Program], rng: random.Random, share: float
) -> tuple[Program, Program]:
    """One child and the parent it is closest to; `share` is the chance of crossing."""
    parent = rng.choice(parents)
    if partners and rng.random() < share:
        return crossover(parent, rng.choice(partners), rng), parent
    return mutate(parent, rng), parent


def mutants_for_search(
    seeds: Sequence[Program],
    found: Sequence[Program],
    config: MutationConfig,
    rng: random.Random,
) -> dict[Program, Program | None]:
    """At most `per_iteration` different children, none a parent, each with its parent."""
    old = {*seeds, *found}
    found = [program for program in found if well_typed(program)]  # a text model's may be not
    children: dict[Program, Program | None] = {}
    if not seeds:
        return children
    for number in range(config.per_iteration):
        from_found = bool(found) and number < config.found_share * config.per_iteration
        for _ in range(_TRIES):
            child, parent = grow(found if from_found else seeds, seeds, rng, config.crossover)
            if child not in children and child not in old:
                children[child] = parent
                break
    return children


def mutants_on_own_task(
    seeds: Mapping[str, Program], config: MutationConfig, rng: random.Random
) -> list[Candidate]:
    """At most `own_task` mutants, each a candidate for the task of the seed it came from."""
    ids = list(seeds)
    chosen: dict[tuple[str, Program], Candidate] = {}
    for _ in range(config.own_task if ids else 0):
        task_id = rng.choice(ids)
        parent = seeds[task_id]
        child = mutate(parent, rng)
        if child != parent:
            candidate = Candidate(task_id, child, Origin.MUTATION, parent=str(parent))
            chosen.setdefault((task_id, child), candidate)
    return list(chosen.values())


def seeds_on_other_tasks(
    seeds: Mapping[str, Program], tasks: Sequence[str], count: int, rng: random.Random
) -> list[Candidate]:
    """Each seed on its own task and on `count` others, for relabelling."""
    chosen: list[Candidate] = []
    for own, program in seeds.items():
        others = [i for i in rng.sample(list(tasks), min(count + 1, len(tasks))) if i != own]
        chosen += [Candidate(i, program, Origin.SEED) for i in [own, *others[:count]]]
    return chosen
