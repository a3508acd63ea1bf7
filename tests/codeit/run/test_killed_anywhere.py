"""Attacks a run with `kill -9` at 200 random moments over all its stages (minutes: slow).

Half of the kills go by the clock, over the whole command line. Stages of some milliseconds would
be hit by few of them, so the other half goes by counting: a stage is chosen, and the process kills
itself at a random one of the calls that the stage makes, be they of Python or of C.
"""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
from postgres import binaries, running_server
from runs_on_toys import ROOT, call, codeit, command, contents, forked, standing_in, write_toys

from buffer.checking import check
from buffer.replay import ReplayBuffer
from codeit.run.state import LOOP, LoopState

KILLS = 200
STAGES = ("gather", "store", "learn", "conclude", "bring_up_to_date")

COUNTING = """
import json, os, signal, sys
from codeit import loop
from codeit.run import checkpoints

counted, wanted = {{}}, {wanted}

def watch(stage, real):
    def watched(*arguments):
        calls = counted.setdefault(stage, [])
        calls.append(0)
        before = sys.getprofile()
        def tick(frame, event, argument):
            calls[-1] += 1
            if [stage, len(calls), calls[-1]] == wanted:
                os.kill(os.getpid(), signal.SIGKILL)
            if before:
                before(frame, event, argument)
        sys.setprofile(tick)
        try:
            return real(*arguments)
        finally:
            sys.setprofile(before)
            if wanted is None:
                with open({report!r}, "w") as file:
                    json.dump(counted, file)
    return watched

for stage in {stages}:
    setattr(loop, stage, watch(stage, getattr(loop, stage)))
"""


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_whatever_the_moment_the_finished_run_is_the_same(tmp_path: Path) -> None:
    write_toys(tmp_path)
    moments = Moments(tmp_path, random.Random(17))
    wanted = contents(tmp_path / "runs" / "whole")
    hit: Counter[str] = Counter()
    runs = 0
    while hit.total() < KILLS:
        runs += 1
        path = tmp_path / "runs" / f"run-{runs}"
        for _ in range(moments.rng.randint(1, 7)):
            if progress(path)[1] < 3 and moments.kill(path):
                hit[stage_of(path)] += 1
        code, said = forked("", start(tmp_path, path))
        assert code == 0, said
        assert contents(path) == wanted, f"run {runs} after {hit}"
    print(f"{hit.total()} kills in {runs} runs: {dict(sorted(hit.items()))}")  # noqa: T201
    for number in range(3):
        assert hit[f"gathering {number}"]
        assert hit[f"learning {number}"]


class Moments:
    """Where a run on the toys can be killed, measured on one that is not."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.rng = rng
        self._folder = folder
        began = time.time()
        assert call(command(folder, "whole")).returncode == 0
        self._length = time.time() - began
        run = folder / "runs" / "whole"
        self._from = (run / "config.json").stat().st_mtime - began
        self._to = (run / "metrics.jsonl").stat().st_mtime - began
        report = folder / "calls.json"
        code = COUNTING.format(wanted=None, stages=STAGES, report=str(report))
        assert forked(code, command(folder, "counted")[3:])[0] == 0
        self._calls: dict[str, list[int]] = json.loads(report.read_text())

    def kill(self, path: Path) -> bool:
        """Start the run or go on with it, and kill it; False if it had ended by itself."""
        arguments = start(self._folder, path)
        gathered, finished = progress(path)
        if self.rng.random() < 0.5:
            begin, end = 0.0, self._length
            if self.rng.random() < 0.75:
                begin, end = self._from, self._from + (self._to - self._from) * (3 - finished) / 3
            return _killed(codeit(*arguments), self.rng.uniform(begin, end))
        left = {stage: self._calls[stage][finished:] for stage in ("learn", "conclude")}
        left |= {stage: self._calls[stage][gathered + 1 :] for stage in ("gather", "store")}
        again, *rows = self._calls["bring_up_to_date"]  # once at the start, then for each row
        left["bring_up_to_date"] = [again, *rows[finished:]]
        stage = self.rng.choice([stage for stage in STAGES if left[stage]])
        entry = self.rng.randrange(len(left[stage]))  # a new run may so come to its last stages
        if gathered >= 0:
            entry = self.rng.choice((0, entry))
        wanted = [stage, entry + 1, self.rng.randint(1, left[stage][entry])]
        code = COUNTING.format(wanted=wanted, stages=STAGES, report="")
        return forked(code, arguments)[0] == -signal.SIGKILL


def start(folder: Path, path: Path) -> list[str]:
    """Arguments that start the run, or go on with it if it came as far as being one."""
    if (path / "config.json").exists():
        return ["run", "--resume", str(path)]
    return command(folder, path.name)[3:]


def progress(path: Path) -> tuple[int, int]:
    """The last meta-iteration gathered, and how many are finished; its database must be whole."""
    if not (path / "config.json").exists():
        return -1, 0
    with ReplayBuffer.open(path / "buffer.sqlite") as buffer:
        check(buffer)
        gathered = LoopState.parse(buffer.state(LOOP)).gathered
        return gathered, len(buffer.meta_iterations())


def stage_of(path: Path) -> str:
    """What the killed run was doing."""
    if not (path / "config.json").exists():
        return "starting"
    gathered, number = progress(path)
    if number == 3:
        return "finishing"
    return f"{'learning' if gathered == number else 'gathering'} {number}"


def _killed(arguments: list[str], seconds: float) -> bool:
    """Whether the process was still running when it was killed."""
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


# The policy itself: weights, optimiser and samples go on where they were

SMALL = {
    "proposer": "model",
    "policy.checkpoint": "none",
    "policy.width": "16",
    "policy.heads": "2",
    "policy.feed_forward": "32",
    "policy.encoder_layers": "1",
    "policy.decoder_layers": "1",
    "policy.device": "cpu",
    "policy.samples": "4",
    "policy.dropout": "0.1",
    "learner.batch_size": "4",
    "learner.warmup_steps": "3",
    "loop.draw": "24",
}
DIES = """
import os, signal
from codeit import loop
from codeit.policy.learning.training import Trainer

