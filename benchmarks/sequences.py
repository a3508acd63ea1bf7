"""The loop on sequences: what learning adds over seeds and ablations, and rates against gzip, xz.

    python -m benchmarks sequences arms --seeds 10 --arms full A1 A2 A3 A6 A7
    python -m benchmarks sequences rate --sequences 400
    python -m benchmarks sequences natural

`arms` runs `codeit run --domain sequence` from random weights, short and without search, and
compares each run's first meta-iteration with its last, seed by seed. `rate` searches held-out
generated sequences, sends them and reads them back, and says what rate the generator's own programs
of at most so many lines would give: what a policy alone must be able to write. `natural` searches
bytes that come with Python, text and sound, cut into pieces of 128.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from codeit.domains.sequence.coding import baselines, decode, encode, precision
from codeit.domains.sequence.functions import Numbers
from codeit.domains.sequence.generating import distinct, draw
from codeit.domains.sequence.program import SequenceProgram
from codeit.domains.sequence.search import SearchSettings, search

__all__ = ["main"]

ARMS = ("full", "A1", "A2", "A3", "A6", "A7")
SHORT = {
    "sequence.sequences": 96,
    "sequence.searched": 0,
    "sequence.stream": 1500,
    "sequence.pool": 9000,
    "sequence.bases": 1,
    "loop.draw": 2000,
    "loop.meta_iterations": 5,
    "policy.width": 64,
    "policy.heads": 2,
    "policy.feed_forward": 128,
    "policy.program_tokens": 40,
    "policy.samples": 2,
    "learner.learning_rate": 0.003,
    "mutation.per_iteration": 300,
    "mutation.own_task": 100,
    "frozen.example_ms": 1.4,
    "frozen.sample_ms": 2.6,
    "frozen.mutant_ms": 0.2,
    "frozen.try_us": 0.001,
}
"""Twenty-five CPU seconds a run; without search, which would hide what learning does. What A7 has
in the place of learning was measured on these sequences, 27 November 2026: 2.75 CPU seconds for
2,000 examples, 2.6 for 1,000 samples, 0.85 for 5,435 mutants (means of two meta-iterations)."""
_FIGURES = (
    "accuracy",
    "policy_accuracy",
    "policy_only_accuracy",
    "rate",
    "policy_rate",
    "policy_only_rate",
)
_LINES = (0, 2, 4, 5, 6, 8, 10, 12, 16, 256)
_PIECE = 128
_RESAMPLES = 10_000


def main(arguments: Sequence[str]) -> int:
    """Run the named part and print its figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks sequences", description=__doc__)
    parser.add_argument("part", choices=("arms", "rate", "natural"))
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--seeds", type=int, default=10, help="runs of each arm")
    parser.add_argument("--first", type=int, default=1, help="the first of the seeds")
    parser.add_argument("--arms", nargs="+", default=list(ARMS), choices=ARMS)
    parser.add_argument(
        "--meta-iterations", type=int, default=SHORT["loop.meta_iterations"], help="of each run"
    )
    parser.add_argument("--runs", type=Path, help="keep runs here, and go on with what is there")
    parser.add_argument("--sequences", type=int, default=400, help="held-out sequences to send")
    given = parser.parse_args(arguments)
    if given.part == "arms":
        seeds = range(given.first, given.first + given.seeds)
        with tempfile.TemporaryDirectory() as folder:
            runs = given.runs or Path(folder)
            found = _arms(given.arms, seeds, given.meta_iterations, runs)
    elif given.part == "rate":
        drawn = distinct(draw(random.Random(2)), given.sequences)
        found = {"generated": _sent(list(drawn)), "own_programs": _own(drawn)}
    else:
        found = {name: _sent(_pieces(data)) for name, data in _natural().items()}
    print(json.dumps(found, indent=None if given.json else 2))
    return 0


