"""Ray clusters for tests: in this process, or a head and nodes that can be lost.

Nothing here ends a process that it did not start.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil

__all__ = ["QUIET", "Nodes", "started"]

QUIET = ("ignore::FutureWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning")
"""Warnings of Ray's own that are none of ours."""
STORE = 80 * 2**20
"""Bytes of a node's object store: its default is a third of the memory."""


@contextmanager
def started(cores: int) -> Iterator[Any]:
    """Ray in this process and on this machine, without dashboard; it tells nobody of itself."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    for left in (2, 1, 0):  # on a machine with much else to do a node may be too late to be seen
        try:
            ray.init(
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
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        from ray.cluster_utils import Cluster

        head = {"num_cpus": 0, "object_store_memory": STORE, "include_dashboard": False}
        self._cluster = Cluster(initialize_head=True, head_node_args=head)
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
        """One node more. On a machine with much else to do a node may be too late to be seen."""
        for left in (3, 2, 1, 0):
            try:
                node = self._cluster.add_node(num_cpus=1, object_store_memory=STORE)
            except Exception:  # Ray raises no more special one
                if not left:
                    raise
            else:
                self._others.append(node)
                return

    def lose(self, number: int) -> None:
        """End a node without leave, and let another take its place."""
        node = self._others.pop(number % len(self._others))
        with suppress(TimeoutError):  # the head says late that it is gone
            self._cluster.remove_node(node, allow_graceful=False)
        self.add()

    def lose_head(self) -> None:
        """End the head, as if its machine were switched off."""
        for name in ("gcs_server", "raylet"):
            for one in self._cluster.head_node.all_processes.get(name, ()):
                one.process.kill()

    def workers(self) -> list[psutil.Process]:
        """Processes that work, or act, on the nodes."""
        found: list[psutil.Process] = []
        for node in self._others:
            with suppress(psutil.NoSuchProcess):
                raylet = psutil.Process(node.all_processes["raylet"][0].process.pid)
                found += [p for p in raylet.children() if _title(p).startswith("ray::")]
        return found


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
