"""CPU seconds that a run has used, its workers included: for figures, never for decisions."""

import psutil

__all__ = ["cpu_seconds"]


def cpu_seconds() -> float:
    """User and system seconds of this process and all its children, those that ended included."""
    own = psutil.Process()
    times = own.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in own.children(recursive=True):
        try:
            spent = child.cpu_times()
        except psutil.Error:  # it has just ended
            continue
        total += spent.user + spent.system
    return float(total)
