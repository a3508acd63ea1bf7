"""Attacks a run's files: killed at every deed, unsynced writes lost, and 1,000 seeds of faults.

All of it is the same small run, begun anew or gone on with; every call that changes a file passes
through a preloaded library, SQLite's too (`tests/faults/files.cpp`, helpers/crash_states.py).
Whatever happened, the run must end as the one that nothing happened to. A fault may first end it in
one line that says what to do. The default tests take some of each, the slow ones all.
"""

import json
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from crash_states import Deed, killed, powerless, read_note
from runs_on_toys import contents, write_toys
from simulating import KILL, Plan, Simulator, begin, drawn, go_on, library

from buffer.checking import check
from buffer.replay import ReplayBuffer
from codeit.run.folder import RunFolder

SEEDS = range(20)
MANY_SEEDS = range(1000)
"""A seed is a fault, always the same."""
PAIRS = 100
LOST = 200
"""States after a power cut in the slow tests."""
pytestmark = pytest.mark.timeout(1200)


class Toys:
    """A run that nothing happened to, what it left, and what it did to its files."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        write_toys(folder)
        self.folder = folder
        self.run = simulator.run
        note, root = folder / "note", folder / "runs" / "whole"
        code, said = self.run(Plan(begin(folder, "whole"), str(root), note=str(note)))
        assert code == 0, said
        self.deeds = read_note(note, root)
        self.wanted = contents(root)
        self.counts = Counter(deed.kind for deed in self.deeds)
        self.changes = sum(self.counts.values())

    def path(self, name: str) -> Path:
        return self.folder / "runs" / name

    def check_goes_on(self, name: str) -> int:
        """Gone on with, or begun if it was none yet, it ends as the run undisturbed.

        What is left of a run is not damaged, as its seal has it. Returns how many pages were
        being moved.
        """
        moving = 0
        if (self.path(name) / "config.json").exists():
            with ReplayBuffer.open(self.path(name) / "buffer.sqlite", read_only=True) as buffer:
                moving = check(buffer).interrupted
        code, said = self.run(Plan(go_on(self.folder, name)))
        assert code == 0, f"{name}: {said}"
        self.check_equal(name)
        return moving

    def check_equal(self, name: str) -> None:
        """It ended as the run undisturbed; then it goes, since hundreds follow."""
        assert contents(self.path(name)) == self.wanted, name
        shutil.rmtree(self.path(name))


@pytest.fixture(scope="module")
def toys() -> Iterator[Toys]:
    """In memory where the system has such a folder: what is tested is which calls are made."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        try:
            shim = library(Path(name))
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("there is no compiler for the library that makes faults")
        with Simulator(shim) as simulator:
            yield Toys(Path(name), simulator)


def boundaries(deeds: Iterable[Deed]) -> list[int]:
    """After how many deeds something may have become lasting: a sync, or a change of names."""
    return [at for at, deed in enumerate(deeds, 1) if deed.kind in "srumo"]


# Killed


def check_killed(toys: Toys, places: Iterable[int]) -> None:
    for at in places:
        killed(toys.deeds[:at], toys.path(f"killed-{at}"))
        assert not toys.check_goes_on(f"killed-{at}")


def test_killed_while_a_draft_is_in_a_checkpoint_it_ends_the_same(toys: Toys) -> None:
    synced = [i for i, d in enumerate(toys.deeds, 1) if d.kind == "s" and ".examples" in d.name]
    check_killed(toys, synced[:1])


