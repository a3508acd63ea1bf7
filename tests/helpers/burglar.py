"""An engine for tests of the sandbox, whose programs try what a worker may not do."""

import ctypes
import errno
import fcntl
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from arc_dsl.outcome import Kind, Limits, Outcome, PlainGrid
from arc_dsl.program import Program

PLACE = Path(tempfile.gettempdir()) / f"codeit-burglary-{os.getuid()}"
LIBRARY = ctypes.CDLL(None, use_errno=True)


def raw(number: int, *arguments: int) -> None:
    """A system call of x86-64 by its number."""
    if LIBRARY.syscall(number, *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")


DESCRIPTORS: dict[str, Callable[[], object]] = {
    "open to read": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "open to write": lambda: os.open(PLACE / "loot", os.O_WRONLY | os.O_CREAT),
    "open a folder": lambda: os.open("/", os.O_RDONLY | os.O_DIRECTORY),
    "list a folder": lambda: list(Path("/").iterdir()),
    "socket": lambda: socket.socket(socket.AF_INET),
    "pair of sockets": socket.socketpair,
    "duplicate": lambda: os.dup(0),
    "duplicate over": lambda: os.dup2(1, 100),
    "duplicate by fcntl": lambda: fcntl.fcntl(0, fcntl.F_DUPFD, 0),
    "pipe": os.pipe,
    "pseudo-terminal": os.openpty,
}
"""What needs a new descriptor: refused by limits alone."""
CALLS: dict[str, Callable[[], object]] = {
    "connect what is open": lambda: raw(42, 0, 0, 0),
    "fork": os.fork,
    "start": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "become": lambda: os.execv("/bin/true", ["true"]),
    "shell": lambda: subprocess.run("true", shell=True, check=True),
    "thread": lambda: threading.Thread(target=print).start(),
    "remove": lambda: (PLACE / "prey").unlink(),
    "rename": lambda: (PLACE / "prey").rename(PLACE / "taken"),
    "link": lambda: os.link(PLACE / "prey", PLACE / "taken"),
    "symbolic link": lambda: (PLACE / "taken").symlink_to("/etc"),
    "make a folder": lambda: (PLACE / "taken").mkdir(),
    "change a mode": lambda: (PLACE / "prey").chmod(0o777),
    "cut a file": lambda: os.truncate(PLACE / "prey", 0),
    "look at a file": lambda: Path("/etc/passwd").stat(),
    "go elsewhere": lambda: os.chdir("/"),
    "signal another": lambda: os.kill(os.getppid(), 0),
    "signal all": lambda: os.kill(-1, 0),
    "raise a limit": lambda: raw(160, 7, 0),
    "other priority": lambda: os.nice(-5),
    "other user": lambda: os.setuid(1),
    "other session": os.setsid,
    "trace a process": lambda: raw(101, 16, os.getppid(), 0, 0),
    "read another's memory": lambda: raw(310, os.getppid(), 0, 0, 0, 0, 0),
    "ring of calls": lambda: raw(425, 1, 0),
    "user namespace": lambda: raw(272, 0x10000000),
    "call of another size": lambda: raw(0x40000000 + 2, 0, 0, 0),
    "terminal": lambda: fcntl.ioctl(2, 0x5412, b"x"),
    "keys": lambda: raw(250, 0, 0, 0, 0, 0),
    "shared memory": lambda: raw(29, 0, 4096, 0o1600),
}  # fmt: skip
"""What only the filter refuses to everybody, root included."""
TRIES = {**DESCRIPTORS, **CALLS}
FUNCTIONS = ("rot90", "rot180", "rot270", "hmirror", "vmirror", "dmirror", "cmirror", "tophalf")


def text(number: int) -> str:
    """A program that stands for a try."""
    high, low = divmod(number, len(FUNCTIONS))
    return f"x1 = {FUNCTIONS[high]}(I)\nO = {FUNCTIONS[low]}(x1)"


BY_PROGRAM = {text(number): name for number, name in enumerate(TRIES)}


def tried(name: str) -> str:
    """How a try ends: the name of the system's error, or what happened instead."""
    try:
        return f"done: {TRIES[name]()}"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, repr(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, the test says it
        return repr(error)


class Burglar:
    """An engine whose programs try what they stand for."""

    def __init__(self, grid: PlainGrid, limits: Limits) -> None:
        self.grid = grid

    def run(self, program: Program) -> Outcome:
        return Outcome(Kind.ERROR, line=1, message=tried(BY_PROGRAM[str(program)]))

    def run_digest(self, program: Program) -> tuple[Kind, bytes]:
        return self.run(program).kind, b""
