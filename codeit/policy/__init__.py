"""The policy: the model that proposes programs, and the learner that improves it.

Importing this package does not import torch; `build_policy` does.
"""

from codeit.policy.interface import Learner, LearnerConfig, Policy, PolicyConfig

__all__ = ["build_policy"]


def build_policy(
    policy: PolicyConfig, learner: LearnerConfig | None = None, seed: int = 0
) -> tuple[Policy, Learner]:
    """A policy and the learner that shares its weights.

    `seed` draws the weights of `checkpoint = "none"`. Raises CheckpointError if the checkpoint
    cannot be loaded, with what to do about it.
    """
    from codeit.policy.building import build

    return build(policy, learner or LearnerConfig(), seed)
