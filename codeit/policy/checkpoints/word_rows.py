"""Weights of a vocabulary that has grown or changed since they were saved: rows go by word.

A checkpoint says which word each row of its token table stood for. A word that the language has
now and had then keeps its row, wherever it stands; a new word starts as the mean of the rows that
were saved, so that it is neither likely nor unlikely; rows of words that are gone are dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from codeit.domains.interface import Words

__all__ = ["SavedWords"]

_TOKENS = ("t5.shared.weight",)
"""Parameters with a row for each word of the vocabulary."""
_PRIMITIVES = ("primitives.weight", "primitives.bias")
"""Parameters with a row for each primitive: the auxiliary head."""


@dataclass(frozen=True, slots=True)
class SavedWords:
    """The words that the rows of saved weights stand for."""

    vocabulary: tuple[str, ...]
    primitives: tuple[str, ...]

    @classmethod
    def of(cls, words: Words) -> "SavedWords":
        """The words of a domain as it is."""
        return cls(tuple(words.vocabulary), tuple(words.arities))

    def weights(self, saved: Mapping[str, Tensor], now: "SavedWords") -> dict[str, Tensor]:
        """The weights with their rows in today's places; those of new words are means."""
        return {name: self._moved(name, tensor, now, True) for name, tensor in saved.items()}

    def slots(self, saved: Mapping[str, Tensor], now: "SavedWords") -> dict[str, Tensor]:
        """An optimiser's tensors, named `parameter/slot`, likewise; rows of new words are 0."""
        return {name: self._moved(name, tensor, now, False) for name, tensor in saved.items()}

    def _moved(self, name: str, tensor: Tensor, now: "SavedWords", means: bool) -> Tensor:
        parameter = name.partition("/")[0]
        for parameters, then, today in (
            (_TOKENS, self.vocabulary, now.vocabulary),
            (_PRIMITIVES, self.primitives, now.primitives),
        ):
            if parameter in parameters and then != today and tensor.shape[:1] == (len(then),):
                return _by_word(tensor, then, today, means)
        return tensor


def _by_word(tensor: Tensor, then: Sequence[str], today: Sequence[str], means: bool) -> Tensor:
    """(words then, ...) as (words today, ...)."""
    rows = {word: row for row, word in enumerate(then)}
    start = tensor.float().mean(0) if means else torch.zeros_like(tensor[0])
    found = start.to(tensor.dtype).expand(len(today), *tensor.shape[1:]).clone()
    kept = [word for word in today if word in rows]
    places = {word: place for place, word in enumerate(today)}
    found[[places[word] for word in kept]] = tensor[[rows[word] for word in kept]]
    return found
