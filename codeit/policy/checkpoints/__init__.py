"""Checkpoints: a folder with checksums, what is in it, and what may be read of one."""

__all__: list[str] = []
