"""What may be read of a checkpoint that somebody else made, checked before anything is allocated.

Files have names of a list, are regular files, and have at most a declared size; sizes of a model
are within bounds, and no larger than the weights that are there. What is not so is one line.
"""

import json
import os
import re
import stat
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from codeit.errors import CheckpointError
from data.errors import plain

__all__ = [
    "FORMAT",
    "bounded_sizes",
    "checksum",
    "is_allowed",
    "json_object",
    "manifest_of",
    "read_regular",
    "sum_of_sums",
]

FORMAT = 1
"""Version of our checkpoints; one with another number is refused."""
MAX_WEIGHTS = 16 * 2**30
"""Bytes of a file of tensors: twice what a T5 of 770 million weights and its optimiser take."""
MAX_TEXT = 64 * 2**20
"""Bytes of every other file: the largest is a tokenizer's table."""

_NAMES = re.compile(
    r"(?:manifest|config|state|trainer|generation_config|tokenizer|tokenizer_config|vocab"
    r"|special_tokens_map|added_tokens|model\.safetensors\.index)\.json"
    r"|(?:model|prompt|optimizer)(?:-\d{5}-of-\d{5})?\.safetensors"
    r"|merges\.txt|spiece\.model|chat_template\.jinja"
)

_LARGEST: Mapping[str, int] = {
    "width": 8_192, "heads": 256, "feed_forward": 65_536, "encoder_layers": 96,
    "decoder_layers": 96, "d_model": 8_192, "d_kv": 8_192, "d_ff": 65_536, "num_layers": 96,
    "num_decoder_layers": 96, "num_heads": 256, "vocab_size": 1_000_000,
    "relative_attention_num_buckets": 4_096,
}  # fmt: skip
"""Sizes of a model, by the names in our files and in transformers': far beyond any T5."""


def is_allowed(name: str) -> bool:
    """Whether a checkpoint may have a file of that name."""
    return _NAMES.fullmatch(name) is not None


def read_regular(file: Path) -> bytes:
    """The content of a regular file of a checkpoint. Raises CheckpointError."""
    most = MAX_WEIGHTS if file.suffix == ".safetensors" else MAX_TEXT
    if not is_allowed(file.name):
        raise CheckpointError(f"{plain(file)}: no checkpoint has a file of that name")
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as handle:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise CheckpointError(f"{file} is no regular file")
            if found.st_size > most:
                raise CheckpointError(f"{file} is larger than {most >> 20} MiB")
            return handle.read(most + 1)
    except OSError as error:
        raise CheckpointError(f"{file} cannot be read: {error.strerror}") from None


def json_object(content: bytes, file: Path) -> dict[str, Any]:
    """A JSON object. Raises CheckpointError."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise CheckpointError(f"{file} is damaged: it is no JSON object")
    return tree


def bounded_sizes(sizes: Mapping[str, object], file: Path) -> None:
    """Raise CheckpointError unless every size that is known is a whole number within bounds."""
    for name, most in _LARGEST.items():
        value = sizes.get(name)
        if value is not None and not (type(value) is int and 1 <= value <= most):
            raise CheckpointError(f"{file}: {name} is {plain(value, 40)}: not within 1 to {most:,}")


def manifest_of(sums: Mapping[str, str]) -> bytes:
    """A manifest as it is written: the version, the checksum of every file, and its own."""
    files = dict(sums)
    return _as_text({"format": FORMAT, "files": files, "checksum": sum_of_sums(files)})


def sum_of_sums(sums: Mapping[str, str]) -> str:
    """The checksum that a manifest gives of its own list."""
    return checksum(_as_text(dict(sums)))


def _as_text(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()


def checksum(content: bytes) -> str:
    """The checksum of a file's bytes, in hexadecimal."""
    return blake2b(content, digest_size=32).hexdigest()
