"""Attacks the packaged seeds: every one must reproduce every train and test pair of its task."""

from pathlib import Path

from codeit.results.evaluation import verify_seeds
from data.loading import load_tasks
from data.seeds import PACKAGED_SEEDS, load_seeds, unsolved_tasks


def test_every_seed_is_right_on_every_pair() -> None:
    wrong = {
        v.task_id: v.reason for v in verify_seeds(load_seeds(), "arc1", "training") if not v.right
    }
    assert wrong == {}


def test_every_training_task_has_a_seed_or_a_reason() -> None:
    solved, unsolved = set(load_seeds()), set(unsolved_tasks())
    assert solved | unsolved == set(load_tasks("arc1", "training"))
    assert not solved & unsolved


def test_seed_files_are_in_canonical_form() -> None:
    def lines(path: Path) -> str:
        text = path.read_text(encoding="utf-8").splitlines()
        return "\n".join(line for line in text if not line.startswith("#"))

    other = [i for i, p in load_seeds().items() if lines(PACKAGED_SEEDS / f"{i}.txt") != str(p)]
    assert other == []


def test_seeds_have_no_dead_or_repeated_lines() -> None:
    assert [i for i, program in load_seeds().items() if program.simplified() != program] == []
