"""Seed programs: known solutions to training tasks, as text, one program per task."""

from pathlib import Path

from arc_dsl.errors import ParseError
from arc_dsl.program import Program, parse_file, parse_functions
from data.errors import SeedError
from data.paths import expanded

__all__ = ["PACKAGED_SEEDS", "fitted_seeds", "load_seeds", "unsolved_tasks"]

PACKAGED_SEEDS = Path(__file__).parent / "seeds"
"""The folder of our own seeds, one `<task id>.txt` each."""
_PREFIX = "solve_"
_FITTED = "# fitted:"
_UNSOLVED = Path(__file__).parent / "unsolved.txt"


def load_seeds(path: Path | None = None) -> dict[str, Program]:
    """Programs by task id, sorted by id; the packaged ones if `path` is None.

    `path` is a folder of `<task id>.txt` files, one such file, or a Python file of functions
    `def solve_<task id>(I): ... return O` in the published form, which is read as text and never
    imported. Raises SeedError naming the file, the line and the reason.
    """
    where = PACKAGED_SEEDS if path is None else expanded(path)
    if where.is_dir():
        files = sorted(where.glob("*.txt"))
        if not files:
            raise SeedError(f"{where}: no *.txt files there")
        return {file.stem: _read(file) for file in files}
    if not where.exists():
        raise SeedError(f"{where}: no such file or folder")
    if where.suffix == ".py":
        return _read_functions(where)
    if where.suffix == ".txt":
        return {where.stem: _read(where)}
    raise SeedError(f"{where}: seeds are a folder of *.txt files, a .txt file or a .py file")


def fitted_seeds() -> dict[str, str]:
    """Packaged seeds known to be tied to the given grids, and to what: by task id.

    Such a file says so in its first line, `# fitted: why`.
    """
    found = {}
    for file in sorted(PACKAGED_SEEDS.glob("*.txt")):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        if first.startswith(_FITTED):
            found[file.stem] = first.removeprefix(_FITTED).strip()
    return found


def unsolved_tasks() -> dict[str, str]:
    """Training tasks without a packaged seed, and why: by task id."""
    lines = _UNSOLVED.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return {task_id: reason for task_id, _, reason in pairs}


def _read(file: Path) -> Program:
    try:
        return parse_file(file)
    except (ParseError, OSError) as error:
        raise SeedError(_named(file, error)) from None


def _read_functions(file: Path) -> dict[str, Program]:
    try:
        functions = parse_functions(file.read_text(encoding="utf-8"))
    except (ParseError, OSError) as error:
        raise SeedError(_named(file, error)) from None
    except UnicodeDecodeError:
        raise SeedError(f"{file}: not UTF-8 text") from None
    named = {
        name.removeprefix(_PREFIX): program
        for name, program in functions.items()
        if name.startswith(_PREFIX)
    }
    if not named:
        raise SeedError(f"{file}: no function solve_<task id>(I) in it")
    return dict(sorted(named.items()))


def _named(file: Path, error: Exception) -> str:
    """The error's message with the file in it once."""
    text = str(error)
    return text if str(file) in text else f"{file}: {text}"
