"""What keeps a primitive's body from building or doing more than it may.

Bodies ask here before they make something large, and look at the clock in loops that can be long.
Between executions a generous allowance applies, so that bodies can be called directly; the
reference engine sets one for each execution.
"""

from dataclasses import dataclass
from time import thread_time

from arc_dsl.errors import ExecutionError, StepLimit, TimeLimit, ValueTooLarge

__all__ = ["ALLOWANCE", "Allowance", "check_integer", "check_size", "look", "pay"]

MAX_INTEGER = 1 << 63
"""Integers stay below this in magnitude; nothing in ARC comes near."""
PARTS_OF_A_STEP = 64
"""Members that are read or made for the price of one call."""


@dataclass(slots=True)
class Allowance:
    """What the execution that is going on may still use."""

    parts: int = 1 << 62
    """Parts of steps that are left: see `PARTS_OF_A_STEP`."""
    size: int = 10_000_000
    """Most members, or cells of a grid, that a value may have."""
    until: float = float("inf")
    """CPU time of this thread, in seconds, at which the execution must end."""


ALLOWANCE = Allowance()


def pay(parts: int) -> None:
    """Count parts of steps. Raises StepLimit when they are used up, TimeLimit when the time is."""
    ALLOWANCE.parts -= parts
    if ALLOWANCE.parts < 0:
        raise StepLimit("more steps than allowed")
    look()


def look() -> None:
    """Look at the clock. Raises TimeLimit if the time is used up."""
    if thread_time() > ALLOWANCE.until:
        raise TimeLimit("more CPU seconds than allowed")


def check_size(members: int) -> None:
    """Refuse a value of that many members, before it is made. Raises ValueTooLarge."""
    if members > ALLOWANCE.size:
        raise ValueTooLarge(f"a value of {members} members, more than a value may have")


def check_integer(number: int) -> int:
    """The number itself. Raises ExecutionError if it has more than 63 bits."""
    if -MAX_INTEGER < number < MAX_INTEGER:
        return number
    raise ExecutionError("an integer of more than 63 bits")
