"""Propose: every proposer in turn, each within its budget."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from codeit.acquisition.interface import Acquisition, Tally, features
from codeit.proposers.interface import Budget, Proposal, Proposer, Stepwise, View
from codeit.run.config import RunConfig

__all__ = ["budgets", "propose"]


def budgets(
    config: RunConfig, view: View, tallies: Mapping[str, Tally], acquisition: Acquisition
) -> dict[str, Budget]:
    """What each proposer may spend in this meta-iteration, by its name.

    Samples are shared among the search tasks by the acquisition rule; their total is the same
    whatever the rule.
    """
    known = [tallies.get(i) or Tally(i, features(task)) for i, task in view.tasks.items()]
    more = _in_place_of_learning(config, len(known)) if view.number else _NOTHING
    total = config.policy.samples * len(known) + more[0]
    generator = np.random.default_rng(view.derived("acquisition"))
    turns = config.repair.turns if view.number else 0
    repairs = dict.fromkeys(view.tasks, config.policy.samples // (turns + 1) if turns else 0)
    first = total - turns * sum(repairs.values())
    shares = dict(zip(view.tasks, acquisition.allocate(known, first, generator), strict=True))
    return {
        "seeds": Budget(config.loop.seed_relabel_tasks),
        "policy": Budget(shares=shares),
        "own mutation": Budget(config.mutation.own_task),
        "mutation": Budget(config.mutation.per_iteration + more[1]),
        "nearest seeds": Budget(
            shares=dict.fromkeys(view.tasks, config.near.parents if config.near.per_task else 0)
        ),
        "repair": Budget(shares=repairs),
        "near misses": Budget(shares=dict.fromkeys(view.tasks, config.near.per_task)),
        "search": Budget(
            config.sequence.searched,
            dict.fromkeys(view.tasks, _search_steps(config, view.number)),
        ),
    }


def _search_steps(config: RunConfig, number: int) -> int:
    """Steps of search for each task in a meta-iteration: all in the first, a share later."""
    search = config.search
    return search.steps if number <= 1 else round(search.steps * search.later)


_NOTHING = 0, 0


def _in_place_of_learning(config: RunConfig, tasks: int) -> tuple[int, int]:
    """Samples and mutants that take the place of learning where the policy is frozen (A7).

    Counted, not timed: see `FrozenConfig`.
    """
    frozen = config.frozen
    if not frozen.learning or not tasks:
        return _NOTHING
    effort = config.loop.draw * config.learner.epochs * frozen.example_ms
    samples = effort * frozen.share / frozen.sample_ms
    mutants = effort * (1 - frozen.share) / (frozen.mutant_ms + frozen.try_us * tasks / 1000)
    return round(samples), round(mutants)


def propose(
    view: View, proposers: Sequence[Proposer], allowed: Mapping[str, Budget]
) -> Iterator[Proposal]:
    """What all proposers propose, in their order, as soon as it is there."""
    for proposer in proposers:
        if isinstance(proposer, Stepwise):
            yield from proposer.parts(view, allowed[proposer.name])
        else:
            yield proposer.propose(view, allowed[proposer.name])
