"""Attacks text policies: prompts that lose grids, real tokenizers, missing checkpoints."""

import random
import resource
import socket
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_toys import (
    FLIPS,
    a_grid,
    a_pair,
    a_task,
    an_experience_of,
    quick_learner,
    quick_policy,
)
from small_t5 import write_t5

from codeit.errors import CheckpointError
from codeit.policy import build_policy
from codeit.policy.checkpoints.folder import read_files, write_files
from codeit.policy.pretrained import loading
from codeit.policy.pretrained import prompts as text
from codeit.policy.pretrained.learner import PretrainedLearner
from codeit.policy.pretrained.policy import PretrainedPolicy

TASKS = {task.id: task for task in (a_task(n, largest=3) for n in range(3))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tiny-t5")
    corpus = [str(program) for program in FLIPS.values()]
    write_t5(place, [*corpus, *(text.prompt_text(t.demonstrations) for t in TASKS.values())])
    return place


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 30), st.integers(1, 30))
def test_a_grid_in_text_comes_back(seed: int, height: int, width: int) -> None:
    grid = a_grid(random.Random(seed), height, width)
    assert text.read_grid(text.grid_text(grid)) == grid


def test_the_format_is_the_papers() -> None:
    assert text.grid_text(((0, 0, 3), (0, 5, 3))) == "2x3 background=0 3=0,2 1,2 5=1,1"
    assert text.grid_text(((7,),)) == "1x1 background=7"


def test_pairs_are_kept_whole_smallest_first() -> None:
    rng = random.Random(1)
    pairs = [a_pair(rng, largest) for largest in (12, 2, 6)]
    whole = text.prompt_text(pairs)
    assert text.fit(pairs, len(whole), len) == whole
    assert text.fit(pairs, len(whole) - 1, len) == text.prompt_text(pairs[1:])
    assert text.fit(pairs, 1, len) == text.prompt_text(pairs[1:2])
    assert text.fit(pairs * 6, 10**9, len).count("|") == 2 * (text.MAX_PAIRS - 1)
    with pytest.raises(ValueError, match="at least one pair"):
        text.fit([], 100, len)


def test_a_checkpoint_folder_learns_and_samples(folder: Path) -> None:
    policy, learner = build_policy(
        quick_policy(checkpoint=str(folder), program_tokens=40, temperature=0.0),
        quick_learner(epochs=60, learning_rate=1e-2),
    )
    assert isinstance(policy, PretrainedPolicy)
    found = [
        an_experience_of(task, program, task.outputs)
        for task, program in zip(TASKS.values(), FLIPS.values(), strict=True)
    ]
    first = learner.learn(found, TASKS, seed=0)
    last = learner.learn(found, TASKS, seed=1)
    assert last.loss < first.loss / 2
    assert policy.sample(list(TASKS.values()), 1, 0) == policy.sample(list(TASKS.values()), 1, 9)
    drawn = policy.sample(list(TASKS.values()), 1, seed=0)
    assert [[str(c.program) for c in some] for some in drawn] == [[e.program] for e in found]


def test_dropout_is_what_the_settings_say(folder: Path) -> None:
    policy, _ = build_policy(quick_policy(checkpoint=str(folder), dropout=0.25))
    assert isinstance(policy, PretrainedPolicy)
    parts = policy.model.t5.modules()
    assert {part.p for part in parts if isinstance(part, torch.nn.Dropout)} == {0.25}


def test_samples_repeat_with_the_seed(folder: Path) -> None:
    policy, _ = build_policy(quick_policy(checkpoint=str(folder), program_tokens=8))
    assert isinstance(policy, PretrainedPolicy)
    tasks = list(TASKS.values())
    texts = policy._generate(tasks, 4, seed=3)
    assert texts == policy._generate(tasks, 4, seed=3)
    assert texts != policy._generate(tasks, 4, seed=4)
    assert [len(some) for some in texts] == [4, 4, 4]


