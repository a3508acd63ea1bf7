"""What the loop must know to go on, beside the buffer and the checkpoint: small, saved each step.

Generators are not in it: they are derived from the seed and the names of stages (`codeit.rng`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from buffer.experience import Experience, Origin
from codeit.results.leaders import Leaders

__all__ = ["LOOP", "LoopState"]

LOOP = "loop"
"""The name under which the buffer keeps it."""


@dataclass(slots=True)
class LoopState:
    """The budget used so far, and the best programs of every search task."""

    gathered: int = -1
    """The last meta-iteration whose experiences are stored; -1 before the seeds were tried."""
    executed: int = 0
    """Programs executed on a task so far, whoever proposed them: the budget. One whose text tells
    that it is wrong there counts too."""
    leaders: Leaders = field(default_factory=Leaders)
    """Best of everything found: the cumulative figure."""
    policy_leaders: Leaders = field(default_factory=Leaders)
    """Best of the policy's samples: the policy-cumulative figure."""
    latest_leaders: Leaders = field(default_factory=Leaders)
    """Best of the last meta-iteration's samples: the policy-only figure."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Figures of the last gathering, kept until its meta-iteration is finished."""

    def after(self, number: int, executed: int, found: Sequence[Experience]) -> "LoopState":
        """The state after gathering; `found` are the experiences on search tasks."""
        sampled = [e for e in found if e.origin is Origin.POLICY]
        latest = Leaders()
        latest.add(sampled)
        return LoopState(
            number,
            self.executed + executed,
            self.leaders.joined(found),
            self.policy_leaders.joined(sampled),
            latest,
        )

    def dump(self) -> bytes:
        """As bytes; `LoopState.parse` reads them."""
        tree = {
            "gathered": self.gathered,
            "executed": self.executed,
            "leaders": self.leaders.dump(),
            "policy_leaders": self.policy_leaders.dump(),
            "latest_leaders": self.latest_leaders.dump(),
            "figures": dict(self.figures),
        }
        return json.dumps(tree).encode()

    @classmethod
    def parse(cls, data: bytes | None) -> "LoopState":
        """From what `dump` wrote; None is the beginning."""
        if data is None:
            return cls()
        tree = json.loads(data)
        leaders = {
            name: Leaders.parse(tree[name])
            for name in ("leaders", "policy_leaders", "latest_leaders")
        }
        return cls(
            gathered=tree["gathered"],
            executed=tree["executed"],
            figures=tree["figures"],
            **leaders,
        )
