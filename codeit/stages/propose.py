"""What a meta-iteration proposes, and what trying it on every search task has shown already.

Programs that are no answer to one task in particular (seeds, mutants) are tried on all search
tasks, cheapest check first; only where the first demonstration comes out right do they become
candidates, which are executed in full like the policy's samples.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arc_dsl import Program, parse
from buffer.experience import Origin
from codeit.candidate import Candidate
from codeit.proposers.mutation import mutants_for_search, mutants_on_own_task, seeds_on_other_tasks
from codeit.reporting import Reporter
from codeit.rng import derive, generator
from codeit.run.assembling import Parts
from codeit.run.state import LoopState
from codeit.stages.execute import matching

__all__ = ["Proposal", "propose", "propose_seeds"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Candidates to execute in full, and what finding them has cost."""

    candidates: tuple[Candidate, ...]
    executed: int
    """Programs executed on a task for it, full executions of the candidates included."""
    mutants: int = 0
    """Different mutants proposed."""
    samples: int = 0
    """Programs that the policy sampled."""


def propose_seeds(parts: Parts, reporter: Reporter) -> Proposal:
    """Every seed on every search task, on its own task, and on some other training tasks."""
    sources, config = parts.sources, parts.config
    known = {i: program for i, program in sources.seeds.items() if i in sources.training}
    rng = generator(config.seed, "seeds", 0)
    own = seeds_on_other_tasks(known, list(sources.training), config.loop.seed_relabel_tasks, rng)
    programs = dict.fromkeys(sources.seeds.values())
    found, tried = _try_everywhere(programs, Origin.SEED, "trying seeds", parts, reporter)
    return Proposal((*own, *found), tried + len(own))


def propose(number: int, state: LoopState, parts: Parts, reporter: Reporter) -> Proposal:
    """The policy's samples for every search task, mutants of seeds, and mutants of what works."""
    samples = _sample(number, parts, reporter)
    config, seeds = parts.config.mutation, parts.sources.seeds
    known = {i: program for i, program in seeds.items() if i in parts.sources.training}
    own = mutants_on_own_task(known, config, generator(parts.config.seed, "own", number))
    children = mutants_for_search(
        list(dict.fromkeys(seeds.values())),
        _best_found(state),
        config,
        generator(parts.config.seed, "mutation", number),
    )
    found, tried = _try_everywhere(children, Origin.MUTATION, "trying mutants", parts, reporter)
    candidates = (*samples, *own, *found)
    return Proposal(
        candidates, tried + len(samples) + len(own), len(children) + len(own), len(samples)
    )


def _sample(number: int, parts: Parts, reporter: Reporter) -> list[Candidate]:
    tasks = list(parts.sources.search.values())
    config = parts.config.policy
    found: list[Candidate] = []
    with reporter.stage("sampling from the policy") as advance:
        for start in range(0, len(tasks), config.tasks_at_once):
            part = tasks[start : start + config.tasks_at_once]
            seed = derive(parts.config.seed, "sample", number, start)
            for candidates in parts.policy.sample(part, config.samples, seed):
                found += candidates
            advance(start + len(part), len(tasks))
    return found


def _best_found(state: LoopState) -> list[Program]:
    return [parse(text) for text in dict.fromkeys(ranked.program for _, ranked in state.leaders)]


def _try_everywhere(
    programs: Mapping[Program, Program | None] | Sequence[Program],
    origin: Origin,
    stage: str,
    parts: Parts,
    reporter: Reporter,
) -> tuple[list[Candidate], int]:
    """Candidates for the tasks whose first demonstration a program solves, and how many runs."""
    tasks = list(parts.sources.search.values())
    parents = programs if isinstance(programs, Mapping) else dict.fromkeys(programs)
    ordered = list(parents)
    with reporter.stage(stage) as advance:
        found = [
            Candidate(task_id, ordered[position], origin, parent=_text(parents[ordered[position]]))
            for task_id, position in matching(ordered, tasks, parts.pool, advance)
        ]
    return found, len(ordered) * len(tasks)


def _text(program: Program | None) -> str | None:
    return None if program is None else str(program)
