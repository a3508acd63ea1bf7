"""A run as a folder: its settings, sources, state, database and checkpoints."""
