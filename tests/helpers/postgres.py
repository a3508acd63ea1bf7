"""A private PostgreSQL server for tests: own folder, own free port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

__all__ = ["Server", "binaries", "restartable_server", "running_server"]


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, if they are installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name)
    return folders[-1] if folders else None


class Server:
    """A server that runs, and how to restart it."""

    def __init__(self, url: str, control: Callable[..., None]) -> None:
        self.url = url
        """Of its empty database `postgres`."""
        self._control = control

    def restart(self, *, crash: bool) -> None:
        """End the server, dismissing its clients, and start it again.

        A crash leaves it to the new one to recover from the log what was committed.
        """
        self._control("stop", "-m", "immediate" if crash else "fast")
        self._control("start")


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server; gives the URL of its empty database `postgres`."""
    with restartable_server() as server:
        yield server.url


@contextmanager
def restartable_server() -> Iterator[Server]:
    """Start a server that the test may restart."""
    programs = binaries()
    assert programs is not None
    # PostgreSQL refuses to run as root, so root runs it as the package's own user.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        data, port = folder / "data", free_port()
        settings = f"-c fsync=off -c listen_addresses=127.0.0.1 -c port={port} -k {folder}"
        call(user, programs / "initdb", "-D", data, "-A", "trust", "-U", "tester", "-E", "UTF8")
        start = (programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings)
        control = partial(call, user, *start)
        control("start")
        try:
            yield Server(f"postgresql://tester@127.0.0.1:{port}/postgres", control)
        finally:
            control("stop", "-m", "immediate")


def call(user: str | None, *command: object) -> None:
    if user:
        entry = pwd.getpwnam(user)
        subprocess.run(
            list(map(str, command)),
            check=True,
            stdout=subprocess.DEVNULL,
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )
    else:
        subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
