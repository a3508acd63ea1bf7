"""Attacks relabelling: trivial programs and partial failures."""

from arc_dsl import Kind, Outcome, parse
from buffer.experience import Origin
from codeit.proposers.candidate import Candidate
from codeit.stages.execute import Alike
from codeit.stages.relabel import relabel
from data.tasks import Pair, Task

IN1, OUT1 = ((1, 0),), ((0, 1),)
IN2, OUT2 = ((2, 0),), ((0, 2),)
TASK = Task("t", (Pair(IN1, OUT1), Pair(IN2, OUT2)), (((3, 0),),))
CANDIDATE = Candidate("t", parse("O = vmirror(I)"), Origin.POLICY, log_probability=-1.5)
FAILED = Outcome(Kind.ERROR, None, 1, "no")


def ok(grid: tuple[tuple[int, ...], ...]) -> Outcome:
    return Outcome(Kind.OK, grid)


def test_realised_outputs_become_the_goal_and_the_score_stays_that_of_the_task() -> None:
    found = relabel(CANDIDATE, TASK, [ok(OUT1), ok(((9, 9),))], 3)
    assert found is not None
    assert found.outputs == (OUT1, ((9, 9),))
    assert found.score == 0.5
    assert found.distance == 0.5
    assert (found.origin, found.meta_iteration, found.log_probability) == (Origin.POLICY, 3, -1.5)


def test_a_program_with_some_failed_demonstrations_is_kept_with_the_others() -> None:
    found = relabel(CANDIDATE, TASK, [FAILED, ok(OUT2)], 1)
    assert found is not None
    assert found.outputs == (None, OUT2)


def test_a_program_that_never_gave_a_grid_teaches_nothing() -> None:
    assert relabel(CANDIDATE, TASK, [FAILED, FAILED], 1) is None


def test_a_program_that_changes_nothing_teaches_nothing_unless_that_is_the_task() -> None:
    assert relabel(CANDIDATE, TASK, [ok(IN1), ok(IN2)], 1) is None
    still = Task("s", (Pair(IN1, IN1),), (IN1,))
    assert relabel(CANDIDATE, still, [ok(IN1)], 1) is not None


def test_equal_outcomes_and_rows_are_held_once() -> None:
    alike = Alike()
    first, again = (alike.outcome(ok(((1, 2), (3, int("4"))))) for _ in range(2))
    other = alike.outcome(ok(((3, 4), (1, 2), (5, 5))))
    assert first is again
    assert other == ok(((3, 4), (1, 2), (5, 5)))
    assert first.grid is not None
    assert other.grid is not None
    assert first.grid[0] is other.grid[1]
    assert alike.outcome(FAILED) == FAILED
