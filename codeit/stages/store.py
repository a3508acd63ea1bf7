"""Store: everything that a gathering leaves, within one transaction."""

from collections.abc import Collection, Mapping, Sequence

from buffer.experience import Experience, Origin, Solution
from buffer.replay import ReplayBuffer
from codeit.run.config import LoopConfig
from codeit.run.state import LOOP, LoopState
from codeit.stages.execute import Trial, outcome_counts

__all__ = ["store"]


def store(
    buffer: ReplayBuffer,
    trials: Sequence[Trial],
    experiences: Sequence[Experience],
    state: LoopState,
    kept: Mapping[str, bytes],
    searched: Collection[str],
    config: LoopConfig,
    found: Sequence[Experience],
) -> None:
    """Store experiences, counts of outcomes, solutions and states. Call it in a transaction.

    `searched` are the ids of the search tasks, `kept` the states of proposers by name; `found` are
    the experiences on search tasks, scored on all demonstrations.
    """
    buffer.add(e for e in experiences if _enters(e, config, searched))
    for origin in Origin:
        if counts := outcome_counts(trials, origin):
            buffer.record_outcomes(state.gathered, origin, counts)
    for e in found:
        if e.solves_demonstrations:
            buffer.record_solution(
                Solution(e.task_id, e.program, e.origin, e.meta_iteration, state.executed)
            )
    for name, value in kept.items():
        buffer.set_state(name, value)
    buffer.replace_state(LOOP, state.stored, state.dump())


def _enters(experience: Experience, config: LoopConfig, searched: Collection[str]) -> bool:
    """Whether the ablations let an experience into the buffer."""
    if experience.origin is Origin.POLICY and not config.expert_iteration:
        return False  # A1
    relabelled = config.relabel or experience.task_id not in searched  # A2: the search side only
    return relabelled or experience.solves_demonstrations
