"""Searches for whole outputs: pieces stacked on the input, patterns filled, grids made from it."""

__all__: list[str] = []
