"""Everything a run has stored, as a data set that Hugging Face `datasets` loads.

    DIR/README.md                              the card: columns, counts, what may be missing
    DIR/data/train-00000-of-00001.parquet      one row for each experience

A row is one program on one task with what it gave. Grids are lists of rows of integers. The columns
`correct_test_input` and `predicted_test_output` are there only if they were asked for; the wanted
test outputs are handed in by whoever may read them, and stand in no column.

Needs pyarrow: `pip install 'codeit[dataset]'`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from arc_dsl import PlainGrid, parse
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.execute.pool import Pool
from arc_dsl.generate.bits import bits
from buffer.experience import Experience
from buffer.replay import ReplayBuffer
from codeit.errors import ExportError
from codeit.results.exports.programs import demand_new
from codeit.run.writing import write_whole
from data.tasks import Task

__all__ = ["COLUMNS", "TEST_COLUMNS", "DatasetFacts", "TestSide", "export_dataset"]

COLUMNS: Mapping[str, str] = {
    "task_id": "the task",
    "code": "the program, one call a line, in the language of `codeit language`",
    "correct_train_input": "for each demonstration, whether the program's output is the wanted one",
    "predicted_train_output": "for each demonstration, what the program gives; null if it fails",
    "model": "the checkpoint that proposed the program, or else who did",
    "program_bits": "description length of the program in bits",
    "parent": "the program that it was made from; null for seeds and for what the policy wrote",
    "origin": "who proposed it: seed, mutation, policy, search, ...",
    "meta_iteration": "when it was found; 0 is before the first",
    "seed": "the random seed of the run",
}
"""The columns that are always there, and what they mean."""
TEST_COLUMNS: Mapping[str, str] = {
    "correct_test_input": "for each test input, whether the output is the wanted one; null if"
    " nobody knows",
    "predicted_test_output": "for each test input, what the program gives; null if it fails",
}
"""Columns that are there on demand."""
PART = 2_000
"""Experiences held in memory at a time: some 20 MB."""
_FILE = "data/train-00000-of-00001.parquet"


@dataclass(frozen=True, slots=True)
class TestSide:
    """What is needed to fill the test columns."""

    __test__ = False  # no test class, whatever pytest makes of the name

    pool: Pool
    """Runs the programs on test inputs."""
    wanted: Mapping[str, Sequence[PlainGrid]] = field(default_factory=dict)
    """Test outputs by task, of the tasks whose outputs are known."""


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What the card says of where the data came from."""

    run: str
    seed: int
    search: str
    """Name of the search set."""
    versions: Mapping[str, str]


def export_dataset(
    folder: Path,
    buffer: ReplayBuffer,
    tasks: Mapping[str, Task],
    facts: DatasetFacts,
    tests: TestSide | None = None,
) -> int:
    """Write every experience that the buffer holds; returns how many.

    Experiences on tasks that are not among `tasks` are passed over. Raises ExportError if the
    folder is not empty or pyarrow is not installed.
    """
    demand_new(folder)
    arrow, parquet = _pyarrow()
    schema = _schema(arrow, with_tests=tests is not None)
    target = folder / _FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    count = 0
    with parquet.ParquetWriter(draft, schema, compression="zstd") as writer:
        for found in _parts(buffer, tasks):
            rows = [_row(experience, tasks[experience.task_id], facts) for experience in found]
            if tests is not None:
                _add_tests(rows, found, tasks, tests)
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    draft.replace(target)
    write_whole(folder / "README.md", _card(facts, count, with_tests=tests is not None))
    return count


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExportError(
            "data sets need pyarrow, which is not installed: pip install 'codeit[dataset]'"
        ) from None
    return pyarrow, pyarrow.parquet


