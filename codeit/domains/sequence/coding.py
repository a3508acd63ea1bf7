"""Sequences as bytes and back: programs where they pay, everything else together.

The sender knows a program for some sequences (`offers`). For each sequence it sends one bit, and
then either the program, which the receiver runs, or the sequence itself among all others that were
not compressed, joined and packed raw, by gzip or by xz, whichever is shortest. A useless model so
costs about a bit a sequence, never more. What is sent can be read: `decode(encode(x)) == x`, and
`Message.bits` is eight times its bytes, the lengths of the uncompressed sequences and the choice
of packing included.

Beside it the paper's way of charging: bits of the programs by its formula, the gzip of all others
joined, without their lengths, and one bit each. Rates are bits over eight times the bytes of all
sequences.

Baselines: `whole` packs all sequences joined, `each` packs every one alone. These conventions lie
up to a factor of two apart; the paper's is the joined one.
"""

import gzip
import lzma
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from codeit.domains.sequence.bits import (
    Choice,
    choices,
    pack,
    paper_bits,
    program_bits,
    read_program,
    unpack,
)
from codeit.domains.sequence.functions import Numbers
from codeit.domains.sequence.program import SequenceProgram
from codeit.domains.sequence.running import LONGEST, outcome_of

__all__ = ["Message", "baselines", "decode", "encode", "precision"]


def _xz(data: bytes) -> list[dict[str, int]]:
    """The settings of xz -9e with a window no larger than the data: the same bytes, less memory."""
    window = min(max(len(data), 1 << 12), 1 << 26)
    return [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": window}]


_LARGEST = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 26}]
_PACKINGS: tuple[tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]], ...] = (
    (bytes, bytes),
    (lambda data: zlib.compress(data, 9), zlib.decompress),
    (
        lambda data: lzma.compress(data, lzma.FORMAT_RAW, filters=_xz(data)),
        lambda data: lzma.decompress(data, lzma.FORMAT_RAW, filters=_LARGEST),
    ),
)
_ROUNDS = 4
"""How often the price of an uncompressed byte is measured and the choices are made again."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent for some sequences, and what it costs."""

    data: bytes
    programs: Mapping[int, SequenceProgram]
    """Those that are sent, by the sequence's position."""
    raw: int
    """Bytes of all sequences."""
    charged: float
    """Bits by the paper's way of charging."""

    @property
    def bits(self) -> int:
        """Bits that are sent."""
        return 8 * len(self.data)

    @property
    def rate(self) -> float:
        """Bits sent over bits given; below 1 it is compression."""
        return self.bits / max(8 * self.raw, 1)

    @property
    def paper_rate(self) -> float:
        """The same by the paper's way of charging."""
        return self.charged / max(8 * self.raw, 1)


def encode(sequences: Sequence[Numbers], offers: Mapping[int, SequenceProgram]) -> Message:
    """The message for some sequences (1-1024 values 0-255 each), given programs for some.

    `offers` holds programs by position. One that does not give its sequence exactly is not sent.
    """
    exact = {
        i: program
        for i, program in sorted(offers.items())
        if outcome_of(program).grid == (tuple(sequences[i]),)
    }
    best = min(
        (_message(sequences, sent) for sent in _selections(sequences, exact)),
        key=lambda message: len(message.data),
    )
    charged = min((_charge(sequences, sent) for sent in _selections(sequences, exact)), default=0.0)
    return Message(best.data, best.programs, best.raw, charged)


def _selections(
    sequences: Sequence[Numbers], exact: Mapping[int, SequenceProgram]
) -> list[Mapping[int, SequenceProgram]]:
    """All programs, none, and those that cost less than their share of what packing takes."""
    lengths = {i: program_bits(program) for i, program in exact.items()}
    found: list[Mapping[int, SequenceProgram]] = [exact, {}]
    price = 8 * len(_shortest(_joined(sequences, {}))[1]) / max(1, sum(map(len, sequences)))
    for _ in range(_ROUNDS):
        sent = {i: p for i, p in exact.items() if lengths[i] < price * len(sequences[i])}
        if sent in found:
            break
        found.append(sent)
        left = _joined(sequences, sent)
        if left:
            price = 8 * len(_shortest(left)[1]) / len(left)
    return found


def _message(sequences: Sequence[Numbers], sent: Mapping[int, SequenceProgram]) -> Message:
    made: list[Choice] = [(len(sequences), 1 << 32)]
    for i, sequence in enumerate(sequences):
        made.append((int(i in sent), 2))
        made += choices(sent[i]) if i in sent else [(len(sequence) - 1, LONGEST)]
    packing, packed = _shortest(_joined(sequences, sent))
    head = pack(made)
    data = bytes([packing]) + len(head).to_bytes(4, "big") + head + packed
    return Message(data, MappingProxyType(dict(sent)), sum(map(len, sequences)), 0.0)


def _charge(sequences: Sequence[Numbers], sent: Mapping[int, SequenceProgram]) -> float:
    left = _joined(sequences, sent)
    packed = 8 * len(gzip.compress(left, 9, mtime=0)) if left else 0
    return sum(map(paper_bits, sent.values())) + packed + len(sequences)


def _joined(sequences: Sequence[Numbers], sent: Mapping[int, SequenceProgram]) -> bytes:
    return b"".join(bytes(sequence) for i, sequence in enumerate(sequences) if i not in sent)


def _shortest(data: bytes) -> tuple[int, bytes]:
    packed = [to(data) for to, _ in _PACKINGS]
    number = min(range(len(packed)), key=lambda i: len(packed[i]))
    return number, packed[number]


def decode(data: bytes) -> list[Numbers]:
    """The sequences of a message."""
    packing, size = data[0], int.from_bytes(data[1:5], "big")
    choose = unpack(data[5 : 5 + size])
    left = _PACKINGS[packing][1](data[5 + size :])
    sequences: list[Numbers] = []
    at = 0
    for _ in range(choose(1 << 32)):
        if choose(2):
            grid = outcome_of(read_program(choose)).grid
            assert grid is not None
            sequences.append(grid[0])
        else:
            length = choose(LONGEST) + 1
            sequences.append(tuple(left[at : at + length]))
            at += length
    return sequences


def precision(sequences: Sequence[Numbers], offers: Mapping[int, SequenceProgram]) -> float | None:
    """The paper's precision: gzip of the correct programs' text over gzip of their sequences.

    Below 1 the programs are shorter. Over correct ones only; None if there is none.
    """
    exact = [
        (program.text, bytes(sequences[i]))
        for i, program in sorted(offers.items())
        if outcome_of(program).grid == (tuple(sequences[i]),)
    ]
    if not exact:
        return None
    texts = "\n".join(text for text, _ in exact).encode()
    values = b"".join(value for _, value in exact)
    return len(gzip.compress(texts, 9, mtime=0)) / len(gzip.compress(values, 9, mtime=0))


def baselines(sequences: Sequence[Numbers]) -> dict[str, float]:
    """Rates of gzip -9 and xz -9e: all sequences joined (`whole`), and every one alone (`each`)."""
    parts = [bytes(sequence) for sequence in sequences]
    raw = max(1, sum(map(len, parts)))
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": lambda data: gzip.compress(data, 9, mtime=0),
        "xz": lambda data: lzma.compress(data, lzma.FORMAT_XZ, filters=_xz(data)),
    }
    rates: dict[str, float] = {}
    for name, to in packers.items():
        rates[f"{name}_whole"] = len(to(b"".join(parts))) / raw
        rates[f"{name}_each"] = sum(len(to(part)) for part in parts) / raw
    return rates
