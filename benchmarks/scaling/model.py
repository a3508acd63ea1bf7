"""Predicts a meta-iteration on any number of cores from the costs of its units.

The stages of a meta-iteration come one after another. One that is spread takes as long as the
slowest of: its work divided by the cores; what the driver does for it, beside; its longest unit,
if there are fewer units than cores. What is not spread the driver does alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log2

from benchmarks.scaling.costs import Stage

__all__ = ["Load", "Prediction", "Site", "cpu_seconds", "load_of", "predict", "saturating"]

UNIT_RUNS = 128
"""Executions of the smallest unit (`codeit.cluster.pieces`)."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much of a stage there is."""

    items: float
    units: float
    """Most units that it can be cut into."""
    spread: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """Where it runs."""

    cores: int
    """Those that work."""
    machine: int = 0
    """Cores of the one machine on which driver and workers are; 0 if the driver has its own."""
    per_node: int = 64
    bytes_per_second: float = 1.25e9
    """Of a node's network: 10 gigabit by default."""
    unit_seconds: float = 0.0
    """CPU seconds of the driver for giving out a unit and taking in its result."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """A meta-iteration's wall seconds, and what they go to."""

    seconds: float
    stages: Mapping[str, float]
    """Seconds of each stage."""
    limits: Mapping[str, float]
    """Seconds in which something is the limit: `workers`, `units`, `driver`, `network`,
    `database`, `checkpoint broadcast`."""

    @property
    def limit(self) -> str:
        """What takes most of the time."""
        return max(self.limits, key=lambda name: self.limits[name])


def load_of(tasks: int, samples: int, mutants: int, at_once: int) -> dict[str, Load]:
    """A meta-iteration of `tasks` tasks: samples of each, mutants tried on all of them."""
    pairs, drawn = float(tasks * mutants), float(tasks * samples)
    waves = max(1, tasks // 32) * max(1, mutants // 2_048)
    return {
        "sampling": Load(drawn, ceil(tasks / at_once)),
        "foreseeing": Load(mutants, 1, spread=False),
        "screening": Load(pairs, pairs / waves / UNIT_RUNS),
        "searching": Load(tasks, tasks),
        "executing": Load(drawn, drawn * 3 / UNIT_RUNS),
        "relabelling": Load(drawn, 1, spread=False),
        "storing": Load(drawn, 1, spread=False),
    }


def predict(
    costs: Mapping[str, Stage], loads: Mapping[str, Load], site: Site, checkpoint: float
) -> Prediction:
    """A meta-iteration on `site`, in which every node fetches a checkpoint of so many bytes."""
    stages: dict[str, float] = {}
    limits = dict.fromkeys(
        ("workers", "units", "driver", "network", "database", "checkpoint broadcast"), 0.0
    )
    for name, load in loads.items():
        parts = _parts(costs[name], load, site)
        if name == "storing":
            parts = {"database": parts["driver"]}
        limit = max(parts, key=lambda part: parts[part])
        stages[name] = parts[limit]
        limits[limit] += parts[limit]
    nodes = ceil(site.cores / site.per_node)
    if checkpoint and not site.machine:
        # Every node that has a copy hands it on.
        seconds = checkpoint / site.bytes_per_second * ceil(log2(nodes + 1))
        stages["checkpoint broadcast"] = limits["checkpoint broadcast"] = seconds
    return Prediction(sum(stages.values()), stages, limits)


def cpu_seconds(
    costs: Mapping[str, Stage], loads: Mapping[str, Load], site: Site
) -> tuple[float, float]:
    """CPU seconds of the driver and of all workers together: no other work adds to these."""
    driver = workers = 0.0
    for name, load in loads.items():
        units = _units(load, site) if load.spread else 0.0
        driver += costs[name].driver * load.items + site.unit_seconds * units
        workers += costs[name].worker * load.items if load.spread else 0.0
    return driver, workers


def _units(load: Load, site: Site) -> float:
    """As many as are wanted, if there are so many."""
    return min(load.units, 4.0 * site.cores)


def _parts(cost: Stage, load: Load, site: Site) -> dict[str, float]:
    """Seconds that a stage would take if only one thing limited it."""
    driver = cost.driver * load.items
    if not load.spread:
        return {"driver": driver}
    work = cost.worker * load.items
    driver += site.unit_seconds * _units(load, site)
    parts = {
        "workers": work / site.cores,
        "units": work / load.units,
        "driver": driver,
        "network": (cost.sent + cost.received) * load.items / site.bytes_per_second,
    }
    if site.machine:
        parts["workers"] = max(parts["workers"], (work + driver) / site.machine)
    return parts


def saturating(
    costs: Mapping[str, Stage], loads: Mapping[str, Load], checkpoint: float, **site: float
) -> dict[str, int]:
    """From how many cores on each thing takes longer than the work that is spread, by its name."""
    found: dict[str, int] = {}
    cores = 1
    while cores <= 1 << 20:
        limits = predict(costs, loads, Site(cores, **site), checkpoint).limits  # type: ignore[arg-type]
        for name, seconds in limits.items():
            if name != "workers" and seconds > limits["workers"]:
                found.setdefault(name, cores)
        cores *= 2
    return found
