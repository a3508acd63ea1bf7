"""Two small tasks as files, with several seeds right on the demonstrations of both."""

import json
from pathlib import Path

__all__ = ["ONE_TEST", "TWO_TESTS", "write_small"]

SAME = [[1, 1], [1, 1]]
TWO_TESTS = {
    "train": [{"input": SAME, "output": SAME}],
    "test": [{"input": [[1, 2], [1, 2]]}, {"input": [[3, 4], [5, 6]], "output": [[4, 3], [6, 5]]}],
}
ONE_TEST = {**TWO_TESTS, "test": [{"input": [[1, 2], [3, 4]], "output": [[2, 1], [4, 3]]}]}
SEEDS = {
    "a": "O = vmirror(I)",
    "b": "x1 = rot180(I)\nO = identity(x1)",
    "c": "x1 = dmirror(I)\nx2 = dmirror(x1)\nO = hmirror(x2)",
    "d": "x1 = hmirror(I)\nO = rot180(x1)",
    "e": "x1 = rot180(I)\nO = hmirror(x1)",
}


def write_small(folder: Path) -> Path:
    """Two tasks in `tasks`, one of them with two tests, seeds that solve them; the folder."""
    (folder / "tasks").mkdir()
    (folder / "seeds").mkdir()
    (folder / "training").mkdir()
    for name, task in (("one", ONE_TEST), ("two", TWO_TESTS)):
        (folder / "tasks" / f"{name}.json").write_text(json.dumps(task))
    other = {"train": [{"input": [[7]], "output": [[8]]}], "test": []}
    (folder / "training" / "other.json").write_text(json.dumps(other))
    for name, text in SEEDS.items():
        (folder / "seeds" / f"{name}.txt").write_text(text + "\n")
    return folder
