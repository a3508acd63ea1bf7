"""The seal of an SQLite file: digests of its bytes, taken when it was last closed.

SQLite's own check looks at the structure of a file, not at what stands in it, nor at the parts not
in use. So whoever has written closes with a seal beside the file, `<name>.seal`: a digest of each
block, under a token that is also in the file. The first write after that gives the file another
token, so a seal that is no longer meant is known as such, and one that is meant tells any change.
A run renews the seal at each commit (`buffer.seals.live`), so that a killed one is sealed, too.
"""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from buffer.errors import BufferDamaged
from buffer.seals.file_bytes import blocks, opened
from buffer.seals.live import DIGEST, compare_live, digest, write_seal
from buffer.seals.live import FORMAT as LIVE
from data.errors import UnreadableFile
from data.files import read_bytes

__all__ = ["SEAL", "compare", "new_token", "seal", "traces_of_writing"]

SEAL = "seal"
"""Name of the state that holds the token."""
BLOCK = 65_536
"""Bytes under one digest."""
_LARGEST = 256 * 2**20
"""Bytes of a seal: of a database of 64 GB."""
_FORMAT = 1
_CHECKED, _UNCHECKED = 16, 32
"""Characters of a token's own digest, and of a token that has none."""


def new_token() -> bytes:
    """A token that no other seal has. It decides nothing.

    It ends in its own digest: one that a fault of the disk changed must not pass for a new one.
    """
    drawn = secrets.token_hex(12).encode()
    return drawn + _own_digest(drawn)


def _own_digest(drawn: bytes) -> bytes:
    return digest(drawn).hex()[:_CHECKED].encode()


def _is_sound(token: bytes) -> bool:
    """Whether a token is as it was drawn; those of before had no digest, and are shorter."""
    drawn, own = token[:-_CHECKED], token[-_CHECKED:]
    return len(token) == _UNCHECKED or own == _own_digest(drawn)


def seal(path: Path, token: bytes) -> None:
    """Write the seal of a file that nobody has open; an error of the system is let through."""
    if path.with_name(path.name + "-wal").exists():
        return  # another process has the file open: whoever closes it last seals it
    with opened(path) as file:
        digests = b"".join(digest(block) for block in blocks(file, BLOCK))
    write_seal(path, {"format": _FORMAT, "token": token.decode()}, digests)


def traces_of_writing(path: Path) -> list[tuple[int, ...]]:
    """What is other whenever somebody writes to a file, its log or its seal."""
    found: list[tuple[int, ...]] = []
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", ".seal"))):
        with suppress(FileNotFoundError):
            status = each.stat()
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return found


def compare(path: Path, token: bytes | None) -> int | None:
    """Compare a file's bytes with its seal; None if it has none that is meant for it.

    Returns how many pages are other than sealed, but whole in the log that SQLite reads them from:
    a power cut may leave such. Raises BufferDamaged naming the first block that changed, or that
    the seal itself is torn.
    """
    found = path.with_name(path.name + ".seal")
    if not found.is_file():
        return None
    try:
        content = read_bytes(found, _LARGEST)
    except UnreadableFile as error:
        raise BufferDamaged(f"{error}; {_WITHOUT}") from None
    body, own = content[:-DIGEST], content[-DIGEST:]
    if digest(body) != own:
        raise BufferDamaged(f"{found} is torn: {_WITHOUT}")
    line, _, digests = body.partition(b"\n")
    if token is None or not _is_sound(token):
        raise BufferDamaged(
            f"{path} has lost what ties it to {found}: restore a backup (if another file was put in"
            " its place on purpose, remove the seal)"
        )
    try:
        head = json.loads(line)
        form, meant = head["format"], head["token"]
        if form == LIVE:
            return compare_live(path, head, digests, token)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BufferDamaged(f"{found} is no seal of ours: {_WITHOUT}") from None
    if form != _FORMAT or meant != token.decode(errors="replace"):
        return None
    with opened(path) as file:
        size = os.fstat(file).st_size
        if -(-size // BLOCK) * DIGEST != len(digests):
            raise BufferDamaged(f"{path} is shorter or longer than when it was closed")
        for number, block in enumerate(blocks(file, BLOCK)):
            if digest(block) != digests[number * DIGEST : (number + 1) * DIGEST]:
                raise BufferDamaged(
                    f"{path} changed since it was closed, between the bytes {number * BLOCK:,} and"
                    f" {min(size, (number + 1) * BLOCK):,}: restore a backup"
                )
    return 0


_WITHOUT = "remove it to have the rest checked without it"
