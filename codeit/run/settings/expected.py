"""About how long the stages of a run take: what the time left is reckoned from at first.

The seconds of one unit were measured on two cores on 27 November 2026 with the shipped policy.
`codeit.cli.time_left` corrects them by how long the stages before have really taken. Nothing of a
run depends on it.
"""

import os
from collections.abc import Mapping, Sequence

from codeit.run.config import RunConfig

__all__ = ["expected"]

SAMPLE = 6e-3
"""Seconds of one sample, 24 at a time; some cheaper if there are more."""
FRESH = 1.3
"""Samples drawn for one that is kept, once much is known (`policy.fresh`)."""
EXAMPLE = 9.5e-3
"""Seconds of learning from one experience."""
STEP = 1.6e-5
"""CPU seconds of a step of search, all families together."""
SEARCH = 0.1
"""CPU seconds that a search of a task takes however few its steps."""
GROWN = 0.8e-3
"""Seconds to grow a mutant."""
TRIED = 7e-6
"""CPU seconds to try a mutant on a task."""
JUDGED = 0.01
"""Seconds to judge a task."""


def expected(config: RunConfig, tasks: int) -> Sequence[Mapping[str, float]]:
    """Seconds of the longer stages by name, for every meta-iteration from 0; `tasks` are searched.

    Empty for a domain without such measurements.
    """
    if config.domain != "grids":
        return ()
    workers = config.execution.workers or os.cpu_count() or 1
    beginning = {"looking for the nearest seeds": 0.02 * tasks / workers, "judging": JUDGED * tasks}
    later = [
        _meta_iteration(config, tasks, workers, number)
        for number in range(1, config.loop.meta_iterations + 1)
    ]
    return [beginning, *later]


def _meta_iteration(config: RunConfig, tasks: int, workers: int, number: int) -> dict[str, float]:
    search, mutants = config.search, config.mutation.per_iteration
    steps = search.steps if number == 1 else search.steps * search.later
    fresh = FRESH if config.policy.fresh and number > 1 else 1.0
    sampled = tasks * config.policy.samples * (config.proposer == "model")
    learnt = config.loop.draw * config.learner.epochs * (not config.frozen.learning)
    return {
        "sampling from the policy": SAMPLE * fresh * sampled,
        "searching": (SEARCH + STEP * steps) * tasks / workers if steps else 0.0,
        "growing mutants": GROWN * mutants,
        "growing mutants of the seeds": GROWN * config.mutation.own_task,
        "trying mutants": TRIED * mutants * tasks / workers,
        "growing near misses": GROWN * config.near.per_task * tasks,
        "learning": EXAMPLE * learnt * (config.proposer == "model"),
        "judging": JUDGED * tasks,
    }
