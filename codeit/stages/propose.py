"""Propose: every proposer in turn, each within its budget."""

from collections.abc import Mapping, Sequence

from codeit.acquisition.interface import Acquisition, Tally
from codeit.proposers.interface import Budget, Proposal, Proposer, View, joined
from codeit.run.config import RunConfig

__all__ = ["budgets", "propose"]


def budgets(
    config: RunConfig, view: View, tallies: Mapping[str, Tally], acquisition: Acquisition
) -> dict[str, Budget]:
    """What each proposer may spend in this meta-iteration, by its name.

    Samples are shared among the search tasks by the acquisition rule; their total is the same
    whatever the rule.
    """
    known = {task_id: tallies.get(task_id, Tally()) for task_id in view.tasks}
    total = config.policy.samples * len(known)
    shares = acquisition.allocate(known, total, view.generator("acquisition"))
    return {
        "seeds": Budget(config.loop.seed_relabel_tasks),
        "policy": Budget(shares=shares),
        "own mutation": Budget(config.mutation.own_task),
        "mutation": Budget(config.mutation.per_iteration),
    }


def propose(view: View, proposers: Sequence[Proposer], allowed: Mapping[str, Budget]) -> Proposal:
    """What all proposers propose, in their order."""
    return joined([proposer.propose(view, allowed[proposer.name]) for proposer in proposers])
