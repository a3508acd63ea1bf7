"""Attacks what others deliver: actions by movable names, packages without versions, wide rights."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def test_actions_are_pinned_by_hash_and_may_read_alone() -> None:
    assert WORKFLOWS
    for file in WORKFLOWS:
        text = file.read_text(encoding="utf-8")
        used = re.findall(r"uses:\s*(\S+)", text)
        assert used
        assert [use for use in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use)] == []
        assert "permissions: {}" in text
        assert "write" not in re.sub(r"#.*", "", text)
        assert "persist-credentials: false" in text


def test_every_package_that_is_asked_for_has_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    asked = [*project["dependencies"], *optional["dev"], *optional["postgres"]]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9._-]+==[\w.+!]+", pin)] == []
    pinned = {name(pin) for pin in pins}
    own = {name(given) for given in asked if "==" in given}  # these say their version themselves
    assert {name(given) for given in asked} - pinned - own == set()


def name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def test_what_is_promised_is_written_down() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for word in ("promised", "not promised", "Reporting", "worker", "checkpoints", "PGPASSWORD"):
        assert word in text
