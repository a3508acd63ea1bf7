"""Search: answers of a task put together from values, and checked by running them.

Sees demonstrations and test inputs, never test outputs. `codeit.search.interface` says what a
family of searches is.
"""

__all__: list[str] = []
