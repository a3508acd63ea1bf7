"""The replay buffer: experiences in SQLite or PostgreSQL, and how they are drawn.

`buffer.replay.ReplayBuffer` is the door; `buffer.experience` holds the values that pass through it.
"""
