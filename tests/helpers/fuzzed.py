"""What the fuzzers begin with: a small buffer, and the right checksums for a wrong checkpoint."""

import hashlib
import json
from pathlib import Path

from experiences import an_experience, experiences

from buffer.experience import MetaIteration, Origin, Solution
from buffer.replay import ReplayBuffer
from codeit.run.state import LoopState
from data.tasks import Pair, Task

GRID = ((1, 2), (3, 4))


def a_buffer(path: Path) -> None:
    """A buffer with a row in every table."""
    with ReplayBuffer.open(path) as buffer:
        buffer.add_tasks([Task("plain", (Pair(GRID, GRID),), ())])
        with buffer.transaction():
            buffer.add(experiences(0, 60))
            e = an_experience(3)
            buffer.record_solution(Solution(e.task_id, e.program, e.origin, 1, 10))
            buffer.record_outcomes(1, Origin.POLICY, {"ok": 6, "error": 2})
            buffer.finish_meta_iteration(MetaIteration(0, {"solved": 1}, b"state"))
            buffer.set_state("loop", LoopState().dump())


def a_buffer_left_open(path: Path) -> dict[Path, bytes]:
    """What a killed writer leaves of a buffer: by name the file, its log and its seal."""
    with ReplayBuffer.open(path, alone=True) as buffer:
        buffer.add(experiences(0, 40))
        buffer.add(experiences(40, 60))
        files = [path, *(path.with_name(path.name + end) for end in ("-wal", ".seal"))]
        return {file: file.read_bytes() for file in files}


def sealed(folder: Path) -> None:
    """Give a checkpoint a manifest that is right about whatever lies in it."""
    sums = {
        file.name: hashlib.blake2b(file.read_bytes(), digest_size=32).hexdigest()
        for file in folder.iterdir()
        if file.name != "manifest.json"
    }
    text = json.dumps(sums, indent=1, sort_keys=True).encode()
    whole = hashlib.blake2b(text, digest_size=32).hexdigest()
    manifest = {"format": 1, "files": sums, "checksum": whole}
    (folder / "manifest.json").write_text(json.dumps(manifest))
