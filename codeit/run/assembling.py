"""The parts of a run, put together from its configuration: what the loop works with."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from arc_dsl import Limits
from buffer.priority import PriorityWeights
from buffer.replay import ReplayBuffer, ReplaySettings
from buffer.sampling import SamplingSettings
from codeit.acquisition.bandits import acquisition_named
from codeit.acquisition.interface import Acquisition
from codeit.domains.choosing import domain_named
from codeit.domains.interface import Domain, Executor
from codeit.errors import ConfigError
from codeit.policy import build_policy, follow, follows, threads
from codeit.policy.interface import Learner, Policy
from codeit.policy.sampling import Here, Portable, Repairing, Sampler
from codeit.policy.scripted import ScriptedLearner, ScriptedPolicy
from codeit.proposers.canonical import CanonicalPolicy
from codeit.proposers.interface import Proposer, View
from codeit.proposers.mutation import OwnMutation, SearchMutation
from codeit.proposers.near_misses import NearMisses
from codeit.proposers.nearest_seeds import NearestSeeds
from codeit.proposers.policy_samples import PolicySamples
from codeit.proposers.repair import Repair
from codeit.proposers.search import Search
from codeit.proposers.seeds import Seeds
from codeit.rankers.choosing import ranker_named
from codeit.rankers.interface import Ranker
from codeit.reporting import Reporter
from codeit.rng import derive
from codeit.run.config import BufferConfig, ExecutionConfig, RunConfig
from codeit.run.folder import RunFolder
from codeit.run.memory import BufferMemory
from codeit.run.sources import Sources
from codeit.run.state import LoopState
from codeit.search.lengths import Lengths

__all__ = ["Parts", "accompany", "assemble", "limits_of", "replay_settings"]


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the loop hands to its stages; test outputs are not among it."""

    folder: RunFolder
    config: RunConfig
    domain: Domain
    sources: Sources
    buffer: ReplayBuffer
    executor: Executor
    learner: Learner
    proposers: Sequence[Proposer]
    """Those of every meta-iteration, in the order in which they are asked."""
    beginners: Sequence[Proposer]
    """Those of meta-iteration 0."""
    acquisition: Acquisition
    ranker: Ranker
    lengths: Lengths | None = None
    """Description lengths of programs by the seeds, where the language is that of grids."""
    scoring: object = None
    """The policy, where the ranker asks how likely it finds programs."""

    def view(self, number: int, state: LoopState, reporter: Reporter) -> View:
        """The run as proposers see it in a meta-iteration.

        Without expert iteration (A1) what the policy found is hidden: it is no parent.
        """
        expert = self.config.loop.expert_iteration
        return View(
            number,
            self.config.seed,
            self.domain,
            self.sources.search,
            self.sources.training,
            self.sources.seeds,
            state.leaders if expert else state.other_leaders,
            BufferMemory(self.buffer),
            self.executor,
            reporter,
        )


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
    domain = domain_named(config.domain)
    policy, learner = _policy(config, sources, domain)
    beginners, others = _proposers(config)
    _demand_repairing(policy, config)
    with (
        ReplayBuffer.open(folder.buffer_url, settings=settings, alone=True) as buffer,
        _executor(config.execution, domain, limits) as executor,
    ):
        with buffer.transaction():
            buffer.add_tasks(sources.tasks.values())
            begin(buffer)
        sampler, repairer = _samplers(policy, config, executor)
        yield Parts(
            folder,
            config,
            domain,
            sources,
            buffer,
            executor,
            learner,
            proposers=(
                PolicySamples(sampler, config.policy.tasks_at_once, config.policy.fresh),
                *others,
                *_repair(repairer, config),
            ),
            beginners=beginners,
            acquisition=acquisition_named(config.loop.acquisition),
            ranker=ranker_named(config.loop.ranker),
            lengths=Lengths(sources.seeds.values()) if domain.name == "grids" else None,
            scoring=policy if config.loop.ranker == "likelihood" else None,
        )


