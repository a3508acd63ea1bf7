"""Searches for whole outputs from entities and grids: painting, cropping, building, tiling."""

__all__: list[str] = []