def _arms(arms: Sequence[str], seeds: Sequence[int], iterations: int, runs: Path) -> dict[str, Any]:
    rows: dict[str, list[list[dict[str, Any]]]] = {arm: [] for arm in arms}
    for seed in seeds:  # all arms of a seed together, so that what is there can always be paired
        for arm in arms:
            rows[arm].append(_run(arm, seed, iterations, runs))
    found: dict[str, Any] = {}
    for arm, own in rows.items():
        spent = [sum(row["cpu_seconds"] for row in run) for run in own]
        found[arm] = {"seeds": list(seeds), "cpu_seconds": [round(each, 1) for each in spent]}
        for name in _FIGURES:
            first, last = [t[1][name] for t in own], [t[-1][name] for t in own]
            gains = [b - a for a, b in zip(first, last, strict=True)]
            found[arm][name] = {
                "first": statistics.mean(first),
                "last": statistics.mean(last),
                "last_of_seeds": last,
                "gain": _interval(gains),
            }
            if arm != "full" and "full" in rows:
                full = [t[-1][name] for t in rows["full"]]
                found[arm][name]["full_minus_this"] = _interval(
                    [a - b for a, b in zip(full, last, strict=True)]
                )
    return found


def _run(arm: str, seed: int, iterations: int, runs: Path) -> list[dict[str, Any]]:
    """The rows of a run; one that is there already is read."""
    metrics = runs / f"{arm}-{seed}" / "metrics.jsonl"
    if not metrics.exists() or len(metrics.read_text().splitlines()) <= iterations:
        command = [sys.executable, "-m", "codeit", "run", "--domain", "sequence"]
        command += ["--runs", str(runs), "--name", f"{arm}-{seed}", "--seed", str(seed)]
        command += [] if arm == "full" else ["--ablate", arm]
        command += [f"--set={name}={value}" for name, value in SHORT.items()]
        command += [f"--set=loop.meta_iterations={iterations}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return [json.loads(line) for line in metrics.read_text().splitlines()]


def _interval(values: Sequence[float]) -> dict[str, float | int]:
    """Mean of paired differences, its 95 % bootstrap interval, and how many are above 0."""
    rng = random.Random(1)
    means = sorted(statistics.fmean(rng.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    return {
        "mean": statistics.fmean(values),
        "low": means[_RESAMPLES // 40],
        "high": means[-_RESAMPLES // 40],
        "above_zero": sum(v > 0 for v in values),
        "below_zero": sum(v < 0 for v in values),
    }


def _sent(sequences: Sequence[Numbers]) -> dict[str, Any]:
    """Search programs, send the sequences, read them back, and compare with gzip and xz."""
    began = time.process_time()
    settings = SearchSettings(width=6, divisions=2, depth=3)
    offers: dict[int, SequenceProgram] = {
        i: search(sequence, settings)[0] for i, sequence in enumerate(sequences)
    }
    seconds = time.process_time() - began
    message = encode(sequences, offers)
    if decode(message.data) != list(sequences):
        raise RuntimeError("what was sent is not what came back")
    return {
        "sequences": len(sequences),
        "bytes": message.raw,
        "search_seconds": seconds,
        "rate": message.rate,
        "paper_rate": message.paper_rate,
        "programs_sent": len(message.programs),
        "precision": precision(sequences, offers),
        **baselines(sequences),
    }


def _own(drawn: Mapping[Numbers, SequenceProgram]) -> dict[int, dict[str, float]]:
    """By lines: how many sequences have so short a program, and the rate with all of these."""
    sequences = list(drawn)
    found: dict[int, dict[str, float]] = {}
    for lines in _LINES:
        offers = {i: own for i, own in enumerate(drawn.values()) if len(own) <= lines}
        found[lines] = {"programs": len(offers), "rate": encode(sequences, offers).rate}
    return found


def _natural() -> dict[str, bytes]:
    """Bytes that come with Python, 6,400 of each kind where they are there."""
    found = {"text": Path(random.__file__).read_bytes()}
    try:
        sounds = resources.files("test") / "audiodata"
        for name in ("pluck-pcm8.wav", "pluck-pcm16.wav"):
            found[name] = (sounds / name).read_bytes()
    except (ModuleNotFoundError, OSError):
        print("this Python comes without sounds", file=sys.stderr)
    return {name: data[:6400] for name, data in found.items()}


def _pieces(data: bytes) -> list[Numbers]:
    return [tuple(data[at : at + _PIECE]) for at in range(0, len(data), _PIECE)]
