"""Which encoding of a task teaches most in equal time: joint patches, or the paper's sparse text.

    python -m benchmarks encoding [--minutes M] [--examples N] [--encodings A,B] [--sizes JSON]

The same examples of the pretraining stream, in the same order, are shown to the same small model
in each encoding, for equally many CPU seconds of one thread (on a quiet machine: equally long).
Then: bits per program on held-out programs (grown from held-out seeds only), and the same with
another task's grids. The text is given every advantage: a cell's place is one token, as is a
grid's size, where a real tokenizer needs several.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from codeit.domains.grids.patches import Patches, decode
from codeit.domains.interface import Prompt
from codeit.policy.interface import LearnerConfig
from codeit.policy.learning.collate import batches, collate
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import Trainer
from codeit.policy.network.model import Architecture, PolicyModel
from codeit.policy.pretrained.prompts import prompt_text
from codeit.pretraining.holdout import hold_out
from codeit.pretraining.measuring import judge
from codeit.pretraining.producer import StreamSettings
from codeit.pretraining.stream import Stream
from codeit.pretraining.workers import validation
from codeit.rng import generator
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Pair

__all__ = ["ENCODINGS", "Raw", "compare", "main"]

Raw = tuple[list[Pair], tuple[int, ...]]
"""Pairs with realised outputs, and the tokens of the program that made them."""

SEED = 17
LONGEST = 1024
"""Tokens of text kept; what lies beyond is cut, as in the paper."""
_POOL = 2048
_TOKEN = re.compile(r"\d+x\d+|background=\d|\d=|\d+,\d+|\||\n")


def _text_numbers() -> dict[str, int]:
    places = [f"{i},{j}" for i in range(30) for j in range(30)]
    sizes = [f"{i}x{j}" for i in range(1, 31) for j in range(1, 31)]
    colours = [f"background={c}" for c in range(10)] + [f"{c}=" for c in range(10)]
    return {token: n for n, token in enumerate([*places, *sizes, *colours, "|", "\n"], LONGEST + 1)}


_NUMBERS = _text_numbers()


def text_prompt(pairs: Sequence[Pair]) -> Prompt:
    """(tokens, 2): each token's number, and that of its place in the text."""
    found = _TOKEN.findall(prompt_text(pairs))[:LONGEST]
    return np.asarray([(_NUMBERS[t], n) for n, t in enumerate(found, 1)], np.int16)


_TWO, _THREE = Patches(2), Patches(3)
ENCODINGS: dict[str, tuple[int, Callable[[Sequence[Pair]], Prompt]]] = {
    "patches of 2x2": (_TWO.table, _TWO.encode),
    "patches of 3x3": (_THREE.table, _THREE.encode),
    "sparse text": (LONGEST + 1 + len(_NUMBERS), text_prompt),
}


def main(argv: list[str]) -> int:
    """Run the benchmark; always 0."""
    parser = argparse.ArgumentParser(prog="benchmarks encoding", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="CPU time of each")
    parser.add_argument("--examples", type=int, default=30_000, help="examples made beforehand")
    parser.add_argument("--encodings", default=",".join(ENCODINGS), help="names, with commas")
    parser.add_argument("--sizes", default="{}", help='of the model, as {"encoder_layers": 2}')
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="its peak")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    train, held = gather(options.examples)
    sizes = Architecture(**json.loads(options.sizes))
    report = {
        name: compare(name, train, held, 60 * options.minutes, sizes, options.learning_rate)
        for name in options.encodings.split(",")
    }
    if options.json:
        print(json.dumps(report))
        return 0
    for name, figures in report.items():
        print(name)
        for key, value in figures.items():
            print(f"    {key:<28} {value:>10,.2f}")
    return 0


def gather(count: int) -> tuple[list[Raw], list[Raw]]:
    """Examples of the stream, and validation examples that it never makes."""
    held = hold_out(load_tasks("arc1", "training"), load_seeds(), 0.2)
    settings = StreamSettings()
    held, examples = validation(held, 512, settings.limits, settings.positions, settings.max_lines)
    train: list[Raw] = []
    with Stream(held, settings, SEED, producers=1) as stream:
        for chunk in stream:
            train += [(decode(e.prompt), e.tokens) for e in chunk]
            if len(train) >= count:
                break
    return train, [(decode(e.prompt), e.tokens) for e in examples]


def compare(
    name: str,
    train: Sequence[Raw],
    held: Sequence[Raw],
    seconds: float,
    sizes: Architecture = Architecture(),  # noqa: B008 - frozen
    learning_rate: float = 1e-3,
) -> dict[str, Any]:
    """Train in one encoding, and what came of it. Starts again if the examples run out."""
    table, encode = ENCODINGS[name]
    torch.manual_seed(SEED)
    model = PolicyModel(sizes, table=table)
    config = LearnerConfig(
        learning_rate=learning_rate, schedule="cosine", warmup_steps=100, batch_size=32
    )
    trainer = Trainer(model, config)
    rng = generator(SEED, "encoding")
    begun = time.process_time()
    seen = 0
    while time.process_time() - begun < seconds:
        start = seen % len(train)
        pool = [Example(encode(pairs), tokens) for pairs, tokens in train[start : start + _POOL]]
        for group in batches(pool, config.batch_size, rng):
            done = (time.process_time() - begun) / seconds
            if done >= 1:
                break
            trainer.step(collate(group), done)
            seen += len(group)
    examples = [Example(encode(pairs), tokens) for pairs, tokens in held]
    judged = judge(model, examples, 16)
    length = sum(len(tokens) for _, tokens in held) / len(held)
    return {
        "bits per program": judged.bits * length,
        "bits with other grids": judged.control_bits * length,
        "bits per token": judged.bits,
        "examples": seen,
        "epochs": seen / len(train),
        "median prompt": float(np.median([len(example.prompt) for example in examples])),
    }
