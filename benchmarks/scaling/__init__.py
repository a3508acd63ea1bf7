"""How far a run scales (see `benchmarks.scaling.command`)."""

from benchmarks.scaling.command import main

__all__ = ["main"]
