"""A run as a folder: its settings, sources, state, database and checkpoints.

The package can be called: `codeit.run("tiny")` makes a run, as `codeit.api.runs.run` describes. A
function of that name beside the package would be replaced by it at the first import from here.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__: list[str] = []


class _CallablePackage(ModuleType):
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        # by name, since what makes a run reaches test outputs and nothing in this package may
        return import_module("codeit.api.runs").run(*arguments, **named)


sys.modules[__name__].__class__ = _CallablePackage
