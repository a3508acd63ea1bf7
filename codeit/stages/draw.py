"""Draw: which experiences the learner is shown, part from search tasks, part from training ones."""

from collections.abc import Collection

from buffer.experience import Experience
from buffer.replay import ReplayBuffer
from codeit.rng import derive
from codeit.run.config import LoopConfig

__all__ = ["draw"]


def draw(
    buffer: ReplayBuffer,
    searched: Collection[str],
    trained: Collection[str],
    config: LoopConfig,
    seed: int,
    number: int,
) -> list[Experience]:
    """The prioritised draw of meta-iteration `number`; `seed` is the run's.

    Where one side has too little the other makes up for it.
    """
    held = {True: buffer.count(tasks=searched), False: buffer.count(tasks=trained)}
    wanted = round(config.draw * config.found_share)
    found = min(held[True], max(wanted, config.draw - held[False]))
    given = min(held[False], config.draw - found)
    return [
        *(buffer.draw(found, tasks=searched, seed=derive(seed, "found", number)) if found else ()),
        *(buffer.draw(given, tasks=trained, seed=derive(seed, "given", number)) if given else ()),
    ]
