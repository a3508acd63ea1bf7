"""Write `tools.txt`: what CI checks and tests with, at the versions of `constraints.txt`.

Each file that pip would install on the runner, for each Python of the workflow, has its hash there:
a package that is replaced on its way, or later under the same version, is refused.

    python .github/tools.py        after a change of constraints.txt, with a network
"""

import json
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
PLATFORMS = "manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "manylinux2014_x86_64"
HEAD = """\
# Tools of CI with the hashes of their files, installed by `pip install --require-hashes`.
# Made by `python .github/tools.py`.
"""


def main() -> None:
    """Ask pip what it would install, and write it down."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    workflow = (HERE / "workflows" / "ci.yml").read_text(encoding="utf-8")
    found: dict[str, set[str]] = defaultdict(set)
    for python in re.findall(r'"(3\.\d+)"', workflow):
        for item in planned(python, project["optional-dependencies"]["dev"]):
            told = item["metadata"]
            name = re.sub(r"[-_.]+", "-", told["name"]).lower()
            hashes = item["download_info"]["archive_info"]["hashes"]
            found[f"{name}=={told['version']}"].add(hashes["sha256"])
    lines = [
        " \\\n".join([pin, *(f"    --hash=sha256:{each}" for each in sorted(found[pin]))])
        for pin in sorted(found)
    ]
    (HERE / "tools.txt").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def planned(python: str, wanted: list[str]) -> list[dict[str, Any]]:
    """What pip would install for a Python on the runner."""
    platforms = [f"--platform={name}" for name in PLATFORMS]
    done = subprocess.run(  # noqa: S603  # our own list
        [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet",
         "--report=-", f"--python-version={python}", *platforms, "--only-binary=:all:",
         "--target=/nowhere", f"--constraint={ROOT / 'constraints.txt'}", *wanted],
        check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    installed: list[dict[str, Any]] = json.loads(done.stdout)["install"]
    return installed


if __name__ == "__main__":
    main()
