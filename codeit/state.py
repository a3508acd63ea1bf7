"""What the loop must know to go on, beside the buffer and the checkpoint: small, saved each step.

Generators are not in it: they are derived from the seed and the names of stages (`codeit.rng`).
"""

import json
from dataclasses import dataclass, field

from codeit.leaders import Leaders

__all__ = ["LoopState"]


@dataclass(slots=True)
class LoopState:
    """The budget used so far, and the best programs of every task."""

    executed: int = 0
    """Programs executed on a task so far, whoever proposed them."""
    leaders: Leaders = field(default_factory=Leaders)
    """Best of everything found: the cumulative figure."""
    policy_leaders: Leaders = field(default_factory=Leaders)
    """Best of the policy's samples: the policy-cumulative figure."""
    latest_leaders: Leaders = field(default_factory=Leaders)
    """Best of the last meta-iteration's samples: the policy-only figure."""

    def dump(self) -> bytes:
        """As bytes; `LoopState.parse` reads them."""
        tree = {
            "executed": self.executed,
            "leaders": self.leaders.dump(),
            "policy_leaders": self.policy_leaders.dump(),
            "latest_leaders": self.latest_leaders.dump(),
        }
        return json.dumps(tree).encode()

    @classmethod
    def parse(cls, data: bytes) -> "LoopState":
        """From what `dump` wrote; empty bytes are the beginning."""
        if not data:
            return cls()
        tree = json.loads(data)
        return cls(
            tree["executed"],
            Leaders.parse(tree["leaders"]),
            Leaders.parse(tree["policy_leaders"]),
            Leaders.parse(tree["latest_leaders"]),
        )
