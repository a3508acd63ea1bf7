"""The policy: the model that proposes programs, and the learner that improves it.

Importing this package does not import torch; `build_policy` and `follow` do.
"""

import os

from codeit.domains.interface import Domain
from codeit.errors import ConfigError
from codeit.policy.interface import Learner, LearnerConfig, Policy, PolicyConfig, RepairConfig
from codeit.policy.memory import cap_kernel_cache

__all__ = ["build_policy", "follow", "follows", "launched", "processes", "threads"]


def build_policy(
    policy: PolicyConfig,
    learner: LearnerConfig | None = None,
    seed: int = 0,
    domain: Domain | None = None,
    repair: RepairConfig | None = None,
) -> tuple[Policy, Learner]:
    """A policy and the learner that shares its weights.

    `seed` draws the weights of `checkpoint = "none"`; without a `domain` it is the grids. With
    repair turns the learner is shown examples of these, too. Raises
    CheckpointError if the checkpoint cannot be loaded, with what to do about it.
    """
    cap_kernel_cache()
    from codeit.policy.building import build

    return build(policy, learner or LearnerConfig(), seed, domain, repair)


def threads() -> int:
    """CPU threads that the arithmetic of this process takes."""
    import torch

    return torch.get_num_threads()


def processes() -> int:
    """How many processes `accelerate launch` has started to train together; 1 without it."""
    return launched("WORLD_SIZE", 1)


def launched(name: str, otherwise: int = 0) -> int:
    """A number that `accelerate launch` sets in the environment; `otherwise` without it.

    Raises ConfigError for what is no number from 0.
    """
    value = os.environ.get(name, str(otherwise))
    if not value.isdecimal():  # an empty one would stop accelerate, too
        raise ConfigError(f"{name} = {value!r} in the environment is no number: unset it")
    return int(value)


def follows(learner: LearnerConfig) -> bool:
    """Whether this process was started to train beside the one that leads.

    See `codeit.policy.learning.team`. Raises ConfigError if it was, but the settings do not say
    that training is shared.
    """
    if processes() > 1 and not learner.distributed:
        raise ConfigError(
            "several processes were started, but learner.distributed is false: every one of them"
            " would begin the same run. Begin it with --set learner.distributed=true, or start one"
            " process"
        )
    return processes() > 1 and launched("RANK") > 0


def follow(
    policy: PolicyConfig, learner: LearnerConfig, seed: int = 0, domain: Domain | None = None
) -> None:
    """Build what `build_policy` builds, and learn beside the process that leads until it ends."""
    cap_kernel_cache()
    from codeit.policy.building import build

    build(policy, learner, seed, domain)[1].follow()
