"""The parts of a run, put together from its configuration: what the loop works with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from arc_dsl import Limits
from arc_dsl.execute.pool import Pool
from buffer.priority import PriorityWeights
from buffer.replay import ReplayBuffer, ReplaySettings
from buffer.sampling import SamplingSettings
from codeit.policy import build_policy, follow, follows
from codeit.policy.interface import Learner, Policy
from codeit.policy.scripted import ScriptedLearner, ScriptedPolicy
from codeit.rng import derive
from codeit.run.config import BufferConfig, ExecutionConfig, RunConfig
from codeit.run.folder import RunFolder
from codeit.run.sources import Sources

__all__ = ["Parts", "accompany", "assemble", "limits_of", "replay_settings"]


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that one meta-iteration works with; test outputs are not among it."""

    folder: RunFolder
    config: RunConfig
    sources: Sources
    buffer: ReplayBuffer
    pool: Pool
    policy: Policy
    learner: Learner


def limits_of(config: ExecutionConfig) -> Limits:
    """What one program may use on one input."""
    return Limits(config.steps, config.size, config.seconds, config.memory_mb)


def replay_settings(config: BufferConfig, seed: int) -> ReplaySettings:
    """How the buffer draws and how much it keeps."""
    weights = PriorityWeights(
        score=config.score_weight,
        length=config.length_weight,
        age=config.age_weight,
        distance=config.distance_weight,
        length_measure=config.length_measure,
        length_scale=config.length_scale,
        age_scale=config.age_scale,
    )
    return ReplaySettings(
        weights=weights,
        sampling=SamplingSettings(config.sampling, config.exponent),
        capacity=config.capacity,
        seed=derive(seed, "sampler"),
        busy_seconds=config.busy_seconds,
    )


@contextmanager
def assemble(
    folder: RunFolder, sources: Sources, begin: Callable[[ReplayBuffer], object]
) -> Iterator[Parts]:
    """Open the buffer, start the workers, build the policy; close what was opened.

    The first transaction is what `begin` stores, and the tasks: if it raises, nothing is stored.
    """
    config = folder.config
    settings = replay_settings(config.buffer, config.seed)
    limits = limits_of(config.execution)
    policy, learner = _policy(config, sources)
    with (
        ReplayBuffer.open(folder.buffer_url, settings=settings) as buffer,
        Pool(config.execution.workers, limits) as pool,
    ):
        with buffer.transaction():
            buffer.add_tasks(sources.tasks.values())
            begin(buffer)
        yield Parts(folder, config, sources, buffer, pool, policy, learner)


def accompany(config: RunConfig) -> bool:
    """Learn beside the process that runs the loop, if this one was started for that; to the end.

    False if it was not. Raises ConfigError if it was, but the settings do not share the learning.
    """
    if not follows(config.learner):
        return False
    if config.proposer == "model":
        follow(config.policy, config.learner, derive(config.seed, "weights"))
    return True


def _policy(config: RunConfig, sources: Sources) -> tuple[Policy, Learner]:
    if config.proposer == "scripted":
        return ScriptedPolicy(list(sources.seeds.values())), ScriptedLearner()
    return build_policy(config.policy, config.learner, derive(config.seed, "weights"))
