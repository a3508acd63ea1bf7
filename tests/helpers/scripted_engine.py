"""An engine for pool tests whose programs do what the name of their first function says.

It stands in for the interpreter inside the workers, so that a test can make a worker hang, die or
run out of memory at will, in milliseconds.
"""

import os
import signal
import sys
import time
from hashlib import blake2b

from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program

FINE, FAILS, SPINS, SLOW, KILLED, EXITS, HUNGRY, LEAKS, TORCH, STOPS = (
    f"O = {name}(I)"
    for name in (
        "rot90",
        "first",
        "hmirror",
        "vmirror",
        "dmirror",
        "cmirror",
        "palette",
        "leastcolor",
        "mostcolor",
        "tophalf",
    )
)
"""Program texts: give a grid, an error, never end, take 20 ms of CPU, die of SIGKILL, exit with
3, ask for more memory than there may be, leave no memory to the next (and are innocent), say
whether torch is loaded, and stop without using any time."""


def digest(grid: PlainGrid) -> bytes:
    return blake2b(repr(grid).encode(), digest_size=16).digest()


class ScriptedEngine:
    def __init__(self, grid: PlainGrid, limits: Limits) -> None:
        self.grid = grid
        self.limits = limits

    def run(self, program: Program) -> Outcome:
        match str(program):
            case text if text == FAILS:
                return Outcome(Kind.ERROR, line=1, message="as asked")
            case text if text == SPINS:
                while True:
                    pass
            case text if text == SLOW:
                end = time.process_time() + 0.02
                while time.process_time() < end:
                    pass
            case text if text == KILLED:
                os.kill(os.getpid(), signal.SIGKILL)
            case text if text == EXITS:
                os._exit(3)
            case text if text == HUNGRY:
                return _allocated(2 * self.limits.memory_mb * 2**20)
            case text if text == LEAKS:
                return _kept(int(0.7 * self.limits.memory_mb * 2**20))
            case text if text == STOPS:
                os.kill(os.getpid(), signal.SIGSTOP)
            case text if text == TORCH:
                return Outcome(Kind.OK, ((int("torch" in sys.modules),),))
        return Outcome(Kind.OK, self.grid)

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        outcome = self.run(program)
        return outcome.kind, b"" if outcome.grid is None else digest(outcome.grid)


_LEAKED: list[bytearray] = []


def _allocated(size: int) -> Outcome:
    try:
        bytearray(size)
    except MemoryError:
        return Outcome(Kind.MEMORY, message="out of memory")
    return Outcome(Kind.OK, ((1,),))


def _kept(size: int) -> Outcome:
    try:
        _LEAKED.append(bytearray(size))
    except MemoryError:
        return Outcome(Kind.MEMORY, message="out of memory")
    return Outcome(Kind.OK, ((2,),))
