"""CodeIt: a language model that teaches itself to write programs for ARC tasks.

The method in one line: propose, execute, relabel, store, learn. It is `codeit.loop`.

From Python: `codeit.run(...)` makes a run, `codeit.open(RUN)` opens one; `codeit.tasks`,
`codeit.grid` and `codeit.program` draw themselves in notebooks (see `codeit.api`).
"""

from importlib import import_module
from typing import Any

__all__ = ["__version__", "grid", "open", "program", "tasks"]

_NAMES = {"grid": "grid", "open": "open_run", "program": "program", "tasks": "tasks"}
"""What `codeit.api` calls the names that are offered here. `codeit.run`, which is a package too,
is made callable where it stands."""


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: `import codeit` alone imports nothing."""
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("codeit")
        except PackageNotFoundError:
            return "0+unknown"  # a checkout that is not installed
    if name in _NAMES:
        return getattr(import_module("codeit.api"), _NAMES[name])
    if name == "run":
        return import_module("codeit.run")
    raise AttributeError(f"module 'codeit' has no attribute {name!r}")
