"""Runs as arms of an experiment, and whether arms differ."""

__all__: list[str] = []
