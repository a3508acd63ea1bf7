"""Figures: blocks of cells, tasks and traces, curves and charts, written through matplotlib."""

__all__: list[str] = []
