"""Sampling from the network: what may come next, how samples are drawn, the loop over tokens."""

__all__: list[str] = []
