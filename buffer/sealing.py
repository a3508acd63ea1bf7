"""The seal of an SQLite file: digests of its bytes, taken when it was last closed.

SQLite's own check looks at the structure of a file, not at what stands in it, nor at the parts not
in use. So whoever has written closes with a seal beside the file, `<name>.seal`: a digest of each
block, under a token that is also in the file. The first write after that gives the file another
token, so a seal that is no longer meant is known as such, and one that is meant tells any change.
"""

import json
import os
import secrets
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from buffer.errors import BufferDamaged

__all__ = ["SEAL", "compare", "new_token", "seal"]

SEAL = "seal"
"""Name of the state that holds the token."""
BLOCK = 65_536
"""Bytes under one digest."""
_DIGEST = 16
_FORMAT = 1


def new_token() -> bytes:
    """A token that no other seal has. It decides nothing."""
    return secrets.token_hex(16).encode()


def seal(path: Path, token: bytes) -> None:
    """Write the seal of a file that nobody has open; an error of the system is let through."""
    if path.with_name(path.name + "-wal").exists():
        return  # another process has the file open: whoever closes it last seals it
    with path.open("rb") as file:
        digests = b"".join(_digests(file))
    head = json.dumps({"format": _FORMAT, "token": token.decode()}).encode() + b"\n"
    target = path.with_name(path.name + ".seal")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    content = head + digests
    try:
        with draft.open("xb") as out:
            out.write(content + _digest(content))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def compare(path: Path, token: bytes | None) -> bool:
    """Compare a file's bytes with its seal; False if it has none that is meant for it.

    Raises BufferDamaged naming the first block that changed, or that the seal itself is torn.
    """
    found = path.with_name(path.name + ".seal")
    if token is None or not found.is_file():
        return False
    content = found.read_bytes()
    body, own = content[:-_DIGEST], content[-_DIGEST:]
    if _digest(body) != own:
        raise BufferDamaged(f"{found} is torn: remove it to have the rest checked without it")
    head, _, digests = body.partition(b"\n")
    if json.loads(head) != {"format": _FORMAT, "token": token.decode(errors="replace")}:
        return False
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        blocks = -(-size // BLOCK)
        if blocks * _DIGEST != len(digests):
            raise BufferDamaged(f"{path} is shorter or longer than when it was closed")
        for number, now in enumerate(_digests(file)):
            if now != digests[number * _DIGEST : (number + 1) * _DIGEST]:
                raise BufferDamaged(
                    f"{path} changed since it was closed, between the bytes {number * BLOCK:,} and"
                    f" {min(size, (number + 1) * BLOCK):,}: restore a backup"
                )
    return True


def _digests(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield _digest(block)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()
