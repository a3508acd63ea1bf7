"""CPU seconds that a run has used, its workers included: for figures, never for decisions."""

import psutil

__all__ = ["cpu_seconds"]


def cpu_seconds() -> float:
    """User and system seconds of this process and all its children, those that ended included."""
    own = psutil.Process()
    total = _spent(own)
    for child in own.children(recursive=True):
        try:
            total += _spent(child)
        except psutil.Error:  # it has just ended
            continue
    return total


def _spent(process: psutil.Process) -> float:
    """Seconds of a process and of its children that have ended: workers are a fork server's."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)
