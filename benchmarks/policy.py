"""How fast the policy samples and learns: against the paper's pipeline, and plain `generate`.

    python -m benchmarks policy [--threads N] [--checkpoint DIR] [--json]

- sampling_vs_paper: programs per second of the embedded policy over those of `generate` on a
  randomly initialised T5 of CodeT5-small's size with text prompts of a typical length;
- sampling_vs_generate: the same against plain `generate` on our own model as one calls it: as many
  tasks at once, without any constraint, until every row has ended or is as long as ours may be;
- sampling_vs_cut_generate: against `generate` stopped at the mean length of our programs, as if it
  could know it;
- training_vs_paper: examples per second of our learner over those of CodeT5-small's size on text.

All in one process with one number of threads. A long `generate` is measured by its first tokens
and reckoned on to its full length, which flatters it: later tokens are dearer.
"""

import argparse
import json
import time
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any

import numpy as np
import torch
from transformers import GenerationConfig, T5Config, T5ForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput

from codeit.domains import words as special
from codeit.domains.grids import patches as encoding
from codeit.domains.grids import words as tokens
from codeit.errors import CheckpointError
from codeit.policy import build_policy
from codeit.policy.decoding.constraint import Tree
from codeit.policy.decoding.drawing import Repeating
from codeit.policy.decoding.loop import Settings, decode
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.interface import LearnerConfig, PolicyConfig
from codeit.policy.learning.collate import batches, collate, pad_prompts
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import Trainer, autocast, precision
from codeit.policy.network.decoder import remember
from codeit.rng import generator
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Task

__all__ = ["main"]

SAMPLES = 24
WARM_UP = 8
_CODET5_SMALL = {
    "vocab_size": 32_100,
    "d_model": 512,
    "d_kv": 64,
    "d_ff": 2048,
    "num_layers": 6,
    "num_decoder_layers": 6,
    "num_heads": 8,
}


def main(argv: list[str]) -> int:
    """Run the benchmark; always 0."""
    parser = argparse.ArgumentParser(prog="benchmarks policy", description=__doc__)
    parser.add_argument("--threads", type=int, default=1, help="CPU threads for all (default 1)")
    parser.add_argument("--checkpoint", help="our weights (default: the shipped ones, else random)")
    parser.add_argument("--tasks", type=int, default=16, help="tasks sampled for (default 16)")
    parser.add_argument("--prompt-tokens", type=int, default=700, help="of the paper's text")
    parser.add_argument("--program-tokens", type=int, default=128, help="of the paper's text")
    parser.add_argument("--slice", type=int, default=12, help="tokens of generate really measured")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    torch.set_num_threads(options.threads)
    report = _report(options)
    if options.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name:<34} {value:>10,.2f}" if isinstance(value, float) else f"{name}: {value}")
    return 0


