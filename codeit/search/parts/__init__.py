"""Grids made from the input, and outputs that are such grids: boxes, halves, lists, tables."""

__all__: list[str] = []
