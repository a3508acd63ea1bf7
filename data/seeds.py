"""Seed programs: known solutions to training tasks, as text, one program per task."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arc_dsl import Program
from data.datasets import is_dataset, read_dataset
from data.errors import ProgramFileError, SeedError, SourceNotFound, UnreadableFile
from data.files import as_text, read_text
from data.naming import unlike_names
from data.paths import expanded
from data.programs import parse_text
from data.solvers import functions_in
from data.trees import Found, files_below

__all__ = [
    "PACKAGED_SEEDS",
    "Seeds",
    "fitted_seeds",
    "load_seeds",
    "read_seeds",
    "unsolved_tasks",
]

PACKAGED_SEEDS = Path(__file__).parent / "seeds"
"""The folder of our own seeds, one `<task id>.txt` each."""
_ENDINGS = (".txt", ".py")
_FITTED = "# fitted:"
_UNSOLVED = Path(__file__).parent / "unsolved.txt"


@dataclass(frozen=True, slots=True)
class Seeds:
    """Seed programs, and what lay among them and is none."""

    programs: dict[str, Program]
    """By task id, sorted by id."""
    left_out: tuple[SeedError, ...] = ()
    """Files and functions that are no program, with file, line and reason."""


def load_seeds(path: Path | None = None) -> dict[str, Program]:
    """The programs that `read_seeds` reads, by task id."""
    return read_seeds(path).programs


def read_seeds(path: Path | None = None) -> Seeds:
    """Programs by task id; the packaged ones if `path` is None.

    `path` is a folder (or archive) of `<task id>.txt` files and Python files, or one such file, or
    the folder of a data set (`data.datasets`). In
    a Python file each function `solve_<task id>(I)` or `verify_<task id>(I)` is a program; it is
    read as text and never imported. Raises SeedError if there is no program at all.
    """
    where = PACKAGED_SEEDS if path is None else expanded(path)
    if not where.exists():
        raise SeedError(f"{where}: no such file or folder")
    if is_dataset(where):
        return Seeds(*read_dataset(where))
    if where.is_file() and where.suffix.lower() not in (*_ENDINGS, ".zip", ".gz"):
        raise SeedError(f"{where}: seeds are a folder of *.txt files, a .txt file or a .py file")
    try:
        files = files_below(where, _ENDINGS)
    except UnreadableFile as error:
        raise SeedError(str(error)) from None
    except SourceNotFound:
        raise SeedError(f"{where}: no *.txt files there, and no *.py") from None
    programs: dict[str, Program] = {}
    left_out: list[SeedError] = []
    names = unlike_names(files)
    for found in files:
        for read in _programs(found, names[found.file]):
            if isinstance(read, SeedError):
                left_out.append(read)
            elif read[0] in programs:
                left_out.append(SeedError(f"{read[2]}: a second program for {read[0]}"))
            else:
                programs[read[0]] = read[1]
    if not programs:
        raise _none(where, left_out)
    return Seeds(dict(sorted(programs.items())), tuple(left_out))


def _none(where: Path, left_out: list[SeedError]) -> SeedError:
    """The error for seeds of which none is a program."""
    if len(left_out) == 1:
        return left_out[0]
    some = f", such as {left_out[0]}" if left_out else ""
    return SeedError(f"{where}: no program and no function solve_<task id>(I) in it{some}")


def _programs(found: Found, name: str) -> Iterator[tuple[str, Program, str] | SeedError]:
    """The programs of a file: task id, program, and where it stands."""
    try:
        text = as_text(found.read(), found.file)
        if found.name.lower().endswith(".py"):
            yield from _functions(text, found.file)
        else:
            yield name, parse_text(text, str(found.file)).program, str(found.file)
    except UnreadableFile as error:
        yield SeedError(str(error))
    except ProgramFileError as error:
        yield SeedError(str(error))


def _functions(text: str, file: Path) -> Iterator[tuple[str, Program, str] | SeedError]:
    for function in functions_in(text):
        where = f"{file}:{function.line}"
        if not function.task_id:
            reason = "not called solve_<task id> or verify_<task id>"
            yield SeedError(f"{where}: {function.name}: {reason}")
        elif function.program is None:
            yield SeedError(f"{where}: {function.name}: {function.reason}")
        else:
            yield function.task_id, function.program, where


def fitted_seeds() -> dict[str, str]:
    """Packaged seeds known to be tied to the given grids, and to what: by task id.

    Such a file says so in its first line, `# fitted: why`.
    """
    found = {}
    for file in sorted(PACKAGED_SEEDS.glob("*.txt")):
        first = read_text(file).partition("\n")[0]
        if first.startswith(_FITTED):
            found[file.stem] = first.removeprefix(_FITTED).strip()
    return found


def unsolved_tasks() -> dict[str, str]:
    """Training tasks without a packaged seed, and why: by task id."""
    lines = read_text(_UNSOLVED).splitlines()
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return {task_id: reason for task_id, _, reason in pairs}
