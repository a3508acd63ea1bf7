"""Attacks repair: what each level shows, what is learnt from, and what turns are rewarded for."""

import random
from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from policy_toys import quick_policy, tiny_model

from arc_dsl import Limits, parse, run
from arc_dsl.execute.pool import Pool
from buffer.experience import Experience, Origin
from codeit.domains.grids.domain import GRIDS as GRID_DOMAIN
from codeit.domains.grids.feedback import Failure, prompt_of_repair
from codeit.domains.grids.patches import PATCHES
from codeit.domains.grids.words import WORDS
from codeit.errors import ConfigError
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.interface import RepairConfig
from codeit.policy.learning.repairs import repair_examples, turn_examples
from codeit.policy.sampling import SampleUnit
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, View
from codeit.proposers.repair import Repair
from codeit.reporting import Silent
from codeit.results.leaders import Leaders
from codeit.run.config import preset
from data.tasks import Pair, Task

GRIDS = (((1, 2, 0), (0, 3, 4)), ((5, 0), (0, 0), (6, 7)))


def task(program: str) -> Task:
    given = [run(parse(program), grid).grid for grid in GRIDS]
    return Task("t", tuple(Pair(a, b) for a, b in zip(GRIDS, given, strict=True) if b), ())


TASK = task("O = rot180(I)")
FAILURE = Failure(
    "x1 = vmirror(I)\nO = dmirror(x1)",
    (TASK.outputs[0], GRIDS[1]),
    values=(((9, 9), (9, 9)),),
)


def told(level: str) -> np.ndarray:
    plain = PATCHES.encode(TASK.demonstrations, 320)
    prompt = prompt_of_repair(TASK.demonstrations, FAILURE, level, 320)  # type: ignore[arg-type]
    assert (prompt[: len(plain)] == plain).all()
    return prompt[len(plain) :]


def test_each_level_tells_more_than_the_one_before() -> None:
    lengths = [len(told(level)) for level in ("none", "binary", "failed", "all", "trace")]
    assert lengths[0] == 0
    assert lengths[1] < lengths[3] < lengths[4]
    assert lengths[2] < lengths[3]  # what was right there is left out


def test_the_program_is_told_in_the_decoders_words() -> None:
    tokens = list(WORDS.encode(parse(FAILURE.program)))
    assert (told("binary")[: len(tokens), 0] - PATCHES.table).tolist() == tokens


def test_what_it_gave_is_told_beside_what_was_wanted() -> None:
    tokens = len(list(WORDS.encode(parse(FAILURE.program))))
    (pair,) = PATCHES.decode(told("failed")[tokens:])
    assert pair == Pair(GRIDS[1], TASK.outputs[1])


def test_feedback_takes_no_more_than_the_demonstrations_may() -> None:
    prompt = prompt_of_repair(TASK.demonstrations, FAILURE, "trace", 12)
    assert len(prompt) <= 24


def test_a_policy_without_training_reads_all_of_it() -> None:
    policy = EmbeddedPolicy(tiny_model(), quick_policy())
    for level in ("none", "binary", "all", "trace"):
        (drawn,) = policy.repair([TASK], [FAILURE], level, 3, 1)
        assert drawn
        assert {one.parent for one in drawn} == {FAILURE.program}
    plain, told_all = (
        {str(c.program) for c in policy.repair([TASK], [FAILURE], level, 8, 1)[0]}
        for level in ("none", "all")
    )
    assert plain != told_all
    alone = {str(c.program) for c in policy.sample([TASK], 8, 1)[0]}
    assert plain == alone  # without feedback a turn is an independent sample


def experience(program: str, task_id: str = "t") -> Experience:
    outputs = tuple(run(parse(program), grid).grid for grid in TASK.inputs)
    return Experience(task_id, program, outputs, 0.0, 0.5, Origin.MUTATION)


def test_examples_take_one_program_as_failure_and_the_other_as_answer() -> None:
    one, other = experience("O = vmirror(I)"), experience("O = hmirror(I)")
    found = repair_examples([one, other], {"t": TASK}, "all", 1.0, 320, random.Random(1))
    assert len(found) == 2
    assert found[0].tokens == tuple(WORDS.encode(parse(one.program)))
    pairs = [Pair(a, b) for a, b in zip(TASK.inputs, one.outputs, strict=True) if b]
    failure = Failure(other.program, other.outputs)
    assert (found[0].prompt == prompt_of_repair(pairs, failure, "all", 320)).all()


