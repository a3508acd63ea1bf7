"""Attacks texts that went stale: pages and docstrings that name files or modules that are gone."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("arc_dsl", "data", "buffer", "codeit", "viz", "benchmarks", "tests", "docs")
PATH = re.compile(rf"(?<![\w/.<-])(?:{'|'.join(FOLDERS)})/[\w./-]*\w")
MODULE = re.compile(r"`((?:arc_dsl|codeit|viz|benchmarks)(?:\.\w+)+)")
MADE = ("docs/language", "codeit/shipped", "arc_dsl/engine/_native", "data/train-")
"""What commands write, what comes with a release alone, and files within a data set."""
HISTORY = {"LOG.md", "CHANGELOG.md"}
"""What these name was there on the day that an entry gives."""


def texts() -> Iterator[Path]:
    for folder in FOLDERS:
        for kind in ("py", "md"):
            for path in (ROOT / folder).rglob(f"*.{kind}"):
                if path != Path(__file__):  # it names what is not there
                    yield path
    yield from (path for path in ROOT.glob("*.md") if path.name not in HISTORY)
    yield from (ROOT / name for name in ("Makefile", "pyproject.toml", "mkdocs.yml"))


def missing_paths(text: str) -> list[str]:
    named = {path for path in PATH.findall(text) if not path.startswith(MADE)}
    return sorted(p for p in named if not (ROOT / p).exists() and not (ROOT / f"{p}.py").exists())


def is_there(name: str) -> bool:
    """Whether a dotted name is a module, or stands in the last module on its way."""
    place, parts = ROOT, name.split(".")
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    file = place / "__init__.py"
    if parts and (place / f"{parts[0]}.py").is_file():
        file = place / f"{parts.pop(0)}.py"
    return not parts or re.search(rf"\b{parts[0]}\b", file.read_text("utf-8")) is not None


def test_every_file_that_a_text_names_is_there() -> None:
    stale = {
        path.relative_to(ROOT).as_posix(): missing
        for path in texts()
        if (missing := missing_paths(path.read_text("utf-8")))
    }
    assert stale == {}


def test_every_module_that_a_text_names_is_there() -> None:
    stale = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in texts()
        for name in MODULE.findall(path.read_text("utf-8"))
        if not is_there(name)
    }
    assert stale == set()


def test_the_rule_sees_what_is_gone() -> None:
    assert missing_paths("see `codeit/gone.py` and codeit/loop.py") == ["codeit/gone.py"]
    assert is_there("codeit.loop.go_on")
    assert is_there("codeit.policy.interface")
    assert not is_there("codeit.loop.come_back")
    assert not is_there("codeit.policy.gone.Thing")
