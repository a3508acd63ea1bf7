"""In a terminal: grids, traces, wrong answers, and the tasks of a run, as rich renderables."""

__all__: list[str] = []
