"""What one unit of each stage costs, measured here: CPU seconds of workers and driver, bytes.

Training tasks and their seeds alone. Stages that are spread are measured with one worker, so that
nothing waits for anything but its own work; CPU time, not wall time, so that other work on the
machine does not count.
"""

import pickle
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.foresight.forecasting import forecast
from arc_dsl.generate.mutation import mutate
from arc_dsl.program import Program
from benchmarks.scaling.writers import BATCH, experiences
from benchmarks.watching import Watch
from buffer.experience import Experience, Origin
from buffer.replay import ReplayBuffer
from codeit.domains.interface import Executor
from codeit.policy import build_policy
from codeit.policy.interface import PolicyConfig
from codeit.policy.sampling import Portable, SampleUnit, drawn
from codeit.proposers.candidate import Candidate
from codeit.search.interface import View
from codeit.search.material import material_of
from codeit.search.solving import Searched, Searcher
from codeit.stages.execute import QUICK_SIZE, QUICK_STEPS, Trial, execute
from codeit.stages.relabel import relabel_all
from codeit.stages.screening import Effort, evaluate
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["Material", "Stage", "checkpoint_bytes", "measured", "pairs_of", "screen", "try_own"]

SEED = 20261127
_WARMING = 1
"""Number of the material that is not measured."""
SEARCH_STEPS = 25_000
"""Of a task in a later meta-iteration of preset cpu."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What one item of a stage costs."""

    worker: float = 0.0
    """CPU seconds where it is done."""
    driver: float = 0.0
    """CPU seconds of the driver, which does them one after another."""
    sent: float = 0.0
    """Bytes to the worker."""
    received: float = 0.0
    """Bytes back."""


@dataclass(frozen=True, slots=True)
class Material:
    """Tasks and programs to measure with; another `number` gives others."""

    tasks: tuple[Task, ...]
    mutants: tuple[Program, ...]
    candidates: tuple[Candidate, ...]
    """Mutants of seeds, each for its seed's own task."""

    @classmethod
    def of(cls, number: int, tasks: int = 40, mutants: int = 2_000) -> "Material":
        """That of one number from 0 to 7."""
        training, seeds = load_tasks("arc1", "training"), load_seeds()
        chosen = list(training.values())[number::8][:tasks]
        rng = random.Random(SEED + number)
        programs = list(seeds.values())
        made: dict[Program, None] = {}
        while len(made) < mutants:
            made[mutate(rng.choice(programs), rng)] = None
        own = [
            Candidate(task.id, mutate(seeds[task.id], rng), Origin.POLICY)
            for task in chosen
            if task.id in seeds
            for _ in range(24)
        ]
        return cls(tuple(chosen), tuple(made), tuple(own))


def screen(material: Material, executor: Executor) -> int:
    """Try all mutants on all tasks, as mutation does; how many pairs that is."""
    effort = Effort(QUICK_STEPS, QUICK_SIZE, executor.limits.seconds)
    for _ in evaluate(material.mutants, material.tasks, executor, effort=effort):
        pass
    return pairs_of(material)


def try_own(material: Material, executor: Executor) -> list[Trial]:
    """Execute all candidates on their own tasks."""
    tasks = {task.id: task for task in material.tasks}
    return list(execute(material.candidates, tasks, executor, lambda done, total: None))


