"""Attacks repair: what each level of feedback shows, what is learnt from, and what turns choose."""

import random

import numpy as np
import pytest
from policy_toys import quick_policy, tiny_model

from arc_dsl import parse, run
from buffer.experience import Experience, Origin
from codeit.domains.grids.feedback import Failure, prompt_of_repair
from codeit.domains.grids.patches import PATCHES
from codeit.domains.grids.words import WORDS
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.learning.repairs import repair_examples
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
