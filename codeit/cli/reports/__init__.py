"""A run for the eyes: its judged tasks, what its page shows, the page itself."""

__all__: list[str] = []
