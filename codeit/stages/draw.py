"""Draw: which experiences the learner is shown, part from search tasks, part from training ones.

Two rules. `priority` is the paper's: in proportion to the score, so that programs with no
demonstration right come only after all others. `bands` mends what that leads to: within three
meta-iterations 554 right answers were 99 behaviours of 10 tasks, the hindsight that teaches most
had fallen from 2,727 to 440 of 4,096, and three quarters of the tokens belonged to programs longer
than the policy can write. With it

- one program represents all of equal behaviour on a task: the shortest,
- only programs that the policy could write are drawn,
- a task gives at most so many,
- and a share of each side is kept for hindsight (no demonstration right).

`uniform` is `bands` without regard to the score (ablation A3).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from buffer.behaviours import Known
from buffer.experience import Experience, ExperienceId, Origin
from buffer.replay import ReplayBuffer
from codeit.rng import derive
from codeit.run.config import ReplayConfig

__all__ = ["Drawn", "Side", "composition", "draw"]


@dataclass(frozen=True, slots=True)
class Side:
    """The tasks of one side of the draw, and who may have found what is drawn of them."""

    name: str
    """`found` for search tasks, `given` for training tasks: also its generator's."""
    tasks: frozenset[str]
    origins: frozenset[Origin] | None = None
    """None for all."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw and what it is made of."""

    experiences: tuple[Experience, ...]
    figures: Mapping[str, float | None]
    """See `composition`."""


def draw(
    buffer: ReplayBuffer,
    sides: tuple[Side, Side],
    config: ReplayConfig,
    counts: tuple[int, float],
    seed: int,
    number: int,
    max_lines: int,
) -> Drawn:
    """The draw of meta-iteration `number`; `seed` is the run's.

    `counts` are how many in all, and the share of the first side. Where one side has too little
    the other makes up for it. `max_lines` is the longest program that the policy may write.
    """
    total, share = counts
    pools = [_Pool(buffer, side, config, max_lines) for side in sides]
    wanted = round(total * share)
    first = min(pools[0].size, max(wanted, total - pools[1].size))
    second = min(pools[1].size, total - first)
    ids = [
        drawn
        for pool, side, count in zip(pools, sides, (first, second), strict=True)
        for drawn in pool.draw(count, derive(seed, side.name, number))
    ]
    experiences = tuple(buffer.contents(ids)) if ids else ()
    return Drawn(experiences, composition(experiences, sides[0].tasks, max_lines))


class _Pool:
    """What can be drawn of one side."""

    def __init__(
        self, buffer: ReplayBuffer, side: Side, config: ReplayConfig, max_lines: int
    ) -> None:
        self._buffer, self._side, self._config = buffer, side, config
        if config.rule == "priority":
            self.size = buffer.count(tasks=side.tasks, origins=side.origins)
            return
        self._known = _representatives(
            buffer.behaviours.known(), side, max_lines if config.writable else None
        )
        held = Counter(self._known.tasks.tolist())
        self._cap = config.per_task or max(held.values(), default=0)
        self.size = sum(min(count, self._cap) for count in held.values())

    def draw(self, count: int, seed: int) -> list[ExperienceId]:
        """At most `count` ids."""
        if not count:
            return []
        if self._config.rule == "priority":
            return self._buffer.draw_ids(
                count, tasks=self._side.tasks, origins=self._side.origins, seed=seed
            )
        return self._draw_bands(count, seed)

    def _draw_bands(self, count: int, seed: int) -> list[ExperienceId]:
        order = self._order(seed)
        right = self._known.scores[order] > 0
        if self._config.rule == "uniform":
            bands = [order]
            quotas = [count]
        else:
            least = round(count * self._config.hindsight)
            bands = [order[right], order[~right]]
            quotas = [count - least, least]
        taken: Counter[str] = Counter()
        chosen: list[int] = []
        left: list[list[int]] = []
        for band, quota in zip(bands, quotas, strict=True):
            got, over = self._take(band.tolist(), quota, taken)
            chosen += got
            left.append(over)
        for over in reversed(left):  # what one band lacks the other gives, hindsight first
            got, _ = self._take(over, count - len(chosen), taken)
            chosen += got
        return [ExperienceId(int(self._known.ids[position])) for position in chosen]

    def _take(
        self, band: Sequence[int], quota: int, taken: Counter[str]
    ) -> tuple[list[int], list[int]]:
        """The first of a band that the cap allows, up to the quota; and the rest."""
        got: list[int] = []
        for at, position in enumerate(band):
            if len(got) == quota:
                return got, list(band[at:])
            task = str(self._known.tasks[position])
            if taken[task] < self._cap:
                taken[task] += 1
                got.append(position)
        return got, []

    def _order(self, seed: int) -> NDArray[np.int64]:
        """All positions, one after another by priority without replacement; of none, at random."""
        generator = np.random.default_rng(seed)
        keys = generator.exponential(size=len(self._known.ids))
        if self._config.rule == "uniform":
            return np.argsort(keys, kind="stable")
        index = self._buffer.index
        weights = index.priorities(np.searchsorted(index.ids, self._known.ids))
        with np.errstate(divide="ignore"):
            heights = np.where(weights > 0, keys / weights, np.inf)
        return np.lexsort((keys, heights))


def _representatives(known: Known, side: Side, max_lines: int | None) -> Known:
    """The shortest program of each behaviour on the side's tasks, in the order of ids."""
    chosen = np.isin(known.tasks, sorted(side.tasks))
    if side.origins is not None:
        codes = [code for code, origin in enumerate(Origin) if origin in side.origins]
        chosen &= np.isin(known.origins, codes)
    if max_lines is not None:
        chosen &= known.lines <= max_lines
    mine = known.take(chosen)
    order = np.lexsort((mine.ids, mine.characters, mine.behaviours))
    first = np.ones(len(order), bool)
    first[1:] = mine.behaviours[order][1:] != mine.behaviours[order][:-1]
    return mine.take(np.sort(order[first]))


def composition(
    experiences: Sequence[Experience], searched: Collection[str], max_lines: int
) -> dict[str, float | None]:
    """What a draw is made of; its names are those of `codeit.results.metrics.METRICS`."""
    behaviours = Counter((e.task_id, e.outputs) for e in experiences)
    lines = [e.program.count("\n") + 1 for e in experiences]
    long = [count for count in lines if count > max_lines]
    found = [e for e in experiences if e.task_id in searched]
    return {
        "drawn": len(experiences),
        "drawn_behaviours": len(behaviours),
        "drawn_tasks": len({e.task_id for e in experiences}),
        "drawn_hindsight": sum(e.score == 0 for e in experiences),
        "drawn_found": len(found),
        "drawn_found_hindsight": sum(e.score == 0 for e in found),
        "drawn_found_by_policy": sum(e.origin is Origin.POLICY for e in found),
        "drawn_long_share": len(long) / len(lines) if lines else None,
        "drawn_long_line_share": sum(long) / sum(lines) if lines else None,
    }
