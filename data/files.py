"""The one reader of files that people bring: programs, seeds and tasks all come through here.

Read is what people save: with or without a byte-order mark, with the line ends of any system.
Refused is what would hang or fill the memory: anything but a regular file (a pipe, a device), and
a file larger than a declared size. What systems leave behind in folders is not seen at all: hidden
files, `._*`, `__MACOSX`, and a README.
"""

import os
import stat
from pathlib import Path

from data.errors import UnreadableFile

__all__ = ["MAX_BYTES", "PROGRAM_BYTES", "as_text", "is_left_behind", "read_bytes", "read_text"]

MAX_BYTES = 64 * 2**20
"""Bytes of a file of tasks, unpacked. The largest published ones, a thousand pairs of a task or a
thousand tasks, have about 6 MiB; reading JSON takes some ten times its size in memory."""

PROGRAM_BYTES = 8 * 2**20
"""Bytes of a file of programs: all published solvers together are half a MiB."""

_LEFT_BEHIND = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_ABOUT = frozenset({"readme", "license", "licence", "copying", "changelog"})
"""What files beside the data are called, whatever their ending."""


def is_left_behind(name: str) -> bool:
    """Whether a file or folder of that name is none that anybody means as data."""
    low = name.lower()
    hidden = low.startswith(".") or low.endswith("~") or low in _LEFT_BEHIND
    return hidden or low.partition(".")[0] in _ABOUT


def read_bytes(file: Path, most: int = MAX_BYTES) -> bytes:
    """The content of a regular file of at most `most` bytes. Raises UnreadableFile."""
    try:
        # A pipe that nobody writes to would otherwise be waited for.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableFile(file, error.strerror or str(error)) from None
    except ValueError:  # a null character in the name
        raise UnreadableFile(file, "no such file") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        kind = "a folder" if stat.S_ISDIR(mode) else "no regular file"
        raise UnreadableFile(file, f"it is {kind}: give a file with the text in it")
    with os.fdopen(descriptor, "rb") as handle:
        try:
            content = handle.read(most + 1)
        except OSError as error:
            raise UnreadableFile(file, error.strerror or str(error)) from None
    if len(content) > most:
        raise UnreadableFile(file, f"larger than {most >> 20} MiB: divide it into several files")
    return content


def as_text(content: bytes, file: Path) -> str:
    """UTF-8 bytes as text with line feeds, without a byte-order mark. Raises UnreadableFile."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(file, "not UTF-8 text: save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(file: Path, most: int = PROGRAM_BYTES) -> str:
    """The text of a file. Raises UnreadableFile."""
    return as_text(read_bytes(file, most), file)
