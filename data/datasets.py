"""Programs in a data set folder, as `codeit export --format dataset` and others publish them.

A folder with `*.parquet` files in it or in its `data` folder, of columns `task_id`, `code` and,
where there is one, `correct_train_input`. `code` is a program in our own form or one function
`solve_<task id>(I)` in the published one; it is read as text and never run.

Needs pyarrow: `pip install 'codeit[dataset]'`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arc_dsl import Program, parse
from arc_dsl.errors import ParseError
from data.errors import SeedError
from data.solvers import functions_in

__all__ = ["is_dataset", "read_dataset"]

ROWS = 10_000
"""Rows held in memory at a time."""


def is_dataset(folder: Path) -> bool:
    """Whether the folder holds Parquet files where data sets have them."""
    return folder.is_dir() and any(_files(folder))


def read_dataset(folder: Path) -> tuple[dict[str, Program], tuple[SeedError, ...]]:
    """The best program of each task, by task id, and why others are none.

    Where a row says which demonstrations are right (`correct_train_input`), only programs that are
    right on all of them count; of several the shortest text does. What test columns say is not
    looked at. Raises SeedError if pyarrow is missing, a file cannot be read or there is no program.
    """
    best: dict[str, Program] = {}
    left_out: list[SeedError] = []
    for where, task_id, code in _rows(folder):
        try:
            program = _program(code)
        except ParseError as error:
            left_out.append(SeedError(f"{where}: {error}"))
            continue
        known = best.get(task_id)
        if known is None or _key(program) < _key(known):
            best[task_id] = program
    if not best:
        some = f", such as {left_out[0]}" if left_out else ""
        raise SeedError(f"{folder}: no program that is right on all demonstrations{some}")
    return dict(sorted(best.items())), tuple(left_out)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.parquet"))
    yield from sorted(folder.glob("data/*.parquet"))


def _key(program: Program) -> tuple[int, str]:
    return len(str(program)), str(program)


def _rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Where a row stands, its task and its code, of the rows whose program counts."""
    parquet = _parquet()
    for file in _files(folder):
        number = 0
        try:
            with parquet.ParquetFile(file) as opened:
                names = set(opened.schema_arrow.names)
                if missing := {"task_id", "code"} - names:
                    raise SeedError(f"{file}: it has no column {sorted(missing)[0]}")
                wanted = [n for n in ("task_id", "code", "correct_train_input") if n in names]
                for batch in opened.iter_batches(ROWS, columns=wanted):
                    for row in batch.to_pylist():
                        number += 1
                        task_id, code = row["task_id"], row["code"]
                        right = row.get("correct_train_input", True)
                        if isinstance(task_id, str) and isinstance(code, str) and _all(right):
                            yield f"{file}: row {number}", task_id, code
        except (OSError, ValueError) as error:  # pyarrow's own errors are among these
            raise SeedError(f"{file}: not a Parquet file that can be read: {error}") from None


def _all(right: Any) -> bool:
    """A verdict for all demonstrations together, or one for each."""
    return bool(right) and all(right) if isinstance(right, list) else right is True


def _program(code: str) -> Program:
    """Raises ParseError."""
    try:
        return parse(code)
    except ParseError as error:
        programs = [f.program for f in functions_in(code) if f.program is not None]
        if len(programs) != 1:
            raise error from None
        return programs[0]


def _parquet() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        raise SeedError(
            "data sets need pyarrow, which is not installed: pip install 'codeit[dataset]'"
        ) from None
    return pyarrow.parquet