def _schema(arrow: Any, *, with_tests: bool) -> Any:
    grid = arrow.list_(arrow.list_(arrow.int16()))
    fields = {
        "task_id": arrow.string(),
        "code": arrow.string(),
        "correct_train_input": arrow.list_(arrow.bool_()),
        "predicted_train_output": arrow.list_(grid),
        "correct_test_input": arrow.list_(arrow.bool_()),
        "predicted_test_output": arrow.list_(grid),
        "model": arrow.string(),
        "program_bits": arrow.float64(),
        "parent": arrow.string(),
        "origin": arrow.string(),
        "meta_iteration": arrow.int32(),
        "seed": arrow.int64(),
    }
    return arrow.schema(
        [(name, kind) for name, kind in fields.items() if with_tests or name not in TEST_COLUMNS]
    )


def _parts(buffer: ReplayBuffer, tasks: Mapping[str, Task]) -> Iterator[list[Experience]]:
    ids = buffer.index.ids.tolist()
    for start in range(0, len(ids), PART):
        found = buffer.contents(ids[start : start + PART])
        yield [experience for experience in found if experience.task_id in tasks]


def _row(found: Experience, task: Task, facts: DatasetFacts) -> dict[str, Any]:
    return {
        "task_id": found.task_id,
        "code": found.program,
        "correct_train_input": [
            grid == wanted for grid, wanted in zip(found.outputs, task.outputs, strict=True)
        ],
        "predicted_train_output": list(found.outputs),
        "model": found.checkpoint or found.origin.value,
        "program_bits": found.bits if found.bits is not None else _bits(found.program),
        "parent": found.parent,
        "origin": found.origin.value,
        "meta_iteration": found.meta_iteration,
        "seed": facts.seed,
    }


@lru_cache(maxsize=100_000)
def _bits(program: str) -> float:
    """Some milliseconds for each different program; a program is on several tasks."""
    return bits(parse(program))


def _add_tests(
    rows: Sequence[dict[str, Any]],
    found: Sequence[Experience],
    tasks: Mapping[str, Task],
    tests: TestSide,
) -> None:
    """Run every program on its task's test inputs, in the pool's workers."""
    jobs = [Job(Batch.of([one.program]), tasks[one.task_id].test_inputs) for one in found]
    for row, one, outcomes in zip(rows, found, tests.pool.run(jobs), strict=True):
        given = [by_input[0].grid for by_input in outcomes]
        wanted = tests.wanted.get(one.task_id)
        verdicts = (
            [None] * len(given)
            if wanted is None
            else [grid == output for grid, output in zip(given, wanted, strict=True)]
        )
        row |= {"correct_test_input": verdicts, "predicted_test_output": given}


def _card(facts: DatasetFacts, count: int, *, with_tests: bool) -> str:
    columns = {**COLUMNS, **(TEST_COLUMNS if with_tests else {})}
    table = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in columns.items())
    versions = ", ".join(f"{name} {number}" for name, number in facts.versions.items())
    said = (
        "This data set **holds verdicts on test outputs** (`correct_test_input`) and outputs for"
        " test inputs. Whoever trains or selects by them can no longer be measured on these tasks."
        if with_tests
        else "This data set holds **nothing about test pairs**: neither outputs for test inputs nor"
        " verdicts on them."
    )
    return f"""---
license: apache-2.0
pretty_name: Programs of the codeit run {facts.run!r}
task_categories:
- text-generation
tags:
- arc
- program-synthesis
configs:
- config_name: default
  data_files:
  - split: train
    path: data/*.parquet
---

# Programs of a codeit run

{count:,} experiences of the run `{facts.run}` (random seed {facts.seed}, search set
{facts.search}): every program that the run kept, with what it gave on the demonstrations of a task.
Right ones, nearly right ones and wrong ones are all there; an experience is a correct example of
the task that its own outputs define.

{said}

The search set's tasks are somebody's test: look at its name above before training on this.

| column | is |
|---|---|
{table}

Grids are lists of rows of integers, 0 to 9.

    from datasets import load_dataset
    programs = load_dataset("FOLDER", split="train")

Made with {versions}.
"""
