"""Attacks a run from outside: full disks, locks, permissions, torn files, clocks, dead writers.

Each time the same run on toy tasks, killed while it stored its second meta-iteration, is resumed
into a misfortune. It must say in one line what to do, and once the cause is gone end as the run
to which nothing ever happened.
"""

import errno
import os
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from runs_on_toys import call, command, contents, standing_in, write_toys

from buffer.experience import MetaIteration
from codeit.cli.reports.pages import write_page
from codeit.errors import CheckpointError, RunError
from codeit.policy.scripted import ScriptedLearner
from codeit.run.checkpoints import restore
from codeit.run.config import preset
from codeit.run.folder import RunFolder
from codeit.run.sources import load_sources
from viz import report

KILLED_WHILE_STORING = """
    import os, signal
    from codeit import loop
    store = loop.store

    def killed(buffer, trials, experiences, state, *rest):
        store(buffer, trials, experiences, state, *rest)
        if state.gathered == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    loop.store = killed
"""


@pytest.fixture(scope="session")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mishaps")
    write_toys(folder)
    for name, misfortune in (("whole", ""), ("half", KILLED_WHILE_STORING)):
        arguments = command(folder, name, "--set", "buffer.busy_seconds=0.3")
        done = call(standing_in(misfortune, *arguments[3:]))
        assert done.returncode == (-9 if misfortune else 0), done.stderr
    return folder


@pytest.fixture
def run(toys: Path, tmp_path: Path) -> Path:
    """A copy of the run that was killed half-way."""
    return shutil.copytree(toys / "runs" / "half", tmp_path / "run")


def resume(run: Path, misfortune: str = "") -> "tuple[int, str]":
    """Exit code, and what was said on stderr."""
    done = call(standing_in(misfortune, "run", "--resume", str(run)))
    return done.returncode, done.stderr


def check_error(run: Path, misfortune: str, *words: str) -> None:
    """The resumed run ends with one line that has these words."""
    code, said = resume(run, misfortune)
    assert code == 2, said
    assert said.startswith("error: ")
    assert said.count("\n") == 1, said
    for word in words:
        assert word in said


def check_nothing_lost(run: Path, toys: Path) -> None:
    """Resumed once more, it ends as the run that was never disturbed."""
    code, said = resume(run)
    assert code == 0, said
    assert contents(run) == contents(toys / "runs" / "whole")


# Full disks

LIMITED = """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, resource.RLIM_INFINITY))
"""
NO_SPACE = """
    import errno, os
    from codeit.policy import scripted

    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    {place} = full
"""


def test_a_database_that_cannot_grow_any_more_loses_nothing(run: Path, toys: Path) -> None:
    size = max(f.stat().st_size for f in run.iterdir())
    check_error(run, LIMITED.format(size=size), "buffer.sqlite", "no space is left", "resume")
    check_nothing_lost(run, toys)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (
            "scripted.ScriptedLearner.save",
            ("iteration-00002", "mend it, then", "codeit run --resume"),
        ),
        ("os.fsync", ("metrics.jsonl", "try again")),
    ],
)
def test_a_full_disk_under_the_other_files_loses_nothing(
    run: Path, toys: Path, place: str, words: tuple[str, ...]
) -> None:
    check_error(run, NO_SPACE.format(place=place), "No space left", *words)
    check_nothing_lost(run, toys)


# Permissions

POWERLESS = """
    import ctypes
    # Even the superuser is then bound by permissions: capset without CAP_DAC_OVERRIDE.
    libc = ctypes.CDLL(None, use_errno=True)
    head, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, data) == 0
    data[0] &= ~2
    assert libc.capset(head, data) == 0
"""


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (".", ("cannot write", "metrics.jsonl", "Permission denied", "try again")),
        ("buffer.sqlite", ("buffer.sqlite", "cannot be written", "permissions")),
        ("checkpoints", ("cannot write", "iteration-00002", "Permission denied", "--resume")),
    ],
)
def test_what_may_not_be_written_is_named_and_loses_nothing(
    run: Path, toys: Path, where: str, words: tuple[str, ...]
) -> None:
    place = run / where
    mode = place.stat().st_mode
    place.chmod(mode & ~0o222)
    check_error(run, POWERLESS, *words)
    place.chmod(mode)
    check_nothing_lost(run, toys)


# Locks


