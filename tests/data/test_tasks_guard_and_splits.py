"""Attacks the contamination guard, the splits and the door to test outputs."""

import ast
import random
from dataclasses import replace
from pathlib import Path

import pytest

from codeit.run.config import RunConfig, preset
from codeit.run.settings.paths import SHIPPED
from codeit.run.sources import guard_checkpoint
from data import ContaminationError, Pair, SplitError, Task, load_tasks, split_tasks
from data.guard import PUBLISHED_REPEATS, Match, canonical_hash, check, overlap
from data.tasks import TaskSet

ROOT = Path(__file__).parents[2]


def drawn(rng: random.Random) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(rng.randrange(10) for _ in range(4)) for _ in range(3))


def task(seed: int, pairs: int = 3, name: str | None = None) -> Task:
    rng = random.Random(seed)
    demonstrations = tuple(Pair(drawn(rng), drawn(rng)) for _ in range(pairs))
    return Task(name or f"t{seed}", demonstrations, (drawn(rng),))


def moved(given: Task) -> Task:
    """The same task under another id with a pair moved to the tests and the rest reversed."""
    *rest, last = given.demonstrations
    return Task("moved", tuple(rest[::-1]), (last.input, *given.test_inputs))


def test_the_hash_knows_a_task_by_its_grids_alone() -> None:
    given = task(1)
    assert canonical_hash(given) == canonical_hash(moved(given))
    assert canonical_hash(given) != canonical_hash(task(2))
    assert len(canonical_hash(given)) == 32


def test_the_hash_sees_shapes() -> None:
    flat = Task("a", (Pair(((1, 2, 3, 4),), ((0,),)),), (((5,),),))
    tall = Task("a", (Pair(((1, 2), (3, 4)), ((0,),)),), (((5,),),))
    assert canonical_hash(flat) != canonical_hash(tall)


def test_overlap_finds_moved_corrected_and_shrunk_twins() -> None:
    given = task(1, pairs=4)
    first, second, *_ = given.demonstrations
    corrected = replace(given, id="corrected", demonstrations=(first, Pair(second.input, ((0,),))))
    shrunk = replace(given, id="shrunk", demonstrations=(first,), test_inputs=(((9, 9),),))
    for twin in (moved(given), corrected, shrunk):
        assert overlap([task(2), twin], [task(3), given]) == (Match(given.id, twin.id),)


def test_one_shared_input_is_not_a_twin() -> None:
    given, stranger = task(1), task(2)
    lent = Pair(given.demonstrations[0].input, stranger.demonstrations[0].output)
    stranger = replace(stranger, demonstrations=(lent, *stranger.demonstrations[1:]))
    assert overlap([stranger], [given]) == ()


def test_the_published_sets_overlap_as_known() -> None:
    arc1_training = load_tasks("arc1", "training").values()
    arc1_evaluation = load_tasks("arc1", "evaluation").values()
    arc2_training = load_tasks("arc2", "training").values()
    arc2_evaluation = load_tasks("arc2", "evaluation").values()
    twins = overlap(arc2_training, arc1_evaluation)
    assert len({match.search_id for match in twins}) == 376
    assert len({match.search_id for match in overlap(arc2_training, arc1_training)}) == 393
    assert overlap(arc2_training, arc2_evaluation) == ()
    assert overlap(arc1_training, arc2_evaluation) == ()
    assert set(overlap(arc1_training, arc1_evaluation)) == PUBLISHED_REPEATS


def test_the_check_stops_contaminated_training_and_passes_the_published_protocol() -> None:
    arc1_evaluation = load_tasks("arc1", "evaluation").values()
    check(load_tasks("arc1", "training").values(), arc1_evaluation)
    with pytest.raises(ContaminationError, match=r"contains 376 tasks of the search set: \w{8} "):
        check(load_tasks("arc2", "training").values(), arc1_evaluation)
    with pytest.raises(ContaminationError, match=r"contains 1 tasks of the search set: a "):
        check([task(1)], [task(1, name="a")])


@pytest.mark.parametrize("name", ["shipped", str(SHIPPED), f"{SHIPPED}/../shipped"])
def test_the_shipped_policy_is_not_let_loose_on_what_it_was_trained_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begun_with(checkpoint: str, **more: object) -> RunConfig:
        return preset("tiny", {"policy.checkpoint": checkpoint, **more})

    known = TaskSet("arc1 training", [task(1)])
    monkeypatch.setattr("codeit.run.sources.load_tasks", lambda *_: known)
    with pytest.raises(ContaminationError, match=r"shipped policy knows the search set"):
        guard_checkpoint(begun_with(name), known)
    guard_checkpoint(begun_with(name, **{"data.allow_overlap": True}), known)
    guard_checkpoint(begun_with(name, proposer="scripted"), known)
    guard_checkpoint(begun_with(name), TaskSet("others", [task(2)]))
    guard_checkpoint(begun_with("none"), known)


def test_splits_are_deterministic_disjoint_and_complete() -> None:
    tasks = TaskSet("toy", [task(n) for n in range(50)])
    parts = split_tasks(tasks, {"fit": 0.8, "held_out": 0.2}, seed=3)
    assert {name: len(part) for name, part in parts.items()} == {"fit": 40, "held_out": 10}
    assert set(parts["fit"]) | set(parts["held_out"]) == set(tasks)
    assert not set(parts["fit"]) & set(parts["held_out"])
    shuffled = tasks.subset(random.Random(0).sample(list(tasks), 50))
    again = split_tasks(shuffled, {"fit": 0.8, "held_out": 0.2}, seed=3)
    assert set(again["fit"]) == set(parts["fit"])
    other = split_tasks(tasks, {"fit": 0.8, "held_out": 0.2}, seed=4)
    assert set(other["fit"]) != set(parts["fit"])


def test_a_split_never_changes() -> None:
    parts = split_tasks(load_tasks("arc1", "training"), {"fit": 0.99, "held_out": 0.01})
    assert list(parts["held_out"]) == ["49d1d64f", "67385a82", "8a004b2b", "ce4f8723"]


@pytest.mark.parametrize("shares", [{}, {"a": 0.5}, {"a": 1.5, "b": -0.5}, {"a": float("nan")}])
def test_impossible_shares_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(SplitError, match="shares must"):
        split_tasks(TaskSet("toy", [task(1)]), shares)


def importers(module: str) -> set[str]:
    """Files of the packages that import a module of `data`, in whatever form."""
    found = set()
    for package in ("arc_dsl", "data", "buffer", "codeit", "viz", "benchmarks"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                match node:
                    case ast.Import(names=names):
                        named = {name.name for name in names}
                    case ast.ImportFrom(module=str(origin), names=names):
                        named = {origin, *(f"{origin}.{name.name}" for name in names)}
                    case ast.Constant(value=str(text)):
                        named = {text}  # importlib.import_module("...")
                    case _:
                        continue
                if module in named:
                    found.add(file.relative_to(ROOT).as_posix())
    return found


def test_only_evaluation_can_reach_test_outputs() -> None:
    assert importers("data.answers") <= {"codeit/results/evaluation.py"}
    assert importers("data.sources") == {"data/answers.py", "data/checking.py", "data/loading.py"}