def _report(options: argparse.Namespace) -> dict[str, Any]:
    policy, weights = _our_policy(options.checkpoint)
    tasks = list(load_tasks("arc1", "training").values())
    chosen = [tasks[i * len(tasks) // options.tasks] for i in range(options.tasks)]
    ours, length = _our_sampling(policy, chosen)
    plain = _plain_generate(policy, chosen, 1, 6 * policy.max_lines + 1)
    cut = _plain_generate(policy, chosen, round(length), round(length))
    paper = _codet5_small()
    theirs = _paper_sampling(paper, options)
    learning = _our_training(policy)
    paper_learning = _paper_training(paper, options)
    return {
        "sampling_vs_paper": ours / theirs,
        "sampling_vs_generate": ours / plain,
        "sampling_vs_cut_generate": ours / cut,
        "training_vs_paper": learning / paper_learning,
        "our_programs_per_second": ours,
        "our_tokens_per_program": length,
        "generate_programs_per_second": plain,
        "paper_programs_per_second": theirs,
        "our_examples_per_second": learning,
        "paper_examples_per_second": paper_learning,
        "threads": options.threads,
        "precision": str(precision("auto", torch.device("cpu"))),
        "weights": weights,
    }


def _our_policy(checkpoint: str | None) -> tuple[EmbeddedPolicy, str]:
    for name in [checkpoint] if checkpoint else ["shipped", "none"]:
        try:
            policy, _ = build_policy(PolicyConfig(checkpoint=name, device="cpu", unique=False))
        except CheckpointError:
            if checkpoint:
                raise
            continue
        assert isinstance(policy, EmbeddedPolicy)
        return policy, name
    raise AssertionError("random weights can always be had")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _our_sampling(policy: EmbeddedPolicy, tasks: list[Task]) -> tuple[float, float]:
    """Programs per second, and mean tokens of a sequence; the grammar's caches are warm.

    They hold types, not samples: a run of minutes fills them for good. Repeats are not replaced,
    as `generate` does not replace them either.
    """
    for seed in range(WARM_UP):
        policy.sample(tasks, SAMPLES, seed)
    start = time.perf_counter()
    drawn = policy.sample(tasks, SAMPLES, seed=WARM_UP)
    seconds = time.perf_counter() - start
    return sum(map(len, drawn)) / seconds, _mean_length(policy, tasks[:8])


def _mean_length(policy: EmbeddedPolicy, tasks: list[Task]) -> float:
    """Mean tokens of what the policy writes, its dead lines included."""
    longest = 6 * policy.max_lines + 1
    prompts = pad_prompts([encoding.encode(task.demonstrations) for task in tasks])
    draws = np.random.default_rng(0).random((len(tasks), SAMPLES, longest))
    config = PolicyConfig()
    settings = Settings(config.temperature, config.top_p, config.dead_line_penalty, longest)
    root = Tree(config.constraint, policy.max_lines).root()
    memory = remember(policy.model, prompts)
    drawn = decode(policy.model, memory, root, Repeating(list(draws)), settings)
    lengths = [len(sample.tokens) for own in drawn for sample in own]
    return sum(lengths) / len(lengths)


def _plain_generate(
    policy: EmbeddedPolicy, tasks: list[Task], shortest: int, longest: int
) -> float:
    """Sequences per second of `generate` on our model, eight tasks at once."""
    model = policy.model
    how = GenerationConfig(
        do_sample=True,
        top_k=0,
        num_return_sequences=SAMPLES,
        min_new_tokens=shortest,
        max_new_tokens=longest,
        decoder_start_token_id=special.BEGIN,
        pad_token_id=special.PAD,
        eos_token_id=special.END,
    )

    def sample(group: list[Task]) -> None:
        prompts = pad_prompts([encoding.encode(task.demonstrations) for task in group])
        with torch.inference_mode():
            memory, real = model.encode(prompts)
            model.t5.generate(
                encoder_outputs=BaseModelOutput(last_hidden_state=memory),
                attention_mask=real.long(),
                generation_config=how,
            )

    group = tasks[:8]
    sample(group[:1])
    return SAMPLES * len(group) / _seconds(lambda: sample(group))


def _codet5_small() -> T5ForConditionalGeneration:
    config = T5Config(**_CODET5_SMALL, dropout_rate=0.0, decoder_start_token_id=0)
    return T5ForConditionalGeneration(config).eval()


def _paper_sampling(model: T5ForConditionalGeneration, options: argparse.Namespace) -> float:
    """Programs per second, reckoned from the prompt and the first tokens of one task."""
    prompt = torch.randint(10, 32_000, (1, options.prompt_tokens))

    def sample(count: int) -> None:
        how = GenerationConfig(
            do_sample=True,
            temperature=0.95,
            top_k=0,
            num_return_sequences=SAMPLES,
            min_new_tokens=count,
            max_new_tokens=count,
            decoder_start_token_id=0,
            pad_token_id=0,
            eos_token_id=2,
        )
        with torch.inference_mode():
            model.generate(prompt, generation_config=how)

    sample(1)
    first = _seconds(lambda: sample(1))
    more = _seconds(lambda: sample(1 + options.slice))
    step: float = max(more - first, 1e-9) / options.slice
    seconds = first + step * (int(options.program_tokens) - 1)
    return float(SAMPLES / seconds)


def _our_training(policy: EmbeddedPolicy, size: int = 32, steps: int = 12) -> float:
    """Examples per second on seeds and their tasks, in batches of like lengths."""
    tasks, seeds = load_tasks("arc1", "training"), load_seeds()
    examples = [
        Example(encoding.encode(tasks[name].demonstrations), tuple(tokens.encode(program)))
        for name, program in seeds.items()
        if name in tasks and len(program) <= policy.max_lines
    ]
    groups = batches(examples, size, generator(0, "benchmark"))
    made = [collate(group) for group in islice(cycle(groups), steps)]
    trainer = Trainer(policy.model, LearnerConfig())
    for batch in made:
        trainer.step(batch.part(0, 2))
    seconds = _seconds(lambda: [trainer.step(batch) for batch in made])
    return float(sum(map(len, made)) / seconds)


def _paper_training(model: T5ForConditionalGeneration, options: argparse.Namespace) -> float:
    """Examples per second of one step on a batch of eight."""
    count = 8
    prompts = torch.randint(10, 32_000, (count, options.prompt_tokens))
    labels = torch.randint(10, 32_000, (count, options.program_tokens))
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5, fused=True)

    def step(examples: int) -> None:
        with autocast(precision("auto", torch.device("cpu")), torch.device("cpu")):
            loss = model(input_ids=prompts[:examples], labels=labels[:examples]).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    step(1)
    seconds = _seconds(lambda: step(count))
    return count / seconds
