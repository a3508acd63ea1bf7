"""The graph, its shelves and boards in Python: what the native ones mean, and run without them."""

__all__: list[str] = []
