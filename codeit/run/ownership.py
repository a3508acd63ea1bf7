"""Whose a database is: one run works in it, and that run finds it again.

The database is marked with the id of its run. A run that was killed before it could mark the
database does so when it goes on. It also knows the run's folder and `config.json`, so that one that
is lost comes back when the run is begun again, and one that changed is seen.
"""

import json
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from buffer.errors import BufferUnavailable
from buffer.inspection import states
from buffer.replay import ReplayBuffer
from codeit.errors import RunError, RunIncomplete
from codeit.run.folder import UNNAMED, RunFolder, is_run_id
from codeit.run.state import LOOP
from codeit.run.stored_tasks import TASKS_FILE
from codeit.run.writing import as_json, write_whole
from data.errors import plain

__all__ = ["changed_files", "claim", "demand_own", "demand_unused", "restored"]

_MARK = "run"
"""Name of the state that says which run works in the database."""


_RECORD = "folder"
"""Name of the state that says what the run's folder holds beside what is made from the database."""

_LONGEST = 8 * 2**20
"""Bytes of that state: a `config.json`, once more as text."""
_MOST_VERSIONS, _LONGEST_VERSION = 50, 100


def claim(buffer: ReplayBuffer, folder: RunFolder) -> None:
    """Mark the database as the run's, if it is not yet. Raises RunError if it is another's."""
    own = _is_own(buffer.state, folder)
    known = _record(buffer)
    tasks = folder.path / TASKS_FILE
    now = {
        "folder": str(folder.path.absolute()),
        "config.json": folder.record(),
        TASKS_FILE: _digest(tasks.read_bytes()) if tasks.is_file() else None,
    }
    if own and known and known.get(TASKS_FILE):
        now[TASKS_FILE] = known[TASKS_FILE]  # written once, when the run began
    if not own or known != now:
        with buffer.transaction():
            if not own:
                demand_unused(buffer)
                buffer.set_state(_MARK, folder.id.encode())
            buffer.set_state(_RECORD, as_json(now).encode())


def _record(buffer: ReplayBuffer) -> dict[str, Any] | None:
    return _object(buffer.state(_RECORD))


def _object(text: object) -> dict[str, Any] | None:
    """The JSON object that a text of the database is, whoever wrote it; None if it is none."""
    if not isinstance(text, str | bytes) or len(text) > _LONGEST:
        return None
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=16).hexdigest()


def changed_files(buffer: ReplayBuffer, folder: RunFolder) -> list[str]:
    """Names of files that are not as the run wrote them; a folder elsewhere is no change."""
    known = _record(buffer)
    if known is None:
        return []  # a run of before, not gone on with since
    tasks = folder.path / TASKS_FILE
    now = {
        "config.json": folder.record(),
        TASKS_FILE: _digest(tasks.read_bytes()) if tasks.is_file() else None,
    }
    return [name for name, found in now.items() if known.get(name) not in (None, found)]


def restored(buffer: ReplayBuffer, draft: RunFolder) -> bool:
    """Whether the draft is the database's own run, begun again since its `config.json` is lost.

    Then that is written back: what this command would write, and of what the database says no more
    than the run's id and the versions it began with. Another's database is refused: raises
    RunError.
    """
    if not _is_used(buffer.state):
        return False
    known = _record(buffer) or {}
    was, now = _object(known.get("config.json")) or {}, json.loads(draft.record())
    same = all(was.get(part) == now[part] for part in ("fingerprints", "config"))
    run_id, versions = was.get("id", UNNAMED), was.get("versions")
    if (
        same
        and known.get("folder") == str(draft.path.absolute())
        and is_run_id(run_id)
        and _are_versions(versions)
    ):
        again = {**now, "id": run_id, "versions": versions}
        if "id" not in was:
            del again["id"]
        write_whole(draft.path / "config.json", as_json(again, indent=2) + "\n")
        return True
    demand_unused(buffer)
    return False


def _are_versions(told: object) -> bool:
    return (
        isinstance(told, dict)
        and len(told) <= _MOST_VERSIONS
        and all(isinstance(each, str) and len(each) <= _LONGEST_VERSION for each in told.values())
    )


def demand_unused(buffer: ReplayBuffer) -> None:
    """Raise RunError if a run has begun in the database."""
    if _is_used(buffer.state):
        where = (_record(buffer) or {}).get("folder")
        begun = f" (begun in {plain(where)})" if where else ""
        raise RunError(
            f"{buffer.store.label} holds another run already{begun}: give a new database, or"
            " --resume that run; if its config.json is lost, the command that began it, given"
            " again, brings it back"
        )


def demand_own(folder: RunFolder) -> None:
    """Look whether the run's database is there and its own, before anything opens it for writing.

    Raises RunIncomplete if it is another's, or knows less than the folder shows, and
    BufferUnavailable if it is gone.
    """
    shown = folder.metrics.is_file() and folder.metrics.stat().st_size > 0
    try:
        state = states(folder.buffer_url).get
    except BufferUnavailable:
        if shown:
            raise
        return  # the run was killed before it stored anything
    if shown and state(LOOP) is None:
        found = "nothing of it"
    elif _is_used(state) and not _is_own(state, folder):
        found = "another run"
    else:
        return
    raise RunIncomplete(
        f"the database of {folder.path} holds {found}: restore the run's own, or begin a new run"
    )


def _is_used(state: Callable[[str], bytes | None]) -> bool:
    return state(_MARK) is not None or state(LOOP) is not None


def _is_own(state: Callable[[str], bytes | None], folder: RunFolder) -> bool:
    mark = state(_MARK)
    if mark is None and folder.id == UNNAMED:  # databases were not marked at first
        return state(LOOP) is not None
    return mark == folder.id.encode()
