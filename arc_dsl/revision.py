"""The revision of the language: which programs are drawn from a generator, and how they end.

A run goes on exactly only within one revision, so a run folder says with which it was begun.
Whoever changes a frozen stream of programs, or what a step is, counts it up.

| revision | what changed |
|---|---|
| 1 | as first published |
| 2 | names for mutants are drawn by rejection; steps are charged as `docs/steps.md` says |
"""

from typing import Final

__all__ = ["REVISION"]

REVISION: Final = 2
