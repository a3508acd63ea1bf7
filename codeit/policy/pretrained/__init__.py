"""Somebody else's T5 as a policy and its learner: prompts and programs as text."""

__all__: list[str] = []
