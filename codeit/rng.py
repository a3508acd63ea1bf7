"""One seed, and from it a separate generator for every stage of every meta-iteration.

A generator is derived from names, never passed on and never saved: stage "mutation" of
meta-iteration 7 draws the same numbers whether the run was interrupted before it or not.
"""

import hashlib
import random

__all__ = ["derive", "generator"]


def derive(seed: int, *names: str | int) -> int:
    """A seed of 63 bits for the stage that `names` spell out, e.g. `derive(17, "draw", 3)`."""
    text = "/".join(map(str, (seed, *names)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def generator(seed: int, *names: str | int) -> random.Random:
    """A fresh generator for the stage that `names` spell out."""
    return random.Random(derive(seed, *names))
