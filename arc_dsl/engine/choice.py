"""Which engine runs programs: decided once, when the package is imported."""

import os
import sys

import arc_dsl.primitives  # noqa: F401 - declares them
from arc_dsl.declaration import DECLARED
from arc_dsl.engine.sources import sources_digest

__all__ = ["ENGINE", "VARIABLE"]

VARIABLE = "ARC_DSL_ENGINE"
"""The environment variable that forces an engine."""
_NAMES = ("native", "reference")


def _chosen() -> str:
    """The engine's name.

    The reference's if the native one is not there, or lacks a primitive. Raises ImportError if the
    native one is older than its sources, or forced but not usable.
    """
    forced = os.environ.get(VARIABLE, "")
    if forced and forced not in _NAMES:
        raise _refused(f"{VARIABLE} must be native or reference, not {forced!r}")
    if forced == "reference":
        return forced
    try:
        from arc_dsl.engine import _native
    except ImportError as error:
        if forced == "native":
            raise
        if "_native" not in str(error):  # it is there, and broken
            raise
        os.environ[VARIABLE] = "reference"  # so that processes started here do not say it again
        print(  # noqa: T201
            "arc_dsl: the native engine is not built (`make native`); "
            "the reference runs programs instead, slowly",
            file=sys.stderr,
        )
        return "reference"
    written = sources_digest()
    if written and written != _native.SOURCES:
        raise _refused(
            "the native engine is older than its sources (arc_dsl/*/src): run `make native`"
        )
    missing = [name for name in DECLARED if name not in _native.PRIMITIVES]
    if missing:
        told = f"the native engine has no function for {', '.join(missing)}"
        if forced == "native":
            raise _refused(told)
        print(  # noqa: T201
            f"arc_dsl: {told}; the reference runs programs instead, slowly", file=sys.stderr
        )
        return "reference"
    return "native"


def _refused(reason: str) -> ImportError:
    """An error that says by its `name` whose it is: a command tells the reason in one line."""
    return ImportError(reason, name="arc_dsl.engine")


ENGINE = _chosen()
