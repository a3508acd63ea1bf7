"""Sampling on a Ray cluster: actors that hold a copy of the policy, one for a GPU or a few cores.

A unit (`codeit.policy.sampling`) goes to whichever actor is free; what it gives depends on the unit
and the weights alone. Weights are packed once a meta-iteration, put into Ray's store under the name
of their content, and fetched by each actor when a unit asks for others than it has. An actor that
dies costs the units it held: they go to the others, and another takes its place.

Actors stay between meta-iterations and reserve no cores, so that executing has them all: the stages
of a run come one after another.
"""

import hashlib
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codeit.cluster.membership import ADVICE, TRIES, WINDOW, Cluster, Lost
from codeit.cluster.recipe import Recipe
from codeit.errors import RunError
from codeit.policy.interface import Policy
from codeit.policy.sampling import Portable, Samples, SampleUnit, drawn

__all__ = ["ActorSampler"]

_HELD = 2
"""Units that an actor has at once: one that it draws, and one that waits."""


@dataclass(slots=True)
class _Member:
    """An actor as the driver knows it."""

    actor: Any
    node: str
    held: list[int] = field(default_factory=list)
    """Numbers of the units that it has."""


class ActorSampler:
    """A `Sampler` on actors. `policy` is the driver's own: its weights are sent."""

    def __init__(self, cluster: Cluster, recipe: Recipe, policy: Portable) -> None:
        self._cluster = cluster
        self._recipe = recipe
        self._policy = policy
        self._team: list[_Member] = []
        self._weights: tuple[str, Any] = "", None

    def map(self, units: Iterable[SampleUnit]) -> Iterator[Samples]:
        """The samples of each unit, in order.

        Raises what drawing raises, and RunError if the head is lost, or a unit again and again.
        """
        round_ = _Round(self._cluster, self, iter(units))
        try:
            yield from round_.results()
        finally:
            round_.give_up()

    def team(self) -> list[_Member]:
        """The actors: as many on each node that is alive as it has room for."""
        nodes = {node["NodeID"]: node["Resources"] for node in self._cluster.nodes}
        self._team = [member for member in self._team if member.node in nodes]
        for node, has in nodes.items():
            there = sum(member.node == node for member in self._team)
            for _ in range(there, self._recipe.actors(has)):
                self._team.append(self._recruit(node, has))
        return self._team

    def dismiss(self, member: _Member) -> None:
        """Forget an actor that is dead."""
        self._team = [other for other in self._team if other is not member]
        self._cluster.look_again()

    def _recruit(self, node: str, has: dict[str, float]) -> _Member:
        ray = self._cluster.ray
        where = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(node, soft=True)
        gpus = 1 if self._recipe.on_gpu(has) else 0
        options = {"num_cpus": 0, "num_gpus": gpus, "scheduling_strategy": where}
        return _Member(ray.remote(**options)(_Drawer).remote(self._recipe), node)

    def weights(self) -> tuple[str, list[Any]]:
        """Name of the weights as they are now, and a list of the one reference to them."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "policy"
            self._policy.pack(folder)
            files = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
        digest = hashlib.blake2b(digest_size=16)
        for name, content in files.items():
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
        if digest.hexdigest() != self._weights[0]:
            self._weights = digest.hexdigest(), self._cluster.ray.put(files)
        return self._weights[0], [self._weights[1]]


class _Round:
    """One call of `map`: who has which unit, what is done, what is to be done again."""

    def __init__(self, cluster: Cluster, sampler: ActorSampler, source: Iterator[SampleUnit]):
        self._cluster = cluster
        self._sampler = sampler
        self._source = source
        self._weights = sampler.weights()
        self._units: dict[int, SampleUnit] = {}
        """Those taken and not yielded yet, by number."""
        self._tries: dict[int, int] = {}
        self._waiting: deque[int] = deque()
        self._flights: dict[Any, tuple[_Member, int]] = {}
        self._done: dict[int, Samples] = {}
        self._taken = self._yielded = 0

    def results(self) -> Iterator[Samples]:
        while True:
            self._give_out()
            if not self._flights:
                return
            self._listen()
            while self._yielded in self._done:
                del self._units[self._yielded]
                yield self._done.pop(self._yielded)
                self._yielded += 1

    def give_up(self) -> None:
        self._cluster.give_up(self._flights)

    def _give_out(self) -> None:
        """Hand units to those who have least, lost ones first."""
        team = self._sampler.team()
        for held in range(_HELD):
            for member in team:
                if len(member.held) > held:
                    continue
                if not self._waiting and not self._take(WINDOW * len(team)):
                    return
                number = self._waiting.popleft()
                reference = member.actor.draw.remote(*self._weights, self._units[number])
                member.held.append(number)
                self._flights[reference] = member, number

    def _take(self, most: int) -> bool:
        """Take another unit, unless too many wait for an earlier one, or there is none."""
        if self._taken - self._yielded >= most:
            return False
        unit = next(self._source, None)
        if unit is None:
            return False
        self._units[self._taken] = unit
        self._waiting.append(self._taken)
        self._taken += 1
        return True

    def _listen(self) -> None:
        """Take in one unit's end."""
        reference = self._cluster.first(list(self._flights))
        member, number = self._flights.pop(reference)
        member.held.remove(number)
        try:
            self._done[number] = self._cluster.value(reference)
        except Lost as error:
            self._sampler.dismiss(member)
            self._tries[number] = self._tries.get(number, 0) + 1
            if self._tries[number] >= TRIES:
                raise RunError(f"lost {TRIES} times over: {error}; {ADVICE}") from None
            self._waiting.appendleft(number)


class _Drawer:
    """An actor: draws units with the weights that they ask for."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._policies: tuple[Policy, Policy] | None = None
        self._name = ""

    def draw(self, name: str, weights: list[Any], unit: SampleUnit) -> Samples:
        """The samples of a unit by the weights of that name, which are fetched if need be."""
        if name != self._name:
            import ray

            self._fill(ray.get(weights[0]))
            self._name = name
        assert self._policies is not None
        bare, standing = self._policies
        return drawn(bare if unit.failures else standing, unit)

    def _fill(self, files: dict[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "policy"
            folder.mkdir()
            for file, content in files.items():
                (folder / file).write_bytes(content)
            if self._policies is None:
                self._policies = self._recipe.build(folder)
            else:
                bare, _ = self._policies
                assert isinstance(bare, Portable)
                bare.unpack(folder)
