"""Entities of the inputs, and rules about them whose parameters are read off the outputs."""

__all__: list[str] = []
