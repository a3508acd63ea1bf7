"""What a run is made from: training tasks, search tasks and seed programs, resolved and checked.

No test output is read here. The contamination guard stops a run whose seeds or training inputs
contain a task of its search set, under whatever id.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from arc_dsl import Program
from arc_dsl.errors import TypeMismatch
from arc_dsl.types.inference import infer
from codeit.errors import ConfigError
from codeit.run.config import DataConfig, RunConfig
from codeit.run.hold_out import HELD_OUT, divide
from codeit.run.settings.paths import SHIPPED
from codeit.run.trained_on import trained_on
from data.errors import ContaminationError, DataError, SeedError, SplitNotFound, plain
from data.guard import canonical_hash, check
from data.loading import load_tasks
from data.paths import expanded
from data.seeds import read_seeds
from data.tasks import SPLITS, Split, Task, TaskSet, bounded

__all__ = [
    "Sources",
    "guard_checkpoint",
    "load_sources",
    "pretraining_data",
    "read_spec",
    "read_tasks",
    "search_spec",
    "seeds_fingerprint",
    "sources_of",
    "spread",
    "tasks_fingerprint",
]


@dataclass(frozen=True, slots=True)
class Sources:
    """The tasks and seeds of a run."""

    training: TaskSet
    search: TaskSet
    seeds: Mapping[str, Program]
    """Seed programs by task id. A seed whose task is no training task is only tried and mutated."""
    held: tuple[str, ...] = ()
    """Ids of the training tasks that are held out."""
    kin: tuple[str, ...] = ()
    """Ids of the seeds that are left out for them, beside their own."""
    asked_for: TaskSet | None = None
    """The whole set that search tasks are from, if that is more than them."""
    left_out: tuple[DataError, ...] = ()
    """What could not be read of tasks and seeds, and was passed over."""

    whole: Mapping[str, Task] = field(default_factory=dict)
    """Tasks by id, with all demonstrations, that have more of them than are used."""

    @property
    def asked(self) -> TaskSet:
        """The whole set that search tasks are from: a submission has every one of them."""
        return self.search if self.asked_for is None else self.asked_for

    @property
    def tasks(self) -> dict[str, Task]:
        """Training and search tasks by id; with overlap allowed, the search task wins."""
        return {**self.training, **self.search}

    @property
    def searched(self) -> dict[str, Task]:
        """Search tasks by id, each with all its demonstrations."""
        return {i: self.whole.get(i, task) for i, task in self.search.items()}

    def using(self, most: int) -> "Sources":
        """The same, of each task at most so many demonstrations in use; 0 is all."""
        if not most:
            return self
        training, search = _using(self.training, most), _using(self.search, most)
        cut = {i: task for i, task in self.training.items() if training[i] is not task}
        cut |= {i: task for i, task in self.search.items() if search[i] is not task}
        asked = self.asked
        return replace(self, training=training, search=search, whole=cut, asked_for=asked)

    def fingerprints(self) -> dict[str, str]:
        """Hashes by which a resumed run knows that it still works on the same things."""
        return {
            "training": tasks_fingerprint(self._all(self.training)),
            "search": tasks_fingerprint(self._all(self.search)),
            "seeds": seeds_fingerprint(self.seeds),
            **({"held_out": _digest(self.held)} if self.held else {}),
        }

    def _all(self, tasks: TaskSet) -> TaskSet:
        return TaskSet(tasks.name, [self.whole.get(i, task) for i, task in tasks.items()])


def _using(tasks: TaskSet, most: int) -> TaskSet:
    return TaskSet(tasks.name, [bounded(t, most) for t in tasks.values()], tasks.left_out)


def tasks_fingerprint(tasks: TaskSet) -> str:
    """A hash of tasks in their order, 32 hexadecimal digits."""
    return _digest(f"{i} {canonical_hash(t)}" for i, t in tasks.items())


def seeds_fingerprint(seeds: Mapping[str, Program]) -> str:
    """A hash of seed programs and their ids, 32 hexadecimal digits."""
    return _digest(f"{i}\n{p}" for i, p in sorted(seeds.items()))


def load_sources(config: DataConfig) -> Sources:
    """Read tasks and seeds and guard against contamination.

    Raises ConfigError for a source that cannot be read as such, ContaminationError, and the
    errors of `data` for malformed files.
    """
    skip = config.skip_bad
    all_seeds, no_seeds = _checked_seeds(None if config.seeds == "packaged" else Path(config.seeds))
    if config.search == HELD_OUT and not config.hold_out:
        raise ConfigError("data.search = held_out: say which tasks are, with data.hold_out")
    given = read_tasks(config.training, skip_bad=skip)
    parts = divide(given, all_seeds, config.hold_out, config.hold_out_seed)
    held_out = config.search == HELD_OUT
    asked = parts.held if held_out else read_tasks(config.search, skip_bad=skip)
    search = spread(asked, config.search_limit)
    if not config.allow_overlap:
        _guard(parts.training, search, parts.seeds)
    left_out = tuple(dict.fromkeys((*given.left_out, *asked.left_out, *no_seeds)))
    held = tuple(parts.held)
    sources = Sources(parts.training, search, parts.seeds, held, parts.kin, asked, left_out)
    return sources.using(config.max_pairs)


def search_spec(config: DataConfig) -> tuple[str, Split | None]:
    """Source and split of the search tasks: where their test outputs are."""
    return read_spec(config.training if config.search == HELD_OUT else config.search)


def sources_of(config: RunConfig) -> Sources:
    """What a run is made from, by its domain.

    Raises what `load_sources` does.
    """
    if config.domain == "sequence":
        from codeit.domains.sequence.sources import generated

        own = config.sequence
        training, search, seeds = generated(
            own.sequences,
            own.pool,
            own.bases,
            config.seed,
            tokens=config.policy.program_tokens,
            lines=config.policy.max_lines,
            known=trained_on(expanded(config.policy.checkpoint)),
        )
        return Sources(training, search, seeds)
    return load_sources(config.data)


def guard_checkpoint(config: RunConfig, search: TaskSet) -> None:
    """Stop a run that begins with a policy that was trained on its search tasks.

    A checkpoint says itself what it was trained on; the shipped one, if it does not, on all
    training tasks of arc1. Sequences that a checkpoint knows are not drawn to be searched for
    (`sources_of`). Raises ContaminationError, unless the overlap is allowed.
    """
    if config.domain != "grids" or config.proposer != "model" or config.data.allow_overlap:
        return
    name = config.policy.checkpoint
    shipped = name == "shipped" or expanded(name).resolve() == SHIPPED
    known = trained_on(SHIPPED if shipped else expanded(name))
    try:
        if known:
            _demand_unknown(known, search)
        elif shipped:
            check(load_tasks("arc1", "training").values(), search.values())
    except ContaminationError as error:
        what = "the shipped policy" if shipped else f"policy.checkpoint = {name}"
        raise ContaminationError(
            f"{what} knows the search set: {error}; set policy.checkpoint=none, or"
            " data.allow_overlap=true if you mean it"
        ) from None


def _demand_unknown(known: frozenset[str], search: TaskSet) -> None:
    shared = [i for i, task in search.items() if canonical_hash(task) in known]
    if shared:
        raise ContaminationError(
            f"it was trained on {len(shared)} of its tasks, such as {shared[0]}"
        )


def pretraining_data(
    spec: str, seeds: Path | None, hold_out: str = "", hold_out_seed: int = 17
) -> tuple[TaskSet, Mapping[str, Program]]:
    """Tasks and seeds for a training that no search set belongs to: nothing of any evaluation set.

    Of a source that has a training split only that is taken; `hold_out` is that of a run
    (`DataConfig.hold_out`). Raises ConfigError or ContaminationError for what is not for training,
    and the errors of `data`.
    """
    source, split = read_spec(spec)
    if split == "evaluation":
        raise ConfigError(f"tasks = {spec}: a policy is never trained on evaluation tasks")
    if source == "arc2":
        raise ConfigError(
            "tasks = arc2: its training split holds evaluation tasks of arc1; use arc1"
        )
    tasks = load_tasks(source, split) if split else _part(source, "training") or load_tasks(source)
    programs, _ = _checked_seeds(seeds)
    evaluation = [load_tasks(name, "evaluation") for name in ("arc1", "arc2")]
    if source != "arc1":
        evaluation += [_part(source, "evaluation"), _counterpart(source)]
    for other in evaluation:
        for what, ids in ((f"tasks = {spec}: tasks", tasks), ("seeds are", programs)):
            if shared := sorted(set(ids) & set(other)):
                raise ConfigError(f"{what} of {other.name}, such as {shared[0]}: train on others")
        check(tasks.values(), other.values(), name=other.name)
    parts = divide(tasks, programs, hold_out, hold_out_seed)
    return parts.training, parts.seeds


def _part(source: str, split: Split) -> TaskSet:
    """The tasks of a split; none if the source is not divided, or has no such part."""
    try:
        return load_tasks(source, split)
    except SplitNotFound:
        return TaskSet(source, [])


def _counterpart(source: str) -> TaskSet:
    """The evaluation tasks beside a `training` folder or Kaggle file; none if there are none."""
    path = expanded(source).absolute()
    beside = path.with_name(path.name.replace("training", "evaluation"))
    divided = path.name == "training" or path.name.endswith("_training_challenges.json")
    return load_tasks(str(beside)) if divided and beside.exists() else TaskSet(source, [])


def _checked_seeds(path: Path | None) -> tuple[dict[str, Program], list[DataError]]:
    """Seeds that type-check, and why others are none. Raises SeedError if there is none at all."""
    read = read_seeds(path)
    sound: dict[str, Program] = {}
    left_out: list[DataError] = list(read.left_out)
    for task_id, program in read.programs.items():
        try:
            infer(program)
            sound[task_id] = program
        except TypeMismatch as error:
            left_out.append(SeedError(f"seed {plain(task_id)}: {error}"))
    if not sound:
        raise left_out[-1]
    return sound, left_out


def read_spec(spec: str) -> tuple[str, Split | None]:
    """Split `source[:split]`. Raises ConfigError for an unknown split."""
    source, colon, name = spec.rpartition(":")
    if not colon or Path(spec).exists():
        return spec, None
    for split in SPLITS:
        if name == split:
            return source, split
    raise ConfigError(f"{plain(spec)!r}: the split after ':' must be one of {', '.join(SPLITS)}")


def read_tasks(spec: str, *, skip_bad: bool = False) -> TaskSet:
    """The tasks that `source[:split]` names, without test outputs."""
    return load_tasks(*read_spec(spec), skip_bad=skip_bad)


def spread(tasks: TaskSet, limit: int) -> TaskSet:
    """At most `limit` tasks, evenly spread over the set; 0 is all."""
    if not limit or limit >= len(tasks):
        return tasks
    ids = list(tasks)
    return tasks.subset(ids[i * len(ids) // limit] for i in range(limit))


def _guard(training: TaskSet, search: TaskSet, seeds: Mapping[str, Program]) -> None:
    try:
        for what, ids in (("seeds are for", seeds), ("training tasks have ids of", training)):
            if shared := sorted(set(ids) & set(search)):
                some = ", ".join(shared[:5])
                raise ContaminationError(f"{len(shared)} {what} the search set: {some}")
        check(training.values(), search.values())
    except ContaminationError as error:
        raise ContaminationError(
            f"{error}; choose other sets, or set data.allow_overlap=true if you mean it"
        ) from None


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=16).hexdigest()
