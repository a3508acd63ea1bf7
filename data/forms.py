"""The forms in which people write tasks down, all turned into one: `{"train": ..., "test": ...}`.

Read are one task, tasks by id, a list of tasks, a bare list of pairs (all of them demonstrations),
and JSON lines of these. Lists of pairs may be called `training_examples` and `test_examples`; keys
that are not known are left alone. What the grids are is not looked at here.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.errors import MalformedData

__all__ = ["names_a_task", "parse_json", "tasks_in"]

_PARTS = {"training_examples": "train", "test_examples": "test"}
"""Other names of the two lists of pairs."""
_ID_KEYS = ("id", "task_id", "name")
_LONGEST_ID = 200
"""Characters of an id: it is the name of a file when something is exported."""


def parse_json(text: str, file: Path, *, in_lines: bool = False) -> object:
    """The JSON value of a text; of several lines with a value each, the list of these.

    Raises MalformedData naming line and column.
    """
    if not in_lines:
        try:
            return _value(text, file)
        except _Further:
            pass  # values follow each other: lines, though the name does not say so
    return [
        _value(line, file, number)
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]


class _Further(Exception):
    """The text goes on after its first value, in another line."""


def _value(text: str, file: Path, line: int = 0) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object_without_repeats)
    except RecursionError:
        raise MalformedData(file, "nested too deeply") from None
    except json.JSONDecodeError as error:
        if not line and error.msg == "Extra data" and error.lineno > 1:
            raise _Further from None
        where = f"line {line or error.lineno} column {error.colno}"
        raise MalformedData(file, f"torn or not JSON: {error.msg} at {where}") from None
    except ValueError as error:
        raise MalformedData(file, str(error)) from None


def _object_without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, refusing repeated keys: of two tasks with one id, one would vanish unseen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        repeated = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {repeated!r:.80} stands there twice")
    return found


def tasks_in(content: object, name: str, file: Path) -> Iterator[tuple[str | None, object]]:
    """The tasks of a file's content, each with its id; None where the file's name is the id.

    Each is in the form `{"train": ..., "test": ...}` if it is a task at all. Raises MalformedData
    if the content is of no form known here.
    """
    if isinstance(content, dict):
        if _is_task(content):
            yield None, _usual(content)
        elif content:
            for key, task in content.items():
                yield key, _usual(task)
        else:
            raise MalformedData(file, "there is no task in it")
    elif isinstance(content, list):
        yield from _listed(content, name, file)
    else:
        raise MalformedData(file, f"expected an object or a list, found {type(content).__name__}")


def _listed(content: list[object], name: str, file: Path) -> Iterator[tuple[str | None, object]]:
    """Pairs of one task, or tasks."""
    if not content:
        raise MalformedData(file, "there is no task in it")
    if all(_is_pair(each) for each in content):
        yield None, _usual(content)
        return
    for number, each in enumerate(content, 1):
        if isinstance(each, dict) and _is_task(each):
            yield _own_id(each) or f"{name}-{number}", _usual(each)
        elif isinstance(each, dict) and not _is_pair(each):
            for key, task in each.items():  # a line of a file with tasks by id
                yield key, _usual(task)
        elif isinstance(each, list) and each and all(_is_pair(pair) for pair in each):
            yield f"{name}-{number}", _usual(each)
        else:
            kind = type(each).__name__
            reason = f"expected a list of tasks or of pairs, found {kind} as number {number}"
            raise MalformedData(file, reason)


def _is_task(content: dict[str, object]) -> bool:
    return any(key in content for key in ("train", "test", *_PARTS))


def _is_pair(content: object) -> bool:
    return isinstance(content, dict) and "input" in content and not _is_task(content)


def _own_id(task: dict[str, object]) -> str | None:
    """What the task calls itself, if it does."""
    given = (task.get(key) for key in _ID_KEYS)
    return next((str(each) for each in given if isinstance(each, str | int) and each != ""), None)


def _usual(task: object) -> object:
    """The task with its parts under their usual names; as it is if it is no task."""
    if isinstance(task, list) and task and all(_is_pair(pair) for pair in task):
        return {"train": task, "test": []}
    if isinstance(task, dict) and not task.keys().isdisjoint(_PARTS):
        return {_PARTS.get(key, key): value for key, value in task.items()}
    return task


@lru_cache(maxsize=4096)  # the same few ids are looked at for every stored row
def names_a_task(task_id: str) -> bool:
    """Whether an id stays in its folder when something is exported under it.

    It may have folders of its own, as in `Above/a1`, but no way out of them, and nothing that
    cannot be printed.
    """
    parts = task_id.split("/")
    plain = task_id.isprintable() and len(task_id) <= _LONGEST_ID and "\\" not in task_id
    return plain and all(part.strip() and part not in (".", "..") for part in parts)