def measured(material: Material) -> dict[str, Stage]:
    """The costs of an item of every stage, by its name."""
    foreseeing = _timed(lambda: [forecast(program) for program in material.mutants])
    with Pool(1) as pool:
        warming = Material.of(_WARMING, tasks=4, mutants=200)
        screen(warming, pool)  # what is met for the first time takes several times as long
        try_own(warming, pool)
        screening = _spread(pool, lambda: screen(material, pool))
        trials: list[Trial] = []

        def execute_all() -> int:
            trials.extend(try_own(material, pool))
            return len(trials)

        executing = _spread(pool, execute_all)
    tasks = {task.id: task for task in material.tasks}
    found: list[Experience] = []
    relabelling = _timed(lambda: found.extend(relabel_all(trials, tasks, 1, "none")))
    job = Job(Batch.of(material.mutants), material.tasks[0].inputs[:1])
    outcomes = [trial.outcomes for trial in trials]
    # What is told of a mutant from its text is told once, however many tasks there are.
    apart = max(screening.driver - foreseeing / pairs_of(material), 0.0)
    return {
        "foreseeing": Stage(driver=foreseeing / len(material.mutants)),
        "screening": replace(
            screening,
            driver=apart,
            sent=_size(tuple(range(job.programs))) / job.programs,
            received=17.0,
        ),
        "executing": replace(
            executing,
            sent=_size([str(c.program) for c in material.candidates]) / len(trials),
            received=_size(outcomes) / len(trials),
        ),
        "sampling": _sampling(material.tasks[:8]),
        "searching": _searching(material.tasks[:6]),
        "relabelling": Stage(driver=relabelling / max(len(trials), 1)),
        "storing": _storing(),
    }


def pairs_of(material: Material) -> int:
    """Mutants times tasks."""
    return len(material.mutants) * len(material.tasks)


def _spread(pool: Pool, action: Callable[[], int]) -> Stage:
    """Costs of an item of what the pool's only worker does, and this process for it."""
    with Watch(pool) as watch:
        began = time.process_time()
        items = action()
        driver = time.process_time() - began
        time.sleep(0.05)  # for a last look at the worker's clock
    return Stage(watch.cpu_seconds / items, driver / items)


def _sampling(tasks: Sequence[Task], samples: int = 24) -> Stage:
    """Of one sample, by the shipped policy on the CPU."""
    policy, _ = build_policy(PolicyConfig(device="cpu", threads=1))
    unit = SampleUnit(tuple(tasks), samples, SEED)
    drawn(policy, replace(unit, samples=2))  # kernels are made once
    answers: list[Any] = []
    seconds = _timed(lambda: answers.extend(drawn(policy, unit)))
    count = sum(map(len, answers))
    packed = pickle.dumps(answers)
    return Stage(
        seconds / count,
        _timed(lambda: pickle.loads(packed)) / count,  # noqa: S301  # our own
        _size(unit) / count,
        len(packed) / count,
    )


def _searching(tasks: Sequence[Task]) -> Stage:
    """Of one task; its own seed is no material."""
    searcher = Searcher(material_of(load_seeds(), load_tasks("arc1", "training"),
                                    {task.id for task in tasks}))  # fmt: skip
    searcher.search(View.of(tasks[0]), 1_000, 3)  # what is made once
    found: list[Searched] = []
    seconds = _timed(
        lambda: found.extend(searcher.search(View.of(t), SEARCH_STEPS, 3) for t in tasks)
    )
    return Stage(seconds / len(tasks), 0.0, _size(tasks) / len(tasks), _size(found) / len(tasks))


def _storing() -> Stage:
    """Of one experience, in an SQLite file."""
    batches = [experiences(0, number, BATCH) for number in range(3)]
    with (
        tempfile.TemporaryDirectory() as folder,
        ReplayBuffer.open(Path(folder) / "b.sqlite") as buffer,
    ):
        buffer.add(batches[0])
        seconds = _timed(lambda: [buffer.add(batch) for batch in batches[1:]])
    return Stage(driver=seconds / (2 * BATCH))


def checkpoint_bytes() -> int:
    """What an actor fetches once a meta-iteration: the shipped policy's weights."""
    policy, _ = build_policy(PolicyConfig(device="cpu", threads=1))
    assert isinstance(policy, Portable)
    with tempfile.TemporaryDirectory() as scratch:
        policy.pack(Path(scratch) / "policy")
        return sum(file.stat().st_size for file in (Path(scratch) / "policy").iterdir())


def _timed(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began


def _size(value: object) -> int:
    return len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
