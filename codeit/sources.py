"""What a run is made from: training tasks, search tasks and seed programs, resolved and checked.

No test output is read here. The contamination guard stops a run whose seeds or training inputs
contain a task of its search set, under whatever id.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from arc_dsl import Program
from codeit.config import DataConfig
from codeit.errors import ConfigError, ContaminationError
from data.guard import canonical_hash, overlap
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task, TaskSet

__all__ = ["Sources", "load_sources", "read_spec", "read_tasks"]

_SPLITS = ("training", "evaluation")


@dataclass(frozen=True, slots=True)
class Sources:
    """The tasks and seeds of a run."""

    training: TaskSet
    search: TaskSet
    seeds: Mapping[str, Program]
    """Seed programs by the id of the training task that they solve."""

    @property
    def tasks(self) -> dict[str, Task]:
        """Training and search tasks by id; with overlap allowed, the search task wins."""
        return {**self.training, **self.search}

    def fingerprints(self) -> dict[str, str]:
        """Hashes by which a resumed run knows that it still works on the same things."""
        return {
            "training": _digest(f"{i} {canonical_hash(t)}" for i, t in self.training.items()),
            "search": _digest(f"{i} {canonical_hash(t)}" for i, t in self.search.items()),
            "seeds": _digest(f"{i}\n{p}" for i, p in sorted(self.seeds.items())),
        }


def load_sources(config: DataConfig) -> Sources:
    """Read tasks and seeds and guard against contamination.

    Raises ConfigError for a source that cannot be read as such, ContaminationError, and the
    errors of `data` for malformed files.
    """
    training = read_tasks(config.training)
    search = _spread(read_tasks(config.search), config.search_limit)
    path = None if config.seeds == "packaged" else Path(config.seeds)
    seeds = {i: p for i, p in load_seeds(path).items() if i in training}
    if not config.allow_overlap:
        _guard(training, search)
    return Sources(training, search, seeds)


def read_spec(spec: str) -> tuple[str, str | None]:
    """Split `source[:split]`. Raises ConfigError for an unknown split."""
    source, colon, split = spec.rpartition(":")
    if not colon:
        return spec, None
    if split in _SPLITS:
        return source, split
    if Path(spec).exists():
        return spec, None
    raise ConfigError(f"{spec!r}: the split after ':' must be one of {', '.join(_SPLITS)}")


def read_tasks(spec: str) -> TaskSet:
    """The tasks that `source[:split]` names, without test outputs."""
    return load_tasks(*read_spec(spec))


def _spread(tasks: TaskSet, limit: int) -> TaskSet:
    if not limit or limit >= len(tasks):
        return tasks
    ids = list(tasks)
    chosen = [ids[i * len(ids) // limit] for i in range(limit)]
    return TaskSet(tasks.name, tuple(tasks[i] for i in chosen))


def _guard(training: TaskSet, search: TaskSet) -> None:
    shared = overlap(training, search)
    if shared:
        examples = ", ".join(f"{a} = {b}" for a, b in list(shared)[:3])
        raise ContaminationError(
            f"{len(shared)} search tasks are among the training tasks ({examples}): choose other"
            " sets, or say data.allow_overlap=true if that is what you want"
        )


def _digest(lines: object) -> str:
    text = "\n".join(map(str, lines))  # type: ignore[call-overload]
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
