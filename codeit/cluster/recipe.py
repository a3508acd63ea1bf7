"""What an actor needs to know to build the policy that the driver has, beside its weights."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codeit.domains.choosing import domain_named
from codeit.policy import build_policy
from codeit.policy.interface import Policy, PolicyConfig
from codeit.policy.scripted import ScriptedPolicy
from codeit.proposers.canonical import CanonicalPolicy

__all__ = ["Recipe"]

_LAUNCHERS = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
"""What `accelerate launch` tells the processes that learn together: an actor is none of them."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of a run that decide its samples."""

    scripted: bool
    policy: PolicyConfig
    domain: str
    canonical: bool
    """Whether tasks are brought into a standard position before the policy sees them."""
    threads: int
    """CPU threads of the driver's arithmetic: with others, log-probabilities differ in the
    seventh digit."""

    def actors(self, has: Mapping[str, float]) -> int:
        """How many actors a node with these resources is to have: at least one."""
        if self.on_gpu(has):
            return int(has["GPU"])
        return max(1, int(has.get("CPU", 1)) // self.threads)

    def on_gpu(self, has: Mapping[str, float]) -> bool:
        """Whether actors on a node take a GPU each."""
        wanted = self.policy.device == "auto" or self.policy.device.startswith("cuda")
        return wanted and not self.scripted and has.get("GPU", 0) >= 1

    def build(self, folder: Path) -> tuple[Policy, Policy]:
        """The policy that was packed into a folder, bare and as samples are drawn from it."""
        if self.scripted:
            recited = ScriptedPolicy([])
            recited.unpack(folder)
            return recited, recited
        for name in _LAUNCHERS:
            os.environ.pop(name, None)
        device = "cuda" if self.policy.device.startswith("cuda") else self.policy.device
        own = self.policy.model_copy(
            update={"checkpoint": str(folder), "threads": self.threads, "device": device}
        )
        bare, _ = build_policy(own, domain=domain_named(self.domain))
        return bare, CanonicalPolicy(bare) if self.canonical else bare
