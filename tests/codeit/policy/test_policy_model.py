"""Attacks the model's own arithmetic: does it equal transformers' T5, cached or not?"""

import random
from typing import Any

import numpy as np
import pytest
import torch
from policy_toys import FLIPS, a_pair, tiny_model

from codeit.domains import words as special
from codeit.domains.grids import patches
from codeit.domains.grids import words as tokens
from codeit.errors import ConfigError
from codeit.policy.decoding.constraint import Tree
from codeit.policy.decoding.drawing import Distinct, Repeating, chances, pick
from codeit.policy.decoding.loop import Settings, decode
from codeit.policy.learning.collate import IGNORED, batches, bucket, collate, pad_prompts
from codeit.policy.learning.examples import Example
from codeit.policy.network.decoder import remember
from codeit.policy.network.model import pick_device


def examples(count: int, seed: int = 0) -> list[Example]:
    rng = random.Random(seed)
    programs = list(FLIPS.values())
    return [
        Example(
            patches.encode([a_pair(rng, 5) for _ in range(rng.randint(1, 3))]),
            tuple(tokens.encode(rng.choice(programs))),
        )
        for _ in range(count)
    ]


def test_a_device_that_is_none_or_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pick_device("cpu") == torch.device("cpu")
    for name in ("gpu", "mps", "xpu", "hpu", "meta", "cuda:", "cuda:-1", "cpu:0", ""):
        with pytest.raises(ConfigError, match=f"'{name}': it is auto, cpu, cuda or cuda:1"):
            pick_device(name)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert [pick_device(name).index for name in ("auto", "cuda", "cuda:1")] == [0, 0, 1]
    with pytest.raises(ConfigError, match="no GPU number 2"):
        pick_device("cuda:2")
    monkeypatch.setenv("LOCAL_RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert [pick_device(name).index for name in ("auto", "cuda", "cuda:1")] == [1, 1, 1]
    with pytest.raises(ConfigError, match="'cuda:0': it is auto, cpu or cuda where several"):
        pick_device("cuda:0")
    assert pick_device("cpu") == torch.device("cpu")
    monkeypatch.setenv("LOCAL_RANK", "2")
    with pytest.raises(ConfigError, match="'auto': torch finds no GPU number 2"):
        pick_device("auto")
    monkeypatch.setenv("LOCAL_RANK", "-1")
    with pytest.raises(ConfigError, match="LOCAL_RANK = '-1'"):
        pick_device("cuda")


def test_scores_equal_those_of_transformers() -> None:
    model = tiny_model()
    batch = collate(examples(5))
    real = batch.prompts[:, :, 0] != 0
    with torch.no_grad():
        ours, _ = model(batch.prompts, batch.given)
        theirs = model.t5(
            inputs_embeds=model.embed(batch.prompts),
            attention_mask=real.long(),
            decoder_input_ids=batch.given,
        ).logits
    known = batch.labels != IGNORED
    assert torch.allclose(ours[known], theirs[known], atol=1e-4)


def test_padding_changes_nothing() -> None:
    model = tiny_model()
    short, *long = examples(6, seed=1)
    with torch.no_grad():
        alone, _ = model(*inputs([short]))
        among, _ = model(*inputs([short, *long]))
    length = len(short.tokens)
    assert torch.allclose(alone[0, :length], among[0, :length], atol=1e-4)


def inputs(group: list[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    batch = collate(group)
    return batch.prompts, batch.given


def test_cached_steps_give_the_scores_of_the_whole_pass() -> None:
    model = tiny_model()
    group = examples(3, seed=2)
    memory = remember(model, pad_prompts([e.prompt for e in group]))
    settings = Settings(temperature=1.0, top_p=1.0, dead_line_penalty=0.0, max_tokens=30)
    drawing = Distinct([np.random.default_rng(i) for i in range(3)], 12)
    drawn = decode(model, memory, Tree("names", 3).root(), drawing, settings)
    for example, samples in zip(group, drawn, strict=True):
        assert len({sample.tokens for sample in samples}) == 12
        for sample in samples:
            expected = log_probability(model, example, sample.tokens)
            assert abs(sample.log_probability - expected) < 1e-3


def log_probability(model: torch.nn.Module, example: Example, sampled: tuple[int, ...]) -> float:
    batch = collate([Example(example.prompt, sampled)])
    with torch.no_grad():
        scores = model(batch.prompts, batch.given)[0][0].double()
    node = Tree("names", 3).root()
    total = 0.0
    for row, token in zip(scores, sampled, strict=False):
        allowed = torch.from_numpy(node.mask)
        total += float(torch.log_softmax(row.masked_fill(~allowed, -torch.inf), -1)[token])
        if token != special.END:
            node = node.after(token)
    return total


def test_batches_hold_every_example_once_and_pad_to_few_shapes() -> None:
    group = examples(50, seed=4)
    made = batches(group, 8, random.Random(0))
    assert sorted(id(e) for b in made for e in b) == sorted(map(id, group))
    assert {bucket(n) for n in range(1, 321)} == {
        8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 160, 192, 256, 320,
    }  # fmt: skip
    for part in made:
        batch = collate(part)
        assert bucket(batch.prompts.shape[1]) == batch.prompts.shape[1]
        assert batch.given[:, 0].eq(special.BEGIN).all()
        assert batch.labels.ne(IGNORED).sum() == sum(len(e.tokens) for e in part)


def picks(scores: Any, draws: Any, temperature: float, top_p: float) -> Any:
    """What is drawn on a branch of these scores, which comes second of two."""
    chance = chances(np.stack([scores[::-1], scores]), temperature, top_p)
    return pick(chance, np.ones(len(draws), np.int64), draws)


def test_picks_follow_the_distribution() -> None:
    scores = np.log(np.array([0.5, 0.3, 0.2, 1e-30], np.float32))
    draws = np.random.default_rng(0).random(4000)
    shares = np.bincount(picks(scores, draws, 1.0, 1.0), minlength=4) / 4000
    assert np.allclose(shares, [0.5, 0.3, 0.2, 0], atol=0.03)
    assert set(picks(scores, draws, 1.0, 0.7)) == {0, 1}
    assert set(picks(scores, draws, 1.0, 0.4)) == {0}
    assert set(picks(scores, draws, 0.0, 1.0)) == {0}
    cold = np.bincount(picks(scores, draws, 0.5, 1.0), minlength=4) / 4000
    assert np.allclose(cold[:3], np.array([25, 9, 4]) / 38, atol=0.03)


def test_a_draw_at_the_very_end_still_picks_something_possible() -> None:
    scores = np.array([0.0, 0.0, -np.inf], np.float32)
    last = np.array([np.nextafter(1.0, 0.0)])
    assert picks(scores, last, 1.0, 1.0)[0] == 1


@pytest.mark.parametrize("temperature", [0.02, 0.1, 1.0])
def test_rows_that_begin_alike_are_what_they_are_alone(temperature: float) -> None:
    model = tiny_model()
    memory = remember(model, pad_prompts([e.prompt for e in examples(3, seed=5)]))
    rows, length = 8, 30
    uniforms = [np.random.default_rng(i).random((rows, length)) for i in range(3)]
    settings = Settings(temperature, top_p=1.0, dead_line_penalty=1.0, max_tokens=length)
    root = Tree("names", 4).root()
    together = decode(model, memory, root, Repeating(uniforms), settings)
    assert [len(samples) for samples in together] == [rows] * 3
    for row in range(rows):
        single = Repeating([u[row : row + 1] for u in uniforms])
        alone = decode(model, memory, root, single, settings)
        for task, (same,) in enumerate(alone):
            mine = together[task][row]
            assert mine.tokens == same.tokens
            assert abs(mine.log_probability - same.log_probability) < 1e-4
    beginnings = {samples[0].tokens[:3] for samples in zip(*together, strict=True)}
    assert (len(beginnings) < rows) == (temperature < 1)
