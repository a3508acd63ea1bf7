"""A proposed program, before anybody ran it: what every proposer yields."""

from dataclasses import dataclass

from arc_dsl import Program
from buffer.experience import Origin

__all__ = ["Candidate"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program proposed for one task."""

    task_id: str
    program: Program
    origin: Origin
    parent: str | None = None
    """Canonical text of the program it was grown from, if any."""
    log_probability: float | None = None
    """Natural logarithm of its probability under the policy that proposed it."""
    nats: float | None = None
    """Description length as the proposer estimates it, if it does."""
    family: str = ""
    """Of several ways in which one origin finds programs, which; empty if there is one."""
