"""What a checkpoint was trained on, as hashes of tasks. Read without torch, before a run begins."""

import json
from pathlib import Path

from data.errors import UnreadableFile
from data.files import read_text

__all__ = ["KEY", "TEXT_FILE", "trained_on"]

KEY = "trained_on"
"""The name under which checkpoints keep the hashes (`data.guard.canonical_hash`)."""

TEXT_FILE = "trainer.json"
"""Where a text model's checkpoint keeps them."""


def trained_on(folder: Path) -> frozenset[str]:
    """The hashes of the tasks; none where a checkpoint is not ours, or older than this."""
    for name, path in (("state.json", ("numbers", KEY)), (TEXT_FILE, (KEY,))):
        try:
            found = json.loads(read_text(folder / name))
            for key in path:
                found = found[key]
            return frozenset(map(str, found))
        except (UnreadableFile, ValueError, KeyError, TypeError, RecursionError):
            continue
    return frozenset()
