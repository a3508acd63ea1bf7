"""The words of the grid language: its primitives, its constants, the input, and variables."""

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT
from arc_dsl.signatures import SIGNATURES
from codeit.domains.words import ClosedWords

__all__ = ["NUMBERS", "PRIMITIVES", "VOCABULARY", "WORDS", "decode", "encode"]

WORDS = ClosedWords(
    {name: signature.arity for name, signature in SIGNATURES.items()}, (*CONSTANTS, INPUT)
)
"""The vocabulary: its order is part of what every checkpoint means."""

PRIMITIVES: tuple[str, ...] = tuple(SIGNATURES)
"""Names of the primitives in token order."""

VOCABULARY = WORDS.vocabulary
NUMBERS = WORDS.numbers
encode = WORDS.encode
decode = WORDS.decode
