"""Ray clusters for tests: in this process, or a head and nodes that can be lost.

Nothing here ends a process that it did not start.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil

__all__ = ["QUIET", "Nodes", "started"]

QUIET = ("ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning")
"""Warnings of Ray's own that are none of ours."""
STORE = 80 * 2**20
"""Bytes of a node's object store: its default is a third of the memory."""
_NOT_AT_WORK = ("ray::IDLE", "ray::DashboardAgent", "ray::RuntimeEnvAgent")
PATIENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_health_check_initial_delay_ms": "60000",
    "RAY_health_check_timeout_ms": "60000",
    "RAY_worker_register_timeout_seconds": "300",
}
"""On a machine with much else to do Ray takes what is late for dead."""


@contextmanager
def started(cores: int) -> Iterator[Any]:
    """Ray in this process and on this machine, without dashboard; it tells nobody of itself."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    for left in (2, 1, 0):  # on a machine with much else to do a node may be too late to be seen
        try:
            ray.init(
                address="local",  # not another cluster of this machine
                num_cpus=cores,
                include_dashboard=False,
                object_store_memory=STORE,
                log_to_driver=False,
                logging_level="ERROR",
            )
            break
        except Exception:  # Ray raises no more special one
            ray.shutdown()
            if not left:
                raise
    try:
        yield ray
    finally:
        ray.shutdown()


class Nodes:
    """A head without cores, and nodes of one core each; a context manager."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._cluster: Any = None
        self._others: list[Any] = []

    def __enter__(self) -> "Nodes":
        os.environ.update(PATIENT)
        from ray.cluster_utils import Cluster

        head = {"num_cpus": 0, "object_store_memory": STORE, "include_dashboard": False}
        self._cluster = _patiently(lambda: Cluster(initialize_head=True, head_node_args=head))
        for _ in range(self._count):
            self.add()
        return self

    def __exit__(self, *exception: object) -> None:
        with suppress(Exception):  # what was killed before cannot be ended
            self._cluster.shutdown()

    @property
    def address(self) -> str:
        """What RAY_ADDRESS is to be."""
        return str(self._cluster.address)

    def add(self) -> None:
        """One node more; the head will see it, however late."""
        self._others.append(
            _patiently(
                lambda: self._cluster.add_node(wait=False, num_cpus=1, object_store_memory=STORE)
            )
        )

    def lose(self, number: int) -> None:
        """End a node without leave, and let another take its place."""
        node = self._others.pop(number % len(self._others))
        self._cluster.remove_node(node, allow_graceful=False)
        self.add()

    def lose_head(self) -> None:
        """End the head, as if its machine were switched off."""
        for name in ("gcs_server", "raylet"):
            for one in self._cluster.head_node.all_processes.get(name, ()):
                one.process.kill()

    def busy(self) -> dict[str, list[psutil.Process]]:
        """Processes of the nodes that run units (`worker`), or hold a policy (`actor`)."""
        found: dict[str, list[psutil.Process]] = {"worker": [], "actor": []}
        for node in self._others:
            with suppress(psutil.NoSuchProcess):
                raylet = psutil.Process(node.all_processes["raylet"][0].process.pid)
                for process in raylet.children():
                    title = _title(process)
                    if title.startswith("ray::") and not title.startswith(_NOT_AT_WORK):
                        found["actor" if "_Drawer" in title else "worker"].append(process)
        return found


def _patiently(start: Callable[[], Any]) -> Any:
    """What is started: a node whose agents are not up after 15 seconds ends itself (Ray 2.60)."""
    for left in reversed(range(10)):
        try:
            return start()
        except Exception:  # Ray raises no more special one
            if not left:
                raise
    raise AssertionError


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
