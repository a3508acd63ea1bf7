"""What `make claim-...` would run are commands that there are, with settings that there are."""

import re
import shlex
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from codeit.run.config import parse_overrides, preset

ROOT = Path(__file__).parents[2]
VARIABLES = {"seed": "1", "arm": "A7", "grow": "true"}
TARGETS = sorted(set(re.findall(r"^(claim-[a-z]+):", (ROOT / "Makefile").read_text(), re.M)))


def runs_of(target: str) -> list[list[str]]:
    """The arguments of every `codeit run` that the target has."""
    told = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r"codeit run (.*?)(?:&&|\|\||; done|$)", told.replace("\\\n", ""), re.M)
    filled = (re.sub(r"\$(\w+)", lambda name: VARIABLES[name[1]], text) for text in found)
    return [shlex.split(text) for text in filled]


@pytest.mark.parametrize("target", TARGETS)
def test_every_option_has_its_value(target: str) -> None:
    for arguments in runs_of(target):
        given = dict(pairwise(arguments))
        for option in (word for word in arguments if word.startswith("--")):
            assert not given[option].startswith("--"), f"{option} has none in {arguments}"
        told = [value for option, value in pairwise(arguments) if option == "--set"]
        preset(given["--preset"], parse_overrides(told), given.get("--ablate", ""))


def test_claims_of_learning_have_runs() -> None:
    assert len(runs_of("claim-learning")) == 3
    assert len(runs_of("claim-mutants")) == 1
