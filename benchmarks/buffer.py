"""The replay buffer at 10^4, 10^5 and 10^6 experiences: what each thing costs as it grows.

    python -m benchmarks buffer [--sizes 10000 100000 1000000] [--json] [--keep FOLDER]

Times are wall-clock seconds of one call, the median of several where that is cheap. A database is
filled by bulk insertion, then everything is measured through `ReplayBuffer` as a run uses it. The
comparison is a re-statement of what the published buffer does at each draw: make the list of all
keys anew, then choose one.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from arc_dsl.outcome import PlainGrid
from buffer.experience import Experience, Origin
from buffer.packing import pack
from buffer.replay import ReplayBuffer, ReplaySettings
from buffer.sampling import SamplingSettings
from buffer.schema import ExperienceRow, OutputsRow, ProgramRow, TaskRow
from buffer.writing import digest, insert_rows

__all__ = ["main"]

TASKS = [f"{number:08x}" for number in range(400)]
HALF = TASKS[::2]
DRAW = 1_000
INSERT = 10_000
BULK = 50_000
SCORES = (0.0, 0.0, 0.0, 0.0, 1 / 3, 0.5, 1.0)

MEASURES = {
    "open_s": "opening",
    "draw_s": "prioritised draw of 1,000 ids",
    "first_draw_s": "  the first after opening",
    "draw_after_insert_s": "  the first after an insertion",
    "draw_half_s": "  among the experiences of half the tasks",
    "draw_rank_s": "  by rank, with replacement",
    "draw_rank_first_s": "  by rank, the first after opening",
    "draw_90k_s": "prioritised draw of 90,000 ids (or all)",
    "contents_s": "contents of 1,000",
    "insert_10k_s": "insertion of 10,000 in one transaction",
    "evict_10k_s": "eviction of 10,000",
    "index_mb": "memory of the index, MB",
    "file_mb": "database file, MB",
    "build_s": "building the database (bulk)",
}


def main(argv: list[str]) -> int:
    """Measure and print a table, or with `--json` one object. Returns 0."""
    parser = argparse.ArgumentParser(prog="benchmarks buffer", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--keep", type=Path, help="keep the databases in this folder")
    arguments = parser.parse_args(argv)
    results: dict[str, dict[str, float]] = {}
    for size in arguments.sizes:
        with _folder(arguments.keep) as folder:
            results[str(size)] = _measure(folder / f"buffer-{size}.sqlite", size)
    published = _published(100_000)
    ours = results.get("100000", {}).get("draw_s")
    found = {
        "sizes": results,
        "published_draw_1000_at_100000_s": published,
        "draw_against_published": published / ours if ours else None,
    }
    sys.stdout.write(json.dumps(found) + "\n" if arguments.json else _table(found, results))
    return 0


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _measure(path: Path, size: int) -> dict[str, float]:
    found: dict[str, float] = {}
    if not path.exists():
        found["build_s"] = _seconds(lambda: _build(path, size))
    start = time.perf_counter()
    with ReplayBuffer.open(path, settings=ReplaySettings(seed=1)) as buffer:
        found["open_s"] = time.perf_counter() - start
        found["first_draw_s"] = _seconds(lambda: buffer.draw_ids(DRAW))
        found["draw_s"] = _median(lambda: buffer.draw_ids(DRAW))
        buffer.draw_ids(DRAW, tasks=HALF)
        found["draw_half_s"] = _median(lambda: buffer.draw_ids(DRAW, tasks=HALF))
        found["draw_90k_s"] = _median(lambda: buffer.draw_ids(90_000), 3)
        found["contents_s"] = _contents(buffer)
        found["index_mb"] = buffer.index.nbytes / 1e6
        fresh = [_experience(size + number) for number in range(INSERT)]
        found["insert_10k_s"] = _seconds(lambda: buffer.add(fresh))
        found["draw_after_insert_s"] = _seconds(lambda: buffer.draw_ids(DRAW))
        found["evict_10k_s"] = _seconds(lambda: buffer.evict(size))
    ranked = ReplaySettings(sampling=SamplingSettings("rank"))
    with ReplayBuffer.open(path, settings=ranked) as buffer:
        found["draw_rank_first_s"] = _seconds(lambda: buffer.draw_ids(DRAW, replacement=True))
        found["draw_rank_s"] = _median(lambda: buffer.draw_ids(DRAW, replacement=True))
    found["file_mb"] = path.stat().st_size / 1e6
    return found


def _contents(buffer: ReplayBuffer) -> float:
    times = []
    for _ in range(5):
        ids = buffer.draw_ids(DRAW)
        times.append(_seconds(lambda ids=ids: buffer.contents(ids)))  # type: ignore[misc]
    return statistics.median(times)


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _median(action: Callable[[], object], times: int = 9) -> float:
    return statistics.median(_seconds(action) for _ in range(times))


# Experiences of about the size of real ones


def _program(number: int) -> str:
    lines = [f"x{k} = objects(x{number % 97}, T, F, T)" for k in range(1, number % 8 + 1)]
    return "\n".join([*lines, f"O = crop(I, x{number}, UNITY)"])


def _grids(generator: random.Random) -> tuple[PlainGrid, ...]:
    height, width, ground = (generator.randint(*r) for r in ((3, 20), (3, 20), (0, 9)))
    return tuple(
        tuple(
            tuple(
                ground if generator.random() < 0.85 else generator.randint(0, 9)
                for _ in range(width)
            )
            for _ in range(height)
        )
        for _ in range(3)
    )


def _experience(number: int) -> Experience:
    generator = random.Random(number)
    return Experience(
        TASKS[number % len(TASKS)],
        _program(number),
        _grids(generator),
        generator.choice(SCORES),
        generator.random(),
        Origin.MUTATION,
        _program(number // 2),
        number // 20_000,
    )


def _build(path: Path, size: int) -> None:
    generator = random.Random(1)
    packed = [pack(_grids(generator)) for _ in range(500)]
    with ReplayBuffer.open(path) as buffer:
        with buffer.store.write() as connection:
            insert_rows(connection, TaskRow, [{"id": t, "demonstrations": None} for t in TASKS])
        for start in range(0, size, BULK):
            with buffer.store.write() as connection:
                _insert(connection, range(start, min(start + BULK, size)), packed, generator)


def _insert(
    connection: Connection, numbers: range, packed: list[bytes], generator: random.Random
) -> None:
    texts = [_program(number) for number in numbers]
    programs = [
        {"id": n + 1, "text": t, "digest": digest(t), "lines": t.count("\n") + 1,
         "characters": len(t), "bits": None}
        for n, t in zip(numbers, texts, strict=True)
    ]  # fmt: skip
    experiences = [
        {"id": n + 1, "task_id": TASKS[n % len(TASKS)], "program_id": n + 1,
         "score": generator.choice(SCORES), "distance": generator.random(), "origin": "mutation",
         "parent_id": n // 2 + 1, "meta_iteration": n // 20_000}
        for n in numbers
    ]  # fmt: skip
    outputs = [{"experience_id": n + 1, "packed": generator.choice(packed)} for n in numbers]
    insert_rows(connection, ProgramRow, programs)
    insert_rows(connection, ExperienceRow, experiences)
    insert_rows(connection, OutputsRow, outputs)


def _published(size: int) -> float:
    """Seconds for 1,000 draws that each list all keys anew, from 20 of them."""
    generator = random.Random(1)
    entries = {f"{TASKS[n % 400]}-{_program(n)}": n for n in range(size)}

    def draw() -> int:
        keys = list(entries)
        return entries[keys[generator.randrange(len(keys))]]

    return _median(draw, 20) * DRAW


def _table(found: dict[str, object], results: dict[str, dict[str, float]]) -> str:
    lines = [f"{'':44}" + "".join(f"{int(size):>14,}" for size in results)]
    for name, meaning in MEASURES.items():
        cells = [_cell(name, result.get(name)) for result in results.values()]
        lines.append(f"{meaning:44}" + "".join(f"{cell:>14}" for cell in cells))
    published, ratio = (
        found["published_draw_1000_at_100000_s"],
        found["draw_against_published"],
    )
    lines.append(f"\n1,000 draws that list 100,000 keys anew each time: {published:.2f} s")
    if ratio:
        lines.append(f"that is {ratio:,.0f} times the prioritised draw above")
    return "\n".join(lines) + "\n"


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if name.endswith("_mb"):
        return f"{value:,.1f}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
