"""The ablations: what each leaves out, as settings.

A1 to A6 are the paper's (CodeIt, section 3.4); A7 is the control that says what learning adds: the
same policy, frozen, with the effort of learning spent on more samples and mutants instead.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

__all__ = ["ABLATIONS", "changes"]

ABLATIONS: Mapping[str, str] = MappingProxyType(
    {
        "A1": "no expert iteration: the policy's finds neither enter the buffer nor become parents",
        "A2": "no relabelling on search tasks: only what is right on all demonstrations is kept",
        "A3": "no priority: draws without regard to the score",
        "A4": "no pretraining: random weights",
        "A5": "one demonstration in the prompt",
        "A6": "no mutants at all",
        "A7": "no learning: the policy stays frozen, its effort goes into samples and mutants",
    }
)
"""What each leaves out."""


def changes(name: str, rule: str) -> dict[str, Any]:
    """The settings of an ablation, by dotted name; `rule` is the run's `replay.rule`."""
    uniform: dict[str, Any] = {
        f"buffer.{term}_weight": 0.0 for term in ("score", "length", "age", "distance")
    }
    if rule != "priority":
        uniform["replay.rule"] = "uniform"
    return {
        "A1": {"loop.expert_iteration": False},
        "A2": {"loop.relabel": False},
        "A3": uniform,
        "A4": {"policy.checkpoint": "none"},
        "A5": {"policy.demonstrations": 1},
        "A6": {"mutation.per_iteration": 0, "mutation.own_task": 0, "near.per_task": 0},
        "A7": {"frozen.learning": True},
    }[name]
