"""What the loop must know to go on, beside the buffer and the checkpoint: small, saved each step.

Generators are not in it: they are derived from the seed and the names of stages (`codeit.rng`).
States of proposers are stored beside it under their own names.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any

from buffer.experience import Experience, Origin
from codeit.acquisition.interface import Tally, features
from codeit.errors import RunIncomplete
from codeit.rankers.interface import Found, Ranker
from codeit.rankers.length import ByLength
from codeit.results.leaders import Leaders
from data.errors import plain
from data.tasks import Task

__all__ = ["LOOP", "LoopState"]

LOOP = "loop"
"""The name under which the buffer keeps it."""

_BY_LENGTH = ByLength()


@dataclass(slots=True)
class LoopState:
    """The budget used so far, the best programs of every search task, and what samples brought."""

    ranker: Ranker = _BY_LENGTH
    gathered: int = -1
    """The last meta-iteration whose experiences are stored; -1 before the seeds were tried."""
    executed: int = 0
    """Programs executed on a task so far, whoever proposed them: the budget. One whose text tells
    that it is wrong there counts too."""
    leaders: Leaders = field(default_factory=Leaders)
    """Best of everything found: the cumulative figure."""
    other_leaders: Leaders = field(default_factory=Leaders)
    """Best of what others than the policy found: the parents where the policy's are none (A1)."""
    policy_leaders: Leaders = field(default_factory=Leaders)
    """Best of the policy's samples: the policy-cumulative figure."""
    latest_leaders: Leaders = field(default_factory=Leaders)
    """Best of the last meta-iteration's samples: the policy-only figure."""
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    """What sampling for each search task has brought."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Figures of the last gathering, kept until its meta-iteration is finished."""
    stored: bytes | None = None
    """As which the state before this one is stored: another process must not have replaced it."""

    def after(
        self,
        number: int,
        executed: int,
        found: Sequence[Experience],
        sampled: Sequence[Task],
        ends: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType({}),
        likely: Mapping[tuple[str, str], float] = MappingProxyType({}),
        extra: frozenset[tuple[str, str]] = frozenset(),
        described: Mapping[tuple[str, str], tuple[float, str]] = MappingProxyType({}),
    ) -> "LoopState":
        """The state after gathering; `found` are the experiences on search tasks.

        `ends` are digests of what programs give: by task id and program, on demonstrations and on
        test inputs (`codeit.stages.behaviours`); `likely` are likelihoods by the same
        (`codeit.stages.likelihoods`).

        `sampled` are the tasks that the policy was asked for programs for, `extra` the programs
        that it gave beyond its share; `described` are nats and family by task id and program
        (`codeit.stages.descriptions`).
        """
        own: list[tuple[str, Found]] = []
        others: list[tuple[str, Found]] = []
        for e in found:
            nats, family = described.get((e.task_id, e.program), (None, ""))
            one = replace(_found(e, ends, likely), nats=nats, family=family or e.origin.value)
            (own if e.origin is Origin.POLICY else others).append((e.task_id, one))
        everything = [*own, *others]
        latest = Leaders(ranker=self.ranker)
        latest.add((i, one) for i, one in own if (i, one.program) not in extra)
        return LoopState(
            self.ranker,
            number,
            self.executed + executed,
            self.leaders.joined(everything),
            self.other_leaders.joined(others),
            self.policy_leaders.joined(own),
            latest,
            self._tallied(found, sampled),
            stored=self.stored,
        )

    def _tallied(self, found: Sequence[Experience], sampled: Sequence[Task]) -> dict[str, Tally]:
        """Tallies with this meta-iteration's try of the sampled tasks: did a sample gain?"""
        best: dict[str, float] = {}
        best_sample: dict[str, float] = {}
        for e in found:
            best[e.task_id] = max(best.get(e.task_id, 0.0), e.score)
            if e.origin is Origin.POLICY:
                best_sample[e.task_id] = max(best_sample.get(e.task_id, 0.0), e.score)
        tallies = dict(self.tallies)
        for task in sampled:
            was = tallies.get(task.id) or Tally(task.id, features(task))
            tallies[task.id] = was.after(best_sample.get(task.id, 0.0))
        return {i: replace(t, best=max(t.best, best.get(i, 0.0))) for i, t in tallies.items()}

    def dump(self) -> bytes:
        """As bytes; `LoopState.parse` reads them."""
        tree = {
            "gathered": self.gathered,
            "executed": self.executed,
            "leaders": self.leaders.dump(),
            "other_leaders": self.other_leaders.dump(),
            "policy_leaders": self.policy_leaders.dump(),
            "latest_leaders": self.latest_leaders.dump(),
            "tallies": {task_id: asdict(tally) for task_id, tally in self.tallies.items()},
            "figures": dict(self.figures),
        }
        return json.dumps(tree).encode()

    @classmethod
    def parse(cls, data: bytes | None, ranker: Ranker = _BY_LENGTH) -> "LoopState":
        """From what `dump` wrote; None is the beginning. `ranker` is the run's.

        Raises RunIncomplete for anything else.
        """
        if data is None:
            none = Leaders(ranker=ranker)  # never changed: states join them to new ones
            return cls(
                ranker, leaders=none, other_leaders=none, policy_leaders=none, latest_leaders=none
            )
        try:
            return cls._read(json.loads(data), ranker, data)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise RunIncomplete(
                f"the stored state of the run cannot be read ({plain(repr(error), 80)}): restore"
                " the database from a copy"
            ) from None

    @classmethod
    def _read(cls, tree: Mapping[str, Any], ranker: Ranker, data: bytes) -> "LoopState":
        older = {"other_leaders": "{}", **tree}  # earlier runs did not keep these
        leaders = {name: Leaders.parse(older[name], ranker) for name in _LEADERS}
        return cls(
            ranker=ranker,
            gathered=_count(tree["gathered"], -1),
            executed=_count(tree["executed"], 0),
            tallies={
                i: Tally(**{**tally, "features": tuple(tally["features"])})
                for i, tally in tree.get("tallies", {}).items()
            },
            figures=dict(tree["figures"]),
            stored=data,
            **leaders,
        )


def _count(value: object, least: int) -> int:
    if type(value) is not int or value < least:
        raise ValueError(f"{value!r} is no count")
    return value


_LEADERS = ("leaders", "other_leaders", "policy_leaders", "latest_leaders")


def _found(
    experience: Experience,
    ends: Mapping[tuple[str, str], tuple[str, str]],
    likely: Mapping[tuple[str, str], float],
) -> Found:
    key = experience.task_id, experience.program
    outputs, tests = ends.get(key, ("", ""))
    return Found(
        experience.program,
        experience.score,
        experience.distance,
        tests=tests,
        outputs=outputs,
        log_probability=experience.log_probability,
        likelihood=likely.get(key),
    )
