"""The revision of the language: which programs are drawn from a generator, and how they end.

A run goes on exactly only within one revision, so a run folder says with which it was begun.
Whoever changes a frozen stream of programs, or what a step is, counts it up.

| revision | what changed |
|---|---|
| 1 | as first published |
| 2 | names for mutants are drawn by rejection; steps are charged as `docs/steps.md` says |
| 3 | a grid in the place of cells or of a colour is refused before the run (`hperiod`, `recolor`) |
"""

from typing import Final

__all__ = ["REVISION"]

REVISION: Final = 3