def test_killed_at_a_boundary_it_ends_the_same(toys: Toys) -> None:
    places = boundaries(toys.deeds)
    check_killed(toys, places[3 :: len(places) // 2])


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_after_every_deed_it_ends_the_same(toys: Toys) -> None:
    check_killed(toys, range(1, len(toys.deeds) + 1))


def kills(toys: Toys, name: str, at: int) -> int:
    """Go on with a run and kill it at the deed of that number; its exit code."""
    plan = Plan(go_on(toys.folder, name), str(toys.path(name)), "*", at, 1, KILL)
    return toys.run(plan)[0]


def check_pairs(toys: Toys, seeds: Iterable[int]) -> None:
    """Killed, the rest killed, and the rest of that done by another number of workers.

    Every other pair falls into one meta-iteration: the second kill comes soon after the first.
    """
    for seed in seeds:
        rng, name = random.Random(f"pair {seed}"), f"pair-{seed}"
        assert kills(toys, name, rng.randint(1, toys.changes)) == -9
        kills(toys, name, rng.randint(1, 12 if seed % 2 else toys.changes))
        record = toys.path(name) / "config.json"
        if record.exists():
            settings = json.loads(record.read_text())
            settings["config"]["execution"]["workers"] = 1 + seed % 3
            record.write_text(json.dumps(settings))
        toys.check_goes_on(name)


def test_two_kills_and_other_workers(toys: Toys) -> None:
    check_pairs(toys, [1])


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_pairs_of_kills_anywhere(toys: Toys) -> None:
    check_pairs(toys, range(PAIRS))


# Power cuts


def check_lost(toys: Toys, seeds: Iterable[int]) -> int:
    """How many of the power cuts tore pages on their way from the log into the file."""
    torn = 0
    for seed in seeds:
        rng = random.Random(f"lost {seed}")
        at = rng.randint(1, len(toys.deeds))
        powerless(toys.deeds[:at], toys.path(f"lost-{seed}"), rng)
        torn += toys.check_goes_on(f"lost-{seed}") > 0
    return torn


def test_what_was_not_synced_may_be_lost(toys: Toys) -> None:
    # At 10 half-written frames lie behind the log's last commit.
    check_lost(toys, (0, 10))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_200_power_cuts(toys: Toys) -> None:
    assert check_lost(toys, range(LOST))


def test_the_states_are_what_they_are_said_to_be(toys: Toys, tmp_path: Path) -> None:
    killed(toys.deeds, tmp_path / "all")
    left = toys.path("whole")
    for name in ("metrics.jsonl", "buffer.sqlite", "config.json", "tasks.json"):
        assert (tmp_path / "all" / name).read_bytes() == (left / name).read_bytes()
    states = set()
    for seed in range(8):
        powerless(toys.deeds[: len(toys.deeds) // 2], tmp_path / f"{seed}", random.Random(seed))
        files = sorted(path for path in (tmp_path / f"{seed}").rglob("*") if path.is_file())
        states.add(tuple((path.name, path.read_bytes()) for path in files))
    assert len(states) > 4
    # A run whose syncs were none has lost its beginning.
    unsynced = [deed for deed in toys.deeds if deed.kind != "s"]
    gone = tmp_path / "gone"
    powerless(unsynced, gone, random.Random(3))
    assert (
        not (gone / "config.json").exists()
        or (gone / "config.json").read_bytes() != (left / "config.json").read_bytes()
    )


# Faults


def check_faults(toys: Toys, seeds: Iterable[int]) -> Counter[str]:
    """Each run ends as it should or says in one line what to do, and then goes on."""
    ends: Counter[str] = Counter()
    for seed in seeds:
        name = f"fault-{seed}"
        root, fault = str(toys.path(name)), drawn(seed, toys.counts)
        code, said = toys.run(Plan(begin(toys.folder, name), root, *fault))
        if code == 0:
            ends["equal"] += 1
            if (toys.path(name) / "config.json").exists():
                toys.check_equal(name)
                continue
        else:
            ends["said"] += 1
            assert code == 2, (seed, fault, code, said)
            assert said.startswith("error: "), (seed, fault, said)
            assert said.count("\n") == 1, (seed, fault, said)
            assert str(toys.path(name)) in said, (seed, fault, "the line does not say where", said)
        toys.check_goes_on(name)
    return ends


def test_a_fault_of_the_disk_is_survived_or_told(toys: Toys) -> None:
    ends = check_faults(toys, SEEDS)
    assert ends["said"]


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_thousand_faults(toys: Toys) -> None:
    ends = check_faults(toys, MANY_SEEDS)
    print(dict(ends))  # noqa: T201


def test_a_seed_is_a_fault_and_a_run_that_is_none_is_told(toys: Toys) -> None:
    assert drawn(7, toys.counts) == drawn(7, toys.counts)
    assert len({drawn(seed, toys.counts) for seed in range(200)}) > 150
    with pytest.raises(Exception, match="not a folder"):
        RunFolder.open(toys.path("none"))
