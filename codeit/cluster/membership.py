"""This process as a member of a Ray cluster: joining it, waiting for results, noticing its loss.

What is done elsewhere is a pure function of what it is sent, so whatever is lost is done again:
Ray does so for tasks of a dead node, and here for what Ray gives up. Only the head cannot be
replaced: a run whose head no longer answers ends with one clear line, and `--resume` goes on.
"""

import itertools
import os
import socket
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypeVar

from codeit.errors import ConfigError, RunError
from data.errors import plain

__all__ = ["Cluster", "Lost", "address_of"]

WINDOW = 4
"""Units under way for each core: enough that none waits for the driver."""
TRIES = 20
"""How often a unit is given out before it is given up, beside the times that Ray does so."""
_TICK_SECONDS = 2.0
"""How often a head is asked for while nothing arrives."""
_PATIENCE_SECONDS = 10.0
"""For how long a head may not answer."""

ADVICE = "nothing stored is lost: start the cluster again, then codeit run --resume the run"

Unit = TypeVar("Unit")


def address_of(executor: str) -> str | None:
    """The cluster that `--executor ray...` means: an address, or None for a new local one.

    `ray` takes RAY_ADDRESS if it is set. Raises ConfigError for what is no executor.
    """
    if executor == "ray":
        return os.environ.get("RAY_ADDRESS") or None
    if executor.startswith("ray://") and len(executor) > len("ray://"):
        return executor
    raise ConfigError(f"--executor {executor!r}: it is local, ray or ray://HOST:PORT")


