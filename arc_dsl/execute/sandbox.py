"""What a worker may no longer do once it is ready: open, connect, start, signal, change anything.

Two layers. *Limits* (everywhere): no further descriptor, so no file, socket or pipe; no file
grows; no core is dumped; no process starts (root's may, without the filter). And on Linux, on
x86-64 and aarch64, a *filter* of system calls (seccomp): those of `_CALLS`, about memory, time and
descriptors that are open, are let through, signals only to the worker itself, and every other one
fails with EPERM. Neither can be taken back by the process that they hold.

The filter is built here, through `ctypes`, since no library is needed for forty lines: it is an
array of instructions for the kernel's small machine (seccomp(2), linux/filter.h).
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from dataclasses import dataclass
from typing import Any

from multiprocess.connection import Pipe

from arc_dsl.errors import PoolError
from arc_dsl.execute.processes import start_process

__all__ = ["Confinement", "confine", "confinement"]

_CALLS = {
    # name: numbers on x86-64 and aarch64 (asm/unistd_64.h, asm-generic/unistd.h)
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "close": (3, 57),
    "lseek": (8, 62), "fstat": (5, 80), "mmap": (9, 222), "mprotect": (10, 226),
    "munmap": (11, 215), "brk": (12, 214), "mremap": (25, 216), "madvise": (28, 233),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "futex": (202, 98), "sched_yield": (24, 124),
    "nanosleep": (35, 101), "clock_nanosleep": (230, 115), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "gettimeofday": (96, 169), "times": (100, 153),
    "getrusage": (98, 165), "timer_settime": (223, 110), "timer_gettime": (224, 108),
    "timer_delete": (226, 111), "setitimer": (38, 103), "getitimer": (36, 102),
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getrandom": (318, 278),
    "restart_syscall": (219, 128), "exit": (60, 93), "exit_group": (231, 94),
    "sched_getaffinity": (204, 123), "membarrier": (324, 283), "rseq": (334, 293),
    "getcpu": (309, 168),
}  # fmt: skip
"""System calls that Python, its allocator, the engine and the pipe to the pool need."""
_TO_ITSELF = {"kill": (62, 129), "tgkill": (234, 131)}
"""Let through if their first argument is the worker's own process."""
_SECCOMP = (317, 277)
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""For a machine its column above, and the kernel's number for its system calls (linux/audit.h)."""

_SET_NO_NEW_PRIVILEGES = 38
_SET_FILTER, _KEEP_SPEED = 1, 4
"""Of seccomp(2). Some kernels slow a filtered process down against attacks through speculation,
for which programs of the language have no means; the flag says that this is not wanted."""
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
"""Instructions: load a word of the call, jump if equal, end."""
_NUMBER, _MACHINE, _ARGUMENT = 0, 4, 16
"""Where in the call its number, machine and (on little-endian machines) first argument lie."""
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds a worker."""

    limits: bool
    """Whether it can open no descriptor, start no process and let no file grow."""
    calls: bool
    """Whether its system calls are filtered."""
    reason: str
    """Why one of them is not in force; empty if both are."""

    def __str__(self) -> str:
        parts = ["limits"] * self.limits + ["a filter of system calls"] * self.calls
        because = f" ({self.reason})" if self.reason else ""
        return f"{' and '.join(parts) or 'nothing'}{because}"


def confine() -> Confinement:
    """Hold this process from now on, as far as the system can; says how far. Never raises.

    To be called when everything is imported and open that will be needed.
    """
    unset, unfiltered = _limit(), _filter()
    return Confinement(not unset, not unfiltered, "; ".join(filter(None, (unset, unfiltered))))


def confinement() -> Confinement:
    """What holds workers on this machine: asks one. Raises PoolError if none can be started."""
    here, there = Pipe()
    process = start_process(_tell, there, preload="arc_dsl.execute.pool")
    there.close()
    try:
        told: Confinement = here.recv()
    except EOFError:
        raise PoolError("a worker died of being confined") from None
    finally:
        process.join()
        here.close()
    return told


def _tell(connection: Any) -> None:
    connection.send(confine())


def _limit() -> str:
    """Set the limits; says what could not be set."""
    reasons = []
    for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE"):
        try:
            resource.setrlimit(getattr(resource, name), (0, 0))
        except (AttributeError, OSError, ValueError) as error:
            reasons.append(f"{name} cannot be set ({error})")
    return "; ".join(reasons)


def _filter() -> str:
    """Install the filter; says why it cannot be."""
    column, machine = _MACHINES.get(platform.machine(), (-1, 0))
    if sys.platform != "linux" or column < 0 or sys.maxsize < 1 << 32:
        return f"system calls are not filtered on {sys.platform} {platform.machine()}"
    program = _program(machine, column, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HP", len(program) // 8, ctypes.addressof(code))
    library = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_ulong(value) for value in (1, 0, 0, 0)]
    if library.prctl(_SET_NO_NEW_PRIVILEGES, *words) == 0:
        for flags in (_KEEP_SPEED, 0):  # kernels before 4.17 do not know the flag
            number = ctypes.c_long(_SECCOMP[column])
            if library.syscall(number, _SET_FILTER, ctypes.c_ulong(flags), head) == 0:
                return ""
    return f"system calls cannot be filtered ({os.strerror(ctypes.get_errno())})"


def _program(machine: int, column: int, pid: int) -> bytes:
    """The filter: 8 bytes an instruction (code, jump if so, jump if not, value)."""
    calls = [numbers[column] for numbers in _CALLS.values()]
    own = [numbers[column] for numbers in _TO_ITSELF.values()]
    # Behind the comparisons lie: load the argument, is it this process, refuse, allow.
    size = len(calls) + len(own)
    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_LOAD, 0, 0, _NUMBER))
    for at, number in enumerate(calls):
        steps.append((_EQUAL, size - at + 3, 0, number))
    for at, number in enumerate(own, len(calls)):
        steps.append((_EQUAL, size - at, 0, number))
    steps += [(_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, _ARGUMENT), (_EQUAL, 1, 0, pid)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
