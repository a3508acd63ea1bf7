"""The embedded network: a small T5, and its decoder one token at a time."""

__all__: list[str] = []
