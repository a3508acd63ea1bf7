"""Running programs: one at a time, many on one input, many in worker processes."""

__all__: list[str] = []
