"""What was found, in forms that others read: programs, data sets, submissions, tables."""

__all__: list[str] = []
