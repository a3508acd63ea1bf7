"""An alarm on this process's own CPU time, at which the kernel ends it.

A POSIX timer on the process's CPU clock where there is one (Linux): that clock is exact, whereas
the one behind `signal.setitimer` counts ticks and runs late on a machine that is shared. The
signal has its default action, so nothing in this process can delay its end.
"""

import ctypes
import signal
import struct
import time

__all__ = ["SIGNAL", "SLACK_SECONDS", "Alarm"]

SIGNAL = signal.SIGPROF
SLACK_SECONDS = 0.005
"""The alarm may come later than asked by this much, so that it need not be set so often."""
_SIGEVENT_BYTES = 64
_SIGEV_SIGNAL = 0
_ABSOLUTE = 1
_NEVER = 1 << 62


class Alarm:
    """Ends the process when it has used so much more CPU time. One a process."""

    def __init__(self) -> None:
        signal.signal(SIGNAL, signal.SIG_DFL)
        self._deadline = _NEVER
        self._timer = ctypes.c_void_p()
        self._settime = None
        library = ctypes.CDLL(None)
        if hasattr(library, "timer_create"):
            event = ctypes.create_string_buffer(_SIGEVENT_BYTES)
            struct.pack_into("Pii", event, 0, 0, SIGNAL, _SIGEV_SIGNAL)
            clock = time.CLOCK_PROCESS_CPUTIME_ID
            if library.timer_create(clock, event, ctypes.byref(self._timer)) == 0:
                self._settime = library.timer_settime
                self._settime.argtypes = (
                    ctypes.c_void_p,
                    ctypes.c_int,
                    ctypes.c_char_p,
                    ctypes.c_void_p,
                )

    def set(self, now: int, seconds: float) -> None:
        """Come when the CPU clock, which shows `now` (nanoseconds), has gone on by `seconds`."""
        deadline = now + int(seconds * 1e9)
        slack = int(SLACK_SECONDS * 1e9)
        if not deadline <= self._deadline <= deadline + slack:
            self._deadline = deadline + slack
            self._arm(self._deadline, now)

    def off(self) -> None:
        """Do not come."""
        self._deadline = _NEVER
        self._arm(0, 0)

    def _arm(self, deadline: int, now: int) -> None:
        if self._settime is None:
            signal.setitimer(signal.ITIMER_PROF, (deadline - now) / 1e9)
        else:
            # The interval, which is none, and the time at which to come; 0 switches it off.
            when = struct.pack("llll", 0, 0, *divmod(deadline, 10**9))
            self._settime(self._timer, _ABSOLUTE, when, None)