def test_a_locked_database_is_waited_for_and_then_named(run: Path, toys: Path) -> None:
    with closing(sqlite3.connect(run / "buffer.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        check_error(run, "", "buffer.sqlite", "another process", "resume")
    check_nothing_lost(run, toys)


def test_a_database_locked_in_the_middle_of_a_run_loses_nothing(run: Path, toys: Path) -> None:
    check_error(
        run,
        """
        import sqlite3
        from codeit import loop
        learn = loop.learn

        def locked(number, parts, reporter):
            global other
            report = learn(number, parts, reporter)
            other = sqlite3.connect(parts.buffer.store.path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            return report

        loop.learn = locked
        """,
        "another process",
        "resume",
    )
    check_nothing_lost(run, toys)


# Torn and left files


def torn_database(run: Path) -> Callable[[], object]:
    for extra in run.glob("buffer.sqlite-*"):
        extra.unlink()
    return torn(run / "buffer.sqlite")


def torn_checkpoint(run: Path) -> Callable[[], object]:
    (run / "checkpoints" / "iteration-00001").rename(run / "elsewhere")
    return lambda: (run / "elsewhere").rename(run / "checkpoints" / "iteration-00001")


def torn_with_another(run: Path) -> Callable[[], object]:
    other = run / "checkpoints" / "iteration-00000"
    shutil.copytree(run / "checkpoints" / "iteration-00001", other)
    restore = torn_checkpoint(run)

    def mend() -> None:
        shutil.rmtree(other)
        restore()

    return mend


def torn(path: Path) -> Callable[[], object]:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return lambda: path.write_bytes(whole)


@pytest.mark.parametrize(
    ("tear", "words"),
    [
        (lambda run: torn(run / "config.json"), ("config.json is torn", "restore")),
        (torn_checkpoint, ("iteration-00001", "restore it from a copy", "--resume")),
        (torn_with_another, ("restore it", "new run", "policy.checkpoint=", "iteration-00000")),
    ],
)
def test_what_is_torn_or_missing_is_named_and_can_be_restored(
    run: Path, toys: Path, tear: Callable[[Path], Callable[[], object]], words: tuple[str, ...]
) -> None:
    restore = tear(run)
    check_error(run, "", *words)
    restore()
    check_nothing_lost(run, toys)


def test_what_to_type_after_a_torn_checkpoint_is_quoted(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "it's mine", preset("tiny"), {})
    ScriptedLearner().save(folder.checkpoint(1))
    with pytest.raises(CheckpointError) as caught:
        restore(ScriptedLearner(), folder, [MetaIteration(2, checkpoint="iteration-00002")])
    typed = shlex.split(str(caught.value).partition("then ")[2].replace(". Or", " Or"))
    assert str(folder.path) in typed
    assert f"policy.checkpoint={folder.checkpoint(1)}" in typed


def test_a_torn_database_is_named_and_can_be_restored(run: Path, toys: Path) -> None:
    with closing(sqlite3.connect(run / "buffer.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    restore = torn_database(run)
    check_error(run, "", "buffer.sqlite", "torn", "restore")
    restore()
    check_nothing_lost(run, toys)


def test_what_killed_writers_left_is_swept_away_and_nothing_else(run: Path, toys: Path) -> None:
    shelf = run / "checkpoints"
    left = [
        shelf / ".iteration-00002.4711.new",
        shelf / ".iteration-00001.old",
        run / ".metrics.jsonl.0a1b2c3d4e5f6071.part",
        run / "events" / ".events.out.tfevents.0000000002.codeit.0a1b2c3d.part",
    ]
    kept = [shelf / ".iteration-00007.old", shelf / "notes.new", run / "notes.txt"]
    for path in (*left, *kept):
        path.write_text("torn") if path.suffix in (".part", ".txt") else path.mkdir()
    check_nothing_lost(run, toys)
    assert not [path for path in left if path.exists()]
    assert all(path.exists() for path in kept)


# Clocks


def test_a_clock_that_jumps_back_changes_nothing_that_counts(run: Path, toys: Path) -> None:
    code, said = resume(
        run,
        """
        import time
        from datetime import datetime
        from buffer import records
        time.time = lambda: 1.0
        time.localtime = time.gmtime = lambda *_: time.struct_time((1971, 1, 1, 0, 0, 0, 4, 1, 0))
        records._now = lambda: datetime(1971, 1, 1)
        """,
    )
    assert code == 0, said
    assert contents(run) == contents(toys / "runs" / "whole")
    with closing(sqlite3.connect(run / "buffer.sqlite")) as connection:
        times = connection.execute("SELECT finished_at FROM meta_iterations ORDER BY number")
        years = [int(row[0][:4]) for row in times]
    assert years[-1] == 1971 < years[0]


def test_a_page_that_cannot_be_written_says_that_the_run_is_whole(
    toys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(report, "write_report", full)
    folder = RunFolder.open(toys / "runs" / "whole")
    target = tmp_path / "page.html"
    with pytest.raises(RunError, match=r"page\.html: No space left on device; the run itself is"):
        write_page(folder, load_sources(folder.config.data), target)
