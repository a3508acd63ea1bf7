"""What the verbs share: the console, JSON output, and the one way to fail."""

import json
import sys
from typing import Any, NoReturn

from rich.console import Console

__all__ = ["console", "fail", "print_json", "say"]


def console() -> Console:
    """A console on stdout, made when needed so that redirection in tests is seen."""
    return Console()


def say(text: str) -> None:
    """Print text as it is, whatever stands in it: brackets in a path or a name are no markup."""
    console().print(text, markup=False, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Write one JSON object on stdout, nothing else."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")


def fail(message: str) -> NoReturn:
    """One line on stderr and exit code 2: what is wrong and, where known, what to do."""
    sys.stderr.write(f"error: {' '.join(message.split())}\n")
    sys.exit(2)
