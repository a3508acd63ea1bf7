"""Entry point of `codeit` and `python -m codeit`.

Spawned workers import this file again and must find no work here.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

__all__ = ["main"]

_OURS = ("arc_dsl", "data", "buffer", "viz")
"""Packages beside this one. Their names are plain words, so a user may have folders called so."""


def _hidden() -> str | None:
    """What is wrong if another package stands in the way of one of ours."""
    here = Path(__file__).resolve().parent.parent
    for name in _OURS:
        spec = find_spec(name)
        found = Path(spec.origin).resolve() if spec and spec.origin else None
        if found is None or here not in found.parents:
            where = found or "nothing"
            return (
                f"the package {name} of codeit is hidden by {where}: run codeit from another"
                " folder, rename that one, or take it off PYTHONPATH"
            )
    return None


def main() -> None:
    """Start, unless another package hides one of ours, which is said in one line."""
    if reason := _hidden():
        sys.stderr.write(f"error: {reason}\n")
        sys.exit(2)
    from codeit.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
