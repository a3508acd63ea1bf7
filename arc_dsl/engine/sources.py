"""A digest of the native engine's sources, which the module built from them carries.

Run by the build (`python arc_dsl/engine/sources.py`), and asked again when the module is imported:
a module that is older than its sources is refused instead of running what is no longer written.
"""

from hashlib import blake2b
from pathlib import Path

__all__ = ["sources_digest"]

FOLDERS = tuple(Path(__file__).parents[1] / room / "src" for room in ("engine", "generate"))


def sources_digest() -> str:
    """Hexadecimal digest of names and bytes of all sources; "" where none are installed."""
    sources = [source for folder in FOLDERS for source in sorted(folder.rglob("*.[ch]pp"))]
    if not sources:
        return ""
    digest = blake2b(digest_size=16)
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    print(sources_digest())  # noqa: T201
