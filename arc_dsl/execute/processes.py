"""Starts worker processes: forked from a small server process that has only the language loaded.

Forking there instead of here is safe whatever threads the caller has, takes milliseconds even if
the caller is large, and keeps torch out of the workers. Unlike the library's own start methods,
the caller's main module is not imported in the child: a worker needs nothing from it, and a
script or notebook without a main guard works.
"""

import gc
import io
import os
import signal
from collections.abc import Callable
from typing import Any

import multiprocess
from multiprocess import context, forkserver, popen_forkserver, reduction, spawn, util

from arc_dsl.errors import PoolError

__all__ = ["collect_rarely", "start_process"]

_MAIN_KEYS = ("init_main_from_name", "init_main_from_path")
_COLLECTING = (50_000, 50, 10)
"""When to look for cycles of garbage."""


def collect_rarely() -> None:
    """Look for cycles of garbage rarely from now on, in a process that only runs programs.

    They leave few, and looking took a sixth of the time, more where much is remembered.
    """
    gc.freeze()
    gc.set_threshold(*_COLLECTING)


class _Popen(popen_forkserver.Popen):  # type: ignore[misc]
    """Launches without telling the child what the main module is."""

    def _launch(self, process: Any) -> None:
        preparation = spawn.get_preparation_data(process.name)
        for key in _MAIN_KEYS:
            preparation.pop(key, None)
        message = io.BytesIO()
        context.set_spawning_popen(self)
        try:
            reduction.dump(preparation, message)
            reduction.dump(process, message)
        finally:
            context.set_spawning_popen(None)
        self.sentinel, writer = forkserver.connect_to_new_process(self._fds)
        # A second handle on the writing end lets the child see when this process is gone.
        self.finalizer = util.Finalize(self, util.close_fds, (os.dup(writer), self.sentinel))
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(message.getbuffer())
        self.pid = forkserver.read_signed(self.sentinel)


class _Process(context.ForkServerProcess):  # type: ignore[misc]
    @staticmethod
    def _Popen(process: Any) -> _Popen:  # noqa: N802 (the library's name)
        return _Popen(process)


def start_process(target: Callable[..., None], *args: object, preload: str) -> Any:
    """Start `target(*args)` in a new process and return it.

    `preload` names the module that the server process imports before it forks anything. Raises
    PoolError if the system lets none start, saying what to do.
    """
    multiprocess.get_context("forkserver").set_forkserver_preload([preload])
    process = _Process(target=target, args=args, daemon=True)
    # The server and its children inherit the mask: Ctrl-C is this process's to handle, and until
    # a worker has said so itself it would print a trace of its own.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    except OSError as error:
        if "AF_UNIX" in str(error):  # sockets lie below TMPDIR, and their paths are bounded
            reason = "the path of TMPDIR is too long for its sockets: set it to a shorter one"
        else:
            reason = f"{error.strerror or error}: fewer execution.workers may do"
        raise PoolError(f"no worker process can be started: {reason}") from None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return process
