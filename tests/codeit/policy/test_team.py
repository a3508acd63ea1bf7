"""Attacks shared training: two processes must learn what one learns, whatever is divided how."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from policy_toys import FLIPS, a_task, an_experience_of, quick_learner, quick_policy

from codeit.errors import ConfigError
from codeit.policy import build_policy, follow, follows, processes
from codeit.policy.checkpoints import saving

ROOT = Path(__file__).parents[3]
TASKS = {task.id: task for task in (a_task(n) for n in range(7))}
EXPERIENCES = [
    an_experience_of(task, list(FLIPS.values())[n % 3], task.outputs)
    for n, task in enumerate(TASKS.values())
]
"""Seven in batches of three: parts of different sizes, and in the last batch an empty one."""


def learner_settings(distributed: bool) -> dict[str, object]:
    return {"batch_size": 3, "epochs": 2, "distributed": distributed}


def main(folder: Path) -> None:
    """What each process does: learn, go back to where it began, and learn again."""
    policy, settings = quick_policy(), quick_learner(**learner_settings(distributed=True))
    assert processes() == 2
    if follows(settings):
        follow(policy, settings, seed=1)
        return
    _, learner = build_policy(policy, settings, seed=1)
    learner.load(folder / "begun")
    first = learner.learn(EXPERIENCES, TASKS, seed=2)
    learner.load(folder / "begun")
    second = learner.learn(EXPERIENCES, TASKS, seed=2)
    assert first.loss == second.loss, (first, second)
    learner.save(folder / "shared")
    (folder / "loss").write_text(str(first.loss))


def launch(*arguments: object) -> subprocess.CompletedProcess[str]:
    """What `accelerate launch` does on a machine of two GPUs, on two processes of this CPU."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ
        | {
            "ACCELERATE_USE_CPU": "true",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "helpers"))),
        },
    )


def test_two_processes_learn_what_one_learns(tmp_path: Path) -> None:
    _, begun = build_policy(quick_policy(), quick_learner(batch_size=3), seed=5)
    begun.learn(EXPERIENCES, TASKS, seed=1)
    begun.save(tmp_path / "begun")
    _, alone = build_policy(quick_policy(), quick_learner(**learner_settings(False)), seed=1)
    alone.load(tmp_path / "begun")
    report = alone.learn(EXPERIENCES, TASKS, seed=2)
    alone.save(tmp_path / "alone")
    done = launch(__file__, tmp_path)
    assert done.returncode == 0, done.stderr
    assert float((tmp_path / "loss").read_text()) == pytest.approx(report.loss, rel=1e-4)
    shared, single = (saving.read(tmp_path / name) for name in ("shared", "alone"))
    before = saving.read(tmp_path / "begun")
    for name, tensor in single.weights.items():
        torch.testing.assert_close(shared.weights[name], tensor, atol=2e-5, rtol=1e-3)
    assert any(not torch.equal(t, before.weights[n]) for n, t in single.weights.items())
    assert shared.numbers["trainer"] == single.numbers["trainer"]


def test_processes_that_would_begin_the_same_run_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1")
    with pytest.raises(ConfigError, match="distributed=true"):
        follows(quick_learner())
    assert follows(quick_learner(distributed=True))
    monkeypatch.setenv("RANK", "0")
    assert not follows(quick_learner(distributed=True))
    monkeypatch.setenv("RANK", "1")
    monkeypatch.delenv("WORLD_SIZE")
    assert not follows(quick_learner(distributed=True)), "nobody leads"


def test_an_environment_without_numbers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for odd in ("", "two", "-1"):
        monkeypatch.setenv("WORLD_SIZE", odd)
        with pytest.raises(ConfigError, match=f"WORLD_SIZE = '{odd}'"):
            follows(quick_learner())
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1.0")
    with pytest.raises(ConfigError, match=r"RANK = '1\.0'"):
        follows(quick_learner(distributed=True))


def test_one_process_may_call_itself_distributed() -> None:
    losses = [
        build_policy(quick_policy(), quick_learner(distributed=shared))[1]
        .learn(EXPERIENCES, TASKS, seed=3)
        .loss
        for shared in (False, True)
    ]
    assert losses[0] == losses[1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
