"""A policy from nothing: an endless stream of new programs, and what is held out of it."""
