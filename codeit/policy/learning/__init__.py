"""Learning: experiences as examples, examples as batches, batches as optimiser steps."""

__all__: list[str] = []
