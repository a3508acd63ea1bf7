"""Attacks runs on a Ray cluster that was started as a user starts one: `ray start`, with a token.

A head and a node of one core each, in two processes (minutes: slow).
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ray_toys import PATIENT, STORE
from runs_on_toys import ROOT, command, contents, modelled, standing_in, write_toys

ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3_600)]

DIES = """
import os, signal
from codeit import loop

def dies(*_):
    os.kill(os.getpid(), signal.SIGKILL)

real, loop.learn = loop.learn, lambda number, *rest: (dies if number else real)(number, *rest)
"""
MODEL = modelled(learner__distributed="true", loop__meta_iterations="1")


@dataclass(frozen=True, slots=True)
class Started:
    """Where a cluster is, and what lets one in."""

    address: str
    client: str
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def cluster() -> Iterator[Started]:
    port, client = free_port(), free_port()
    place = tempfile.mkdtemp(prefix="r")  # sockets below it must have short names
    environment = os.environ | PATIENT | {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "OMP_NUM_THREADS": "1",
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    environment.pop("RAY_ADDRESS", None)
    program = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1",
               f"--object-store-memory={STORE}"]  # fmt: skip
    head = [*program, "--head", f"--port={port}", f"--ray-client-server-port={client}",
            "--include-dashboard=false", f"--temp-dir={place}"]  # fmt: skip
    processes = []
    try:
        for arguments in (head, [*program, f"--address=127.0.0.1:{port}"]):
            processes.append(
                subprocess.Popen(
                    arguments,
                    env=environment,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            )
            await_(port)
        await_(client)
        yield Started(f"127.0.0.1:{port}", f"ray://127.0.0.1:{client}", environment)
    finally:
        for process in reversed(processes):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
        shutil.rmtree(place, ignore_errors=True)


def await_(port: int, seconds: float = 240) -> None:
    """Until somebody listens there."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.2)
        else:
            return


def call(
    arguments: list[str], environment: dict[str, str], **more: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment | more,
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, cluster: Started) -> Path:
    """Toy tasks, and the run `whole` on this machine."""
    made = tmp_path_factory.mktemp("runs")
    write_toys(made)
    done = call(run(made, "whole"), cluster.environment)
    assert done.returncode == 0, done.stderr
    return made


def run(folder: Path, name: str, *more: str, code: str = "") -> list[str]:
    return standing_in(code, *command(folder, name, *more)[3:])


def test_a_run_joins_by_address_and_by_client(folder: Path, cluster: Started) -> None:
    done = call(run(folder, "joined", "--executor", "ray"), cluster.environment,
                RAY_ADDRESS=cluster.address)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    done = call(run(folder, "client", "--executor", cluster.client), cluster.environment)
    assert (done.returncode, done.stderr) == (0, "")
    wanted = contents(folder / "runs" / "whole")
    for name in ("joined", "client"):
        assert contents(folder / "runs" / name) == wanted, name


@pytest.mark.parametrize("how", ["address", "client"])
def test_who_has_no_token_or_another_is_sent_away(
    folder: Path, cluster: Started, how: str, tmp_path: Path
) -> None:
    for number, token in enumerate(("", "0" * 64)):
        environment = cluster.environment | {"RAY_AUTH_TOKEN": token, "HOME": str(tmp_path)}
        if not token:
            environment |= {"RAY_AUTH_MODE": "disabled"}
        where = ("ray", cluster.address) if how == "address" else (cluster.client, "")
        name = f"stranger-{how}-{number}"
        done = call(run(folder, name, "--executor", where[0]), environment, RAY_ADDRESS=where[1])
        assert done.returncode == 2, done.stderr
        last = done.stderr.splitlines()[-1]  # before it, lines of Ray's core
        assert last.startswith("error: no Ray cluster answers"), done.stderr
        assert "RAY_AUTH_MODE" in last
        assert "Traceback" not in done.stderr
        assert not (folder / "runs" / name).exists()


def test_a_run_goes_on_elsewhere(folder: Path, cluster: Started) -> None:
    wanted = contents(folder / "runs" / "whole")
    for name, begun, then in (("out", "local", "ray"), ("home", "ray", "local")):
        where = {"RAY_ADDRESS": cluster.address}
        killed = run(folder, name, "--executor", begun, code=DIES)
        done = call(killed, cluster.environment, **where)
        assert done.returncode == -signal.SIGKILL, done.stderr
        path = folder / "runs" / name
        going_on = standing_in("", "run", "--resume", str(path), "--executor", then)
        done = call(going_on, cluster.environment, **where)
        assert (done.returncode, done.stderr) == (0, "")
        assert contents(path) == wanted, name


def test_two_processes_learn_what_the_cluster_samples(folder: Path, cluster: Started) -> None:
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone",
                "--nproc-per-node=2", "-m", "codeit"]  # fmt: skip
    found = []
    for executor in ("local", "ray"):
        arguments = command(folder, f"two-{executor}", *MODEL, "--executor", executor)[3:]
        done = call([*launcher, *arguments], cluster.environment,
                    ACCELERATE_USE_CPU="true", RAY_ADDRESS=cluster.address)  # fmt: skip
        assert done.returncode == 0, done.stderr
        found.append(contents(folder / "runs" / f"two-{executor}"))
    assert found[0] == found[1]
