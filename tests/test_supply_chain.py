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


def test_the_tools_of_ci_are_installed_by_their_hashes_before_all_else() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    steps = re.findall(r"^ +- run: (.+)", workflow, re.MULTILINE)
    hashed = [i for i, step in enumerate(steps) if "--require-hashes -r .github/tools.txt" in step]
    assert hashed
    assert not [step for step in steps[: hashed[0]] if re.search(r"\bpip\b|make (?!\.venv)", step)]
    text = (ROOT / ".github" / "tools.txt").read_text(encoding="utf-8")
    entries = re.findall(
        r"^([a-z0-9-]+==\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", text, re.M
    )
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == sum(1 + hashes.count("--hash") for _, hashes in entries)  # nothing else
    pins = dict(pin.split("==") for pin, _ in entries)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {name(tool) for tool in project["optional-dependencies"]["dev"]}
    assert wanted
    assert wanted <= set(pins)
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    known = dict(line.split("==") for line in constraints if line and not line.startswith("#"))
    assert {tool: pins[tool] for tool in wanted} == {tool: known[tool] for tool in wanted}
    assert {p: v for p, v in pins.items() if known.get(p, v) != v} == {}


def name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def test_what_is_promised_is_written_down() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for word in ("promised", "not promised", "Reporting", "worker", "checkpoints", "PGPASSWORD"):
        assert word in text
