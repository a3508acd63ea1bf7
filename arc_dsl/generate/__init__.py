"""Making programs: random ones, mutants and children of others, shorter ones; and their length."""

__all__: list[str] = []
