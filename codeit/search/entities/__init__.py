"""Entities of the inputs: cuts into them, properties, selections, and the paint of rules."""

__all__: list[str] = []
