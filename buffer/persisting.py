"""Storing a step although the server goes away: the transaction is begun again, or found done.

A connection that breaks at a commit leaves open whether the server has committed, so what tells is
the database itself, asked once it is back.
"""

import time
from collections.abc import Callable

from buffer.errors import BufferInUse, BufferLocked, BufferReadOnly, BufferUnavailable
from buffer.replay import ReplayBuffer

__all__ = ["persist"]

TRIES = 6
"""How often a step is tried: with pauses of 1, 2, 4, 8 and 16 seconds, a restart of a server."""

_LASTING = (BufferInUse, BufferLocked, BufferReadOnly)
"""What waiting does not mend, or has been waited for already."""


def persist(
    buffer: ReplayBuffer,
    store: Callable[[], object],
    is_stored: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Run `store` in one transaction; if a server is lost meanwhile, again once it is back.

    `store` may be called several times, and `is_stored` tells whether one of them took effect.
    Raises what `store` raises, and BufferUnavailable if the server stays away.
    """
    pause = 1.0
    for left in reversed(range(TRIES)):
        try:
            with buffer.transaction():
                store()
        except BufferUnavailable as error:
            if buffer.store.dialect == "sqlite" or isinstance(error, _LASTING) or not left:
                raise
        else:
            return
        sleep(pause)
        pause *= 2
        if _found(buffer, is_stored):
            return


def _found(buffer: ReplayBuffer, is_stored: Callable[[], bool]) -> bool:
    """Whether the step is stored; False, too, if the server is still away."""
    try:
        buffer.store.hold_again()
        buffer.reload()
        return is_stored()
    except _LASTING:
        raise
    except BufferUnavailable:
        return False
