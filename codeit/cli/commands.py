"""What to type: commands as they run in this shell, in this folder, as this one was run."""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

__all__ = ["VERBS", "as_run_here", "program"]

VERBS = (
    "bench", "buffer", "compare", "eval", "exec", "export", "pretrain", "run", "scaling", "score",
    "seeds", "show", "solve", "verify",
)  # fmt: skip
"""The verbs that messages speak of."""

_COMMAND = re.compile(rf"(?<![\w/.-])codeit (?=(?:{'|'.join(VERBS)})\b)")


def program() -> str:
    """How this program is called from this folder: by name if the shell finds it, else by path."""
    given = Path(sys.argv[0])
    if given.name != "codeit":
        python = Path(sys.executable)
        known = shutil.which(python.name)
        name = python.name if known and Path(known).samefile(python) else _shortest(python)
        return f"{name} -m codeit"
    found = shutil.which("codeit")
    if found and given.exists() and Path(found).samefile(given):
        return "codeit"
    return _shortest(given if given.exists() else Path(found or "codeit"))


def _shortest(path: Path) -> str:
    """The path from here, if that is shorter than the whole one."""
    relative = os.path.relpath(path)
    return shlex.quote(min(relative, str(path.absolute()), key=len))


def as_run_here(message: str) -> str:
    """The message with each `codeit verb` in it called as it can be typed here."""
    return _COMMAND.sub(lambda _: f"{program()} ", message)
