"""Paths as people type them."""

from pathlib import Path

__all__ = ["expanded"]


def expanded(path: str | Path) -> Path:
    """The path with a leading `~` or `~somebody` in full; as it is where nobody has that name."""
    path = Path(path)
    try:
        return path.expanduser()
    except RuntimeError:
        return path
