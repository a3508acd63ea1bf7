"""The seal of an SQLite file, closed or written to: digests by which damage is seen."""

__all__: list[str] = []