@pytest.mark.parametrize("level", ["all", "random"])
def test_a_program_without_a_partner_teaches_no_repair(level: str) -> None:
    one = experience("O = vmirror(I)")
    given = [one, experience("O = vmirror(I)")]
    assert repair_examples(given, {"t": TASK}, level, 1.0, 320, random.Random(1)) == []  # type: ignore[arg-type]


THREE = (*GRIDS, ((7, 0, 0), (0, 8, 0)))


def rewarded(*programs: tuple[str, str | None], given: int = 3) -> list[tuple[float, int]]:
    """Rewards and groups of samples, as (program, the failure it was told), of turns on a task."""
    inputs = THREE[:given]
    wanted = [run(parse("O = rot180(I)"), grid).grid for grid in inputs]
    whole = Task("t", tuple(Pair(a, b) for a, b in zip(inputs, wanted, strict=True) if b), ())
    found = [
        Experience(
            "t",
            program,
            tuple(run(parse(program), grid).grid for grid in inputs),
            0.0,
            0.5,
            Origin.POLICY if parent else Origin.MUTATION,
            parent,
        )
        for program, parent in programs
    ]
    examples = turn_examples(found, {"t": whole}, "all", 320, 10)
    for one in examples:  # nothing of the demonstration that decides stands in the prompt
        shown = prompt_of_repair(
            whole.demonstrations[:2],
            Failure("O = vmirror(I)", tuple(run(parse("O = vmirror(I)"), g).grid for g in GRIDS)),
            "all",
            320,
        )
        assert one.group != 10 or (one.prompt == shown).all()
    return [(one.reward, one.group) for one in examples]


def test_turns_are_rewarded_on_a_demonstration_that_they_did_not_see() -> None:
    failed = "O = vmirror(I)"
    samples = [(failed, None), ("O = rot180(I)", failed), ("O = dmirror(I)", failed)]
    assert rewarded(*samples) == [(1.0, 10), (0.0, 10)]
    other = "O = hmirror(I)"
    more = [*samples, (other, None), ("O = cmirror(I)", other)]
    assert rewarded(*more) == [(1.0, 10), (0.0, 10), (0.0, 11)]


def test_a_turn_whose_failure_is_unknown_or_whose_task_is_small_has_no_reward() -> None:
    assert rewarded(("O = rot180(I)", "O = vmirror(I)")) == []
    assert rewarded(("O = vmirror(I)", None), ("O = rot180(I)", "O = vmirror(I)"), given=2) == []


def test_a_reward_needs_an_objective_that_compares() -> None:
    with pytest.raises(ConfigError, match=r"learner\.objective"):
        preset("tiny", {"repair.turns": 1, "repair.reward": "held_out"})
    with pytest.raises(ConfigError, match=r"set repair\.turns"):
        preset("tiny", {"repair.reward": "held_out", "learner.objective": "agro"})


class Seen:
    """A sampler that notes what it was asked for."""

    def __init__(self) -> None:
        self.units: list[SampleUnit] = []

    def map(self, units: Iterable[SampleUnit]) -> Iterator[list[list[Candidate]]]:
        for unit in units:
            self.units.append(unit)
            program = parse("O = hmirror(I)")
            yield [[Candidate(task.id, program, Origin.POLICY)] for task in unit.tasks]


class Nearest:
    """A memory of one program."""

    def known(self, _task_id: str) -> frozenset[str]:
        return frozenset()

    def nearest(self, _task_id: str, _count: int) -> list[str]:
        return ["O = vmirror(I)"]

    def nearness(self, _task_id: str) -> tuple[float, float]:
        return 0.0, -1.0

    def state(self, _name: str) -> bytes | None:
        return None


@pytest.mark.parametrize(("reward", "shown"), [("none", 3), ("held_out", 2)])
def test_no_turn_sees_the_demonstration_that_it_is_rewarded_for(reward: str, shown: int) -> None:
    wanted = [run(parse("O = rot180(I)"), grid).grid for grid in THREE]
    whole = Task("t", tuple(Pair(a, b) for a, b in zip(THREE, wanted, strict=True) if b), ())
    sampler = Seen()
    config = RepairConfig.model_validate({"turns": 2, "reward": reward})
    with Pool(1, Limits()) as pool:
        view = View(
            1,
            1,
            GRID_DOMAIN,
            {"t": whole},
            {},
            {},
            Leaders(),
            Nearest(),
            pool,
            Silent(),
        )
        Repair(sampler, config, 8).propose(view, Budget(shares={"t": 1}))
    assert len(sampler.units) == 2
    for unit in sampler.units:
        assert unit.tasks[0].demonstrations == whole.demonstrations[:shown]
        assert len(unit.failures[0].outputs) == shown