def _proposers(config: RunConfig) -> tuple[Sequence[Proposer], Sequence[Proposer]]:
    """Those of meta-iteration 0, and those of every other beside the policy."""
    if config.domain == "sequence":
        from codeit.domains.sequence import proposing
        from codeit.domains.sequence.search import SearchSettings

        own, mutation = config.sequence, config.mutation
        stream = proposing.Stream(own.stream)
        settings = SearchSettings(own.width, own.divisions, own.depth)
        return (stream,), (
            stream,
            OwnMutation(),
            proposing.SequenceMutation(mutation.found_share, mutation.crossover),
            proposing.PieceSearch(settings),
        )
    others: tuple[Proposer, ...] = (
        OwnMutation(),
        SearchMutation(config.mutation),
        NearMisses(config.near),
    )
    if config.search.steps:
        others = (Search(config.search, config.execution.workers or os.cpu_count() or 1), *others)
    return (Seeds(), NearestSeeds()), others


def accompany(config: RunConfig) -> bool:
    """Learn beside the process that runs the loop, if this one was started for that; to the end.

    False if it was not. Raises ConfigError if it was, but the settings do not share the learning.
    """
    if not follows(config.learner):
        return False
    if config.proposer == "model":
        domain = domain_named(config.domain)
        follow(config.policy, config.learner, derive(config.seed, "weights"), domain)
    return True


def _executor(
    config: ExecutionConfig, domain: Domain, limits: Limits
) -> AbstractContextManager[Executor]:
    """What runs programs, as the setting `execution.executor` says."""
    if config.executor == "local":
        return domain.executor(config.workers, limits)
    if domain.name != "grids":
        raise ConfigError(f"the domain {domain.name} runs on the local executor only")
    from codeit.cluster.executing import RayExecutor
    from codeit.cluster.membership import address_of

    return RayExecutor(address_of(config.executor), config.workers, limits)


def _samplers(policy: Policy, config: RunConfig, executor: Executor) -> tuple[Sampler, Sampler]:
    """What draws samples, and what repairs: in this process, or where the executor is.

    Samples are drawn behind standard positions where the settings ask for these.
    """
    canonical = config.data.symmetry == "canonical"
    if config.execution.executor == "local":
        return Here(CanonicalPolicy(policy) if canonical else policy), Here(policy)
    from codeit.cluster.executing import RayExecutor
    from codeit.cluster.recipe import Recipe
    from codeit.cluster.sampling import ActorSampler

    assert isinstance(executor, RayExecutor)
    assert isinstance(policy, Portable)
    scripted = config.proposer == "scripted"
    cores = 1 if scripted else config.policy.threads or threads()
    recipe = Recipe(scripted, config.policy, config.domain, canonical, cores)
    actors = ActorSampler(executor.cluster, recipe, policy)
    return actors, actors


def _demand_repairing(policy: Policy, config: RunConfig) -> None:
    """Raise ConfigError if the settings ask for repair by a policy that cannot be told."""
    able = isinstance(policy, Repairing) and config.domain == "grids"
    if config.repair.turns and not able:
        raise ConfigError(
            "repair.turns needs an embedded policy (shipped, none or a checkpoint of ours) on grids"
        )


def _repair(sampler: Sampler, config: RunConfig) -> tuple[Proposer, ...]:
    """The repair turns, if there are any."""
    if not config.repair.turns:
        return ()
    return (Repair(sampler, config.repair, config.policy.tasks_at_once),)


def _policy(config: RunConfig, sources: Sources, domain: Domain) -> tuple[Policy, Learner]:
    if config.proposer == "scripted":
        return ScriptedPolicy(list(sources.seeds.values())), ScriptedLearner()
    seed = derive(config.seed, "weights")
    return build_policy(config.policy, config.learner, seed, domain, config.repair)
