"""Entry point of `codeit` and `python -m codeit`.

Spawned workers import this file again and must find no work here.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

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
    """Start; what hides a package of ours, or an engine that is of no use, is said in one line."""
    if reason := _hidden():
        _end(reason)
    try:
        from codeit.cli.app import main as run
    except ImportError as error:
        if error.name != "arc_dsl.engine":
            raise
        _end(str(error))
    run()


def _end(reason: str) -> NoReturn:
    sys.stderr.write(f"error: {reason}\n")
    sys.exit(2)


if __name__ == "__main__":
    main()
