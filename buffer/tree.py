r"""A sum tree in one array: draws and changes in proportion to weights, in logarithmic time.

Node 1 is the root, node i has the children 2i and 2i + 1, the weights are the leaves. Every inner
node is always the sum of its two children, so the tree is a function of the weights alone, however
they came there: a buffer that grew and one that was opened draw alike to the last bit.

        1: 10            find(3.5): 3.5 < 7, left with 3.5; 3.5 >= 3, right with 0.5 -> leaf 1
       /      \
    2: 7      3: 3
    /   \     /  \
   3     4   2    1      `tests/test_drawing.py` walks through this very tree
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["SumTree"]

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


class SumTree:
    """Weights by position 0, 1, 2, ..., each at least 0 and finite."""

    def __init__(self, weights: Floats) -> None:
        self._size = len(weights)
        self._leaves = 1 << max(0, int(self._size - 1).bit_length())
        self._nodes = np.zeros(2 * self._leaves)
        self._nodes[self._leaves : self._leaves + self._size] = weights
        level = self._leaves
        while level > 1:
            below = self._nodes[level : 2 * level]
            level //= 2
            np.add(below[0::2], below[1::2], out=self._nodes[level : 2 * level])

    def __len__(self) -> int:
        """Number of positions."""
        return self._size

    @property
    def total(self) -> float:
        """Sum of all weights."""
        return float(self._nodes[1])

    @property
    def weights(self) -> Floats:
        """The weights by position: a view, not to be written to."""
        return self._nodes[self._leaves : self._leaves + self._size]

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the tree takes."""
        return self._nodes.nbytes

    def set(self, positions: Positions, weights: Floats) -> None:
        """Change the weights at distinct positions."""
        nodes = positions + self._leaves
        self._nodes[nodes] = weights
        while len(nodes) and nodes[0] > 1:
            nodes = np.unique(nodes >> 1)
            self._nodes[nodes] = self._nodes[2 * nodes] + self._nodes[2 * nodes + 1]

    def extend(self, weights: Floats) -> None:
        """Add weights behind the last; a full array is rebuilt twice as large."""
        size = self._size + len(weights)
        if size > self._leaves:
            self.__init__(np.concatenate([self.weights, weights]))  # type: ignore[misc]
            return
        added = np.arange(self._size, size)
        self._size = size
        self.set(added, weights)

    def find(self, targets: Floats) -> Positions:
        """For each target in [0, total) the position whose share of the line it falls on.

        A position of weight 0 is never found. Raises ValueError if all weights are 0.
        """
        if not self.total > 0:
            raise ValueError("all weights are zero")
        nodes = np.ones(len(targets), np.int64)
        left_over = targets.astype(np.float64, copy=True)
        level = 1
        while level < self._leaves:
            nodes *= 2
            left = self._nodes[nodes]
            # Rounding may leave a target at or past a subtree's end: never enter an empty one.
            right = ((left_over >= left) | (left == 0.0)) & (self._nodes[nodes + 1] > 0)
            left_over -= np.where(right, left, 0.0)
            nodes += right
            level *= 2
        return nodes - self._leaves
