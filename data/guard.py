"""Recognises the same task under another id or in another data set.

376 of the 400 ARC-AGI-1 evaluation tasks are in ARC-AGI-2's training set, some with corrected or
moved pairs: a run that trains on one and searches the other would report what it was shown.

Only what every Task shows is used here, demonstrations and test inputs, so neither the hashes
nor a found overlap says anything about test outputs. Grids are compared exactly: a recoloured or
turned copy is another task.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from arc_dsl.outcome import PlainGrid
from data.errors import ContaminationError
from data.tasks import Task

__all__ = ["PUBLISHED_REPEATS", "Match", "canonical_hash", "check", "overlap"]


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A task of the search set and the task of the training data that is the same."""

    search_id: str
    training_id: str


PUBLISHED_REPEATS = frozenset({Match("070dd51e", "40853293")})
"""ARC-AGI-1 repeats one training task in its evaluation set, pair for pair. Every published figure
on that set includes it, so `check` lets it pass; `overlap` reports it."""


def canonical_hash(task: Task) -> str:
    """A hash of the task's set of input grids, 32 hexadecimal digits.

    The same for any id, any order of the pairs, and any division of them into demonstrations and
    tests; stable across processes and machines. Inputs of one cell say nothing: the task of a
    sequence is known by what it wants, the outputs of its demonstrations.
    """
    grids = _input_grids(task)
    hashes = sorted(_grid_hash(grid) for grid in grids)
    if all(len(grid) == len(grid[0]) == 1 for grid in grids):
        hashes += sorted(_rows_hash(grid) for grid in task.outputs)
    return blake2b(b"".join(hashes), digest_size=16).hexdigest()


def overlap(training: Iterable[Task], search: Iterable[Task]) -> tuple[Match, ...]:
    """The search tasks that the training tasks contain, sorted by id, each with every twin.

    Two tasks are the same if they share a whole demonstration, or at least half of the input
    grids of the one that has fewer. Single shared inputs are not enough: simple grids recur.
    """
    known = list(training)
    by_feature: dict[bytes, set[int]] = defaultdict(set)
    for number, task in enumerate(known):
        for feature in _features(task):
            by_feature[feature].add(number)
    found = set()
    for task in search:
        near: set[int] = set()
        for feature in _features(task):
            near |= by_feature.get(feature, set())
        found |= {Match(task.id, known[n].id) for n in near if _same(task, known[n])}
    return tuple(sorted(found))


def check(
    training: Iterable[Task],
    search: Iterable[Task],
    allowed: Collection[Match] = PUBLISHED_REPEATS,
    name: str = "the search set",
) -> None:
    """Raise ContaminationError if the training tasks contain a search task that is not allowed.

    `name` is what the message calls the search tasks.
    """
    matches = [match for match in overlap(training, search) if match not in allowed]
    if matches:
        some = ", ".join(f"{m.search_id} (trained as {m.training_id})" for m in matches[:5])
        more = ", ..." if len(matches) > 5 else ""
        count = len({match.search_id for match in matches})
        raise ContaminationError(
            f"the training data contains {count} tasks of {name}: {some}{more}"
        )


def _same(a: Task, b: Task) -> bool:
    if not set(a.demonstrations).isdisjoint(b.demonstrations):
        return True
    ours, theirs = _input_grids(a), _input_grids(b)
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def _input_grids(task: Task) -> frozenset[PlainGrid]:
    return frozenset(task.inputs + task.test_inputs)


def _features(task: Task) -> set[bytes]:
    """Hashes of the inputs: tasks that are the same share at least one."""
    return {_grid_hash(grid) for grid in _input_grids(task)}


def _rows_hash(rows: PlainGrid) -> bytes:
    """For rows of any length, of numbers up to 255."""
    return blake2b(repr(rows).encode(), digest_size=16).digest()


def _grid_hash(grid: PlainGrid) -> bytes:
    shape = bytes((len(grid), len(grid[0])))
    return blake2b(shape + b"".join(map(bytes, grid)), digest_size=16).digest()