def test_a_saved_text_learner_goes_on_exactly(folder: Path, tmp_path: Path) -> None:
    task = TASKS["task0"]
    found = [an_experience_of(task, FLIPS["turn"], task.outputs)]
    config = quick_policy(checkpoint=str(folder))
    _, learner = build_policy(config, quick_learner())
    assert isinstance(learner, PretrainedLearner)
    learner.learn(found, TASKS, 1)
    learner.save(tmp_path / "kept")
    expected = learner.learn(found, TASKS, 2).loss
    _, again = build_policy(config, quick_learner())
    again.load(tmp_path / "kept")
    assert again.learn(found, TASKS, 2).loss == expected
    kept = quick_policy(checkpoint=str(tmp_path / "kept"))
    assert isinstance(build_policy(kept)[0], PretrainedPolicy)


def test_a_full_disk_is_an_oserror_and_leaves_what_was_there(folder: Path, tmp_path: Path) -> None:
    _, learner = build_policy(quick_policy(checkpoint=str(folder)))
    learner.save(tmp_path / "kept")
    before = {file.name: file.read_bytes() for file in (tmp_path / "kept").iterdir()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            learner.save(tmp_path / "kept")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {file.name: file.read_bytes() for file in (tmp_path / "kept").iterdir()} == before


def test_loading_and_saving_draw_no_bars_of_their_own(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = quick_policy(checkpoint=str(folder))
    _, learner = build_policy(config)
    learner.save(tmp_path / "kept")
    learner.load(tmp_path / "kept")
    assert capfd.readouterr() == ("", "")


def test_a_damaged_text_checkpoint_is_refused(folder: Path, tmp_path: Path) -> None:
    _, learner = build_policy(quick_policy(checkpoint=str(folder)))
    learner.save(tmp_path / "kept")
    weights = tmp_path / "kept" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 4
    weights.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"model\.safetensors is damaged"):
        build_policy(quick_policy(checkpoint=str(tmp_path / "kept")))


def test_a_checkpoint_without_its_trainer_is_no_learners(folder: Path, tmp_path: Path) -> None:
    _, learner = build_policy(quick_policy(checkpoint=str(folder)), quick_learner())
    learner.save(tmp_path / "kept")
    files = read_files(tmp_path / "kept")
    del files["trainer.json"]
    write_files(tmp_path / "kept", files)
    with pytest.raises(CheckpointError, match=r"trainer\.json"):
        learner.load(tmp_path / "kept")


def test_without_a_network_the_error_says_what_to_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(source: str, dropout: float) -> None:
        raise OSError(f"We couldn't connect to 'https://huggingface.co' to load {source}")

    monkeypatch.setattr(loading, "_fetch", unreachable)
    with pytest.raises(CheckpointError) as caught:
        build_policy(quick_policy(checkpoint="Salesforce/codet5p-220m"))
    message = str(caught.value)
    for part in ("https://huggingface.co/Salesforce/codet5p-220m", "config.json", "tokenizer"):
        assert part in message
    assert "set policy.checkpoint to its path" in message


def test_without_a_network_nothing_is_tried_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def missing(source: str, dropout: float, *, local: bool) -> None:
        asked.append(local)
        raise OSError("not in the cache")

    def nameless(host: str, port: int) -> None:
        raise OSError(f"{host}: no address")

    monkeypatch.setattr(loading, "_read", missing)
    monkeypatch.setattr(loading, "getproxies", dict)
    monkeypatch.setattr(socket, "getaddrinfo", nameless)
    with pytest.raises(CheckpointError, match=r"could not be fetched.*huggingface\.co: no address"):
        build_policy(quick_policy(checkpoint="Salesforce/codet5p-220m"))
    assert asked == [True]


@pytest.mark.parametrize(
    "name", ["./weights", "/no/where", "~/no_such", "a/b/c", "here/iteration-1"]
)
def test_a_path_that_leads_nowhere_is_not_looked_for_on_the_hub(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckpointError, match="no such folder"):
        build_policy(quick_policy(checkpoint=name))


def test_an_empty_folder_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"needs config\.json"):
        build_policy(quick_policy(checkpoint=str(tmp_path)))