class Cluster:
    """A Ray cluster, joined or started; a context manager.

    `workers` is how many units may run at once, 0 for one per core of the cluster. Raises
    ConfigError if Ray is not installed or the cluster cannot be reached.
    """

    def __init__(self, address: str | None, workers: int = 0) -> None:
        self.ray: Any = None
        self._address = address
        self._workers = workers
        self._head: tuple[str, int] | None = None
        self._mine = False
        self._nodes: list[dict[str, Any]] = []
        self._looked = -_TICK_SECONDS

    def __enter__(self) -> Self:
        """Join the cluster, or start one of this machine's cores."""
        try:
            import ray
        except ImportError:
            raise ConfigError(
                "the executor ray needs the package ray: pip install 'codeit[ray]'"
            ) from None
        self.ray = ray
        if not ray.is_initialized():
            self._join()
        self._head = self._place_of_head()
        return self

    def _join(self) -> None:
        settings: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        if self._address is None:
            settings |= {"include_dashboard": False, "address": "local"}
            if self._workers:
                settings["num_cpus"] = self._workers
        else:
            settings["address"] = self._address
        try:
            with warnings.catch_warnings(action="ignore"):
                self.ray.init(**settings)
        except Exception as error:  # noqa: BLE001  # Ray has no other for a node that is late
            raise ConfigError(self._unreached(error)) from None
        self._mine = True

    def _unreached(self, error: Exception) -> str:
        if self._address is None:
            return (
                f"Ray could not be started on this machine ({_line(error)}): try again when it has"
                " less to do, or start a cluster with `ray start` and set RAY_ADDRESS"
            )
        return (
            f"no Ray cluster answers at {self._address} ({_line(error)}): look at the head, its"
            " port, and whether RAY_AUTH_MODE and the token are the same there and here"
        )

    def _place_of_head(self) -> tuple[str, int] | None:
        """Host and port of the head; None where a client's connection tells of its loss."""
        if self.ray.util.client.ray.is_connected():
            return None
        host, _, port = self.ray.get_runtime_context().gcs_address.rpartition(":")
        return host.strip("[]"), int(port)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cluster; one that was started here ends."""
        if self._mine:
            self.ray.shutdown()
            self._mine = False

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The nodes that were alive a moment ago, as Ray describes them."""
        if time.monotonic() > self._looked + _TICK_SECONDS:
            self._nodes = [node for node in self._asked(self.ray.nodes) if node["Alive"]]
            self._looked = time.monotonic()
        return self._nodes

    def look_again(self) -> None:
        """Ask for the nodes anew when they are next wanted: one may have died."""
        self._looked = -_TICK_SECONDS

    @property
    def size(self) -> int:
        """Units that may run at once now: nodes come and go."""
        cores = sum(int(node["Resources"].get("CPU", 0)) for node in self.nodes)
        return self._workers or max(1, cores)

    def ordered(
        self, give: Callable[[Unit], Any], units: Iterable[Unit]
    ) -> Iterator[tuple[Unit, Any]]:
        """Units with their results, in order; units are taken only as fast as results are.

        `give` hands a unit to Ray. Raises what the work itself raises, and RunError if the head
        is lost, or a unit again and again.
        """
        under_way: deque[tuple[Unit, Any]] = deque()
        source = iter(units)
        try:
            while True:
                for unit in itertools.islice(source, WINDOW * self.size - len(under_way)):
                    under_way.append((unit, give(unit)))
                if not under_way:
                    return
                unit, reference = under_way[0]
                for left in reversed(range(TRIES)):
                    try:
                        result = self.value(reference)
                        break
                    except Lost as error:
                        if not left:
                            raise RunError(f"lost {TRIES} times over: {error}; {ADVICE}") from None
                        reference = give(unit)
                        under_way[0] = unit, reference
                under_way.popleft()
                yield unit, result
        finally:
            self.give_up(reference for _, reference in under_way)

    def value(self, reference: Any) -> Any:
        """The value of a reference, once it is there.

        Raises what the work itself raises, Lost if it is to be done again, RunError if the head is
        lost.
        """
        self.first([reference])
        errors = self.ray.exceptions
        try:
            return self.ray.get(reference)
        except errors.RayTaskError as error:
            cause = error.cause if isinstance(error.cause, Exception) else error
            if isinstance(cause, errors.RayError) and cause is not error:
                raise Lost(_line(cause)) from None  # what the unit needed was lost meanwhile
            raise cause from None
        except errors.RayError as error:
            raise Lost(_line(error)) from None
        except ConnectionError as error:
            raise self._headless(error) from None

    def first(self, references: Sequence[Any]) -> Any:
        """One of the references, as soon as its value or its failure is known.

        Raises RunError if the head is lost meanwhile.
        """
        for _ in self._while_it_answers():
            try:
                ready, _ = self.ray.wait(list(references), num_returns=1, timeout=_TICK_SECONDS)
            except (ConnectionError, self.ray.exceptions.RayError) as error:
                raise self._headless(error) from None
            if ready:
                return ready[0]
        raise self._headless(None)

    def _asked(self, question: Callable[[], Any]) -> Any:
        """What the head answers to a call of Ray's.

        In a thread: such a call has no time limit, and Ray ends the whole process, without a word
        of ours, once it has waited a minute for a head that is gone. Raises RunError before that.
        """
        answer: Future[Any] = Future()

        def ask() -> None:
            try:
                answer.set_result(question())
            except Exception as error:  # noqa: BLE001  # whatever it is, who asked is told
                answer.set_exception(error)

        threading.Thread(target=ask, daemon=True).start()
        for _ in self._while_it_answers():
            if wait([answer], _TICK_SECONDS).done:
                try:
                    return answer.result()
                except (ConnectionError, self.ray.exceptions.RayError) as error:
                    raise self._headless(error) from None
        raise self._headless(None)

    def _while_it_answers(self) -> Iterator[None]:
        """Turns of waiting, until the head has been silent for too long."""
        silent_since: float | None = None
        while silent_since is None or time.monotonic() - silent_since < _PATIENCE_SECONDS:
            yield
            silent_since = None if self._answers() else silent_since or time.monotonic()

    def give_up(self, references: Iterable[Any]) -> None:
        """Let nobody work on what nobody waits for."""
        for reference in references:
            with suppress(Exception):  # whatever is wrong is told by what comes next
                self.ray.cancel(reference, force=False)

    def _answers(self) -> bool:
        if self._head is None:
            return True
        try:
            socket.create_connection(self._head, timeout=_TICK_SECONDS).close()
        except OSError:
            return False
        return True

    def _headless(self, error: Exception | None) -> RunError:
        self._mine = False  # there is nobody left to take leave of
        told = f" ({_line(error)})" if error else ""
        return RunError(f"the head of the Ray cluster does not answer any more{told}; {ADVICE}")


class Lost(Exception):
    """A unit's result is lost; giving it out again mends that."""


def _line(error: Exception) -> str:
    return plain(str(error).strip().partition("\n")[0], 200)