def dying(real, at):
    def counting(*arguments, **names):
        nonlocal at
        at -= 1
        if at == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **names)
    return counting

{place} = dying({place}, {at})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("policy")
    write_toys(made)
    assert call(small(made, "whole")).returncode == 0
    return made


def small(folder: Path, name: str, code: str = "") -> list[str]:
    more = [part for key, value in SMALL.items() for part in ("--set", f"{key}={value}")]
    return standing_in(code, *command(folder, name)[3:], *more)


@pytest.mark.slow
def test_the_policy_and_its_learner_go_on_exactly(folder: Path) -> None:
    path = folder / "runs" / "killed"
    in_learning = DIES.format(place="Trainer.step", at=4)  # of six steps, in the first
    done = call(small(folder, path.name, in_learning))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert stage_of(path) == "learning 1"
    in_gathering = DIES.format(place="loop.store", at=1)  # what was sampled is lost, and again
    done = call(standing_in(in_gathering, *start(folder, path)))
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert stage_of(path) == "gathering 2"
    done = call(standing_in("", *start(folder, path)))
    assert done.returncode == 0, done.stderr
    found, wanted = contents(path), contents(folder / "runs" / "whole")
    assert any(name.endswith("optimizer.safetensors") for name in names_of(wanted))
    assert found == wanted


def names_of(found: dict[str, object]) -> list[str]:
    checkpoints = found["checkpoints"]
    assert isinstance(checkpoints, dict)
    return list(checkpoints)


@pytest.mark.slow
def test_a_torn_checkpoint_of_the_policy_is_named_and_can_be_restored(folder: Path) -> None:
    path = folder / "runs" / "torn"
    dies = DIES.format(place="loop.store", at=3)
    assert call(small(folder, path.name, dies)).returncode == -signal.SIGKILL
    assert stage_of(path) == "gathering 2"
    weights = path / "checkpoints" / "iteration-00001" / "model.safetensors"
    whole = weights.read_bytes()
    for torn in (whole[:-100], whole[:500] + bytes([whole[500] ^ 1]) + whole[501:], None):
        weights.unlink() if torn is None else weights.write_bytes(torn)
        done = call(standing_in("", *start(folder, path)))
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        for word in ("error: ", "model.safetensors", "restore it from a copy", "--resume"):
            assert word in done.stderr
    weights.write_bytes(whole)
    assert call(standing_in("", *start(folder, path))).returncode == 0
    assert contents(path) == contents(folder / "runs" / "whole")


@pytest.mark.slow
def test_a_disk_too_full_for_a_checkpoint_loses_nothing(folder: Path) -> None:
    path = folder / "runs" / "full"
    dies = DIES.format(place="loop.learn", at=2)
    assert call(small(folder, path.name, dies)).returncode == -signal.SIGKILL
    assert stage_of(path) == "learning 1"
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (40_000, -1))"
    done = call(standing_in(limit, *start(folder, path)))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    for word in ("error: cannot write", "iteration-00001", "nothing stored is lost", "--resume"):
        assert word in done.stderr
    assert not [left for left in (path / "checkpoints").iterdir() if left.name[0] == "."]
    assert call(standing_in("", *start(folder, path))).returncode == 0
    assert contents(path) == contents(folder / "runs" / "whole")


@pytest.mark.slow
@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
def test_a_run_on_postgres_goes_on_to_the_same_end(tmp_path: Path) -> None:
    write_toys(tmp_path)
    assert call(standing_in("", *command(tmp_path, "whole")[3:])).returncode == 0
    with running_server() as url:
        path, place = tmp_path / "runs" / "r", ("--set", f"buffer.url={url}")
        for stage, at in (("store", 1), ("learn", 2), ("store", 1)):
            code = DIES.format(place=f"loop.{stage}", at=at)
            going_on = (path / "config.json").exists()
            arguments = start(tmp_path, path) if going_on else [*start(tmp_path, path), *place]
            done = call(standing_in(code, *arguments))
            assert done.returncode == -signal.SIGKILL, done.stderr
        assert call(standing_in("", *start(tmp_path, path))).returncode == 0
        assert contents(path) == contents(tmp_path / "runs" / "whole")
        taken = call(standing_in("", *command(tmp_path, "second", *place)[3:]))
        assert "holds another run already" in taken.stderr
    gone = call(standing_in("", *start(tmp_path, path)))
    assert gone.returncode == 2
    assert "cannot be reached" in gone.stderr
