"""The verbs: a module for each, and each adds itself to the command line."""

__all__: list[str] = []
