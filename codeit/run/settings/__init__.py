"""The settings of a run, piece by piece; `codeit.run.config` puts them together."""

__all__: list[str] = []
