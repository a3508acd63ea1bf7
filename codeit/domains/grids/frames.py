"""Prompts that are the same for all eight positions of a task: frames of the square's symmetries.

Of the four families of geometric encoders (Duval et al., 2023, "A Hitchhiker's Guide to Geometric
GNNs") this is the unconstrained one made invariant by frames (FAENet): the encoder reads each of
the eight turned and mirrored copies of the demonstrations by itself, and the decoder looks at all
of what it read, which has no order. So what is decoded is the same for a task and its turned
copies, to rounding. That is too much for programs, which say UP and `hmirror`: a task and its
turned copy want different ones. It is here to be compared with, at eight times the encoder's cost.
"""

from collections.abc import Callable, Sequence

import numpy as np

from codeit.domains.interface import Domain, Prompt
from data.augment import Augmentation, Symmetry
from data.tasks import Pair

__all__ = ["encode_frames", "encoder_named"]


def encode_frames(pairs: Sequence[Pair], budget: int, domain: Domain) -> Prompt:
    """(positions, 8 * features): the prompts of all eight positions side by side.

    Turned copies take equally many positions, so each column block is a prompt of its own.
    """
    frames = [
        domain.prompts.encode([Augmentation(symmetry).pair(pair) for pair in pairs], budget)
        for symmetry in Symmetry
    ]
    return np.concatenate(frames, axis=1)


def encoder_named(name: str, domain: Domain) -> Callable[[Sequence[Pair], int], Prompt]:
    """What makes prompts of pairs, as the setting `policy.encoder` says."""
    if name == "frames":
        return lambda pairs, budget: encode_frames(pairs, budget, domain)
    return domain.prompts.encode
