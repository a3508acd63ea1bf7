"""Languages with their tasks: what the method works on. `grids` is ARC.

Importing this package imports neither a domain nor torch; `codeit.domains.choosing` finds one by
its name.
"""
