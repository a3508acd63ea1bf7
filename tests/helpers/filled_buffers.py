"""A buffer with some of everything in it."""

from experiences import an_experience, experiences

from buffer.experience import MetaIteration, Origin, Solution
from buffer.replay import ReplayBuffer
from data.tasks import Pair, Task

__all__ = ["GRID", "fill"]

GRID = ((1, 2), (3, 4))


def fill(buffer: ReplayBuffer) -> None:
    buffer.add_tasks([Task("plain", (Pair(GRID, GRID),), ())])
    with buffer.transaction():
        buffer.add(experiences(0, 60))
        e = an_experience(3)
        buffer.record_solution(Solution(e.task_id, e.program, e.origin, 1, 10))
        buffer.record_outcomes(1, Origin.POLICY, {"ok": 6, "error": 2})
        buffer.finish_meta_iteration(MetaIteration(0, {"solved": 1}, b"state"))
        buffer.set_state("loop", b"{}")
