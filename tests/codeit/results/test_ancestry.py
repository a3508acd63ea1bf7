"""Attacks the claim of who found what: distilled search must not pass for the policy's own."""

from buffer.experience import Experience, Origin, Solution
from buffer.replay import ReplayBuffer
from codeit.results.ancestry import Ancestry, ancestries, first_of_tasks

GRID = ((1,),)
POLICY, SEARCH, MIXED = Ancestry.POLICY, Ancestry.SEARCH, Ancestry.MIXED


def experience(
    task: str,
    program: str,
    origin: Origin,
    number: int,
    parent: str | None = None,
    score: float = 1.0,
) -> Experience:
    return Experience(task, program, (GRID,), score, 1 - score, origin, parent, number)


def solution(task: str, program: str, origin: Origin, number: int) -> Solution:
    return Solution(task, program, origin, number, executed=number)


def ancestry(buffer: ReplayBuffer, found: Solution, taught: bool = True) -> Ancestry:
    return ancestries(buffer, [found], taught)[found.task_id, found.program]


def test_a_mutant_of_a_mutant_of_a_seed_is_searchs(buffer: ReplayBuffer) -> None:
    buffer.add(
        [
            experience("other", "seed", Origin.SEED, 0),
            experience("other", "child", Origin.MUTATION, 1, "seed"),
            experience("t", "grandchild", Origin.MUTATION, 2, "child"),
        ]
    )
    assert ancestry(buffer, solution("t", "grandchild", Origin.MUTATION, 2)) is SEARCH


def test_a_mutant_with_a_sample_among_its_ancestors_is_mixed(buffer: ReplayBuffer) -> None:
    buffer.add(
        [
            experience("other", "sample", Origin.POLICY, 1, score=0.5),
            experience("other", "child", Origin.MUTATION, 2, "sample"),
            experience("t", "grandchild", Origin.MUTATION, 3, "child"),
        ]
    )
    assert ancestry(buffer, solution("t", "grandchild", Origin.MUTATION, 3)) is MIXED


def test_a_sample_is_the_policys_own_unless_search_was_there_before(buffer: ReplayBuffer) -> None:
    found = solution("t", "sample", Origin.POLICY, 2)
    buffer.add(
        [
            experience("t", "useless", Origin.MUTATION, 1, score=0.0),
            experience("other", "hit", Origin.MUTATION, 1),
            experience("t", "as late", Origin.MUTATION, 2),
            experience("t", "sample", Origin.POLICY, 2),
        ]
    )
    assert ancestry(buffer, found) is POLICY
    buffer.add([experience("t", "before", Origin.MUTATION, 1, score=0.5)])
    assert ancestry(buffer, found) is MIXED
    assert ancestry(buffer, found, taught=False) is POLICY, "it never learnt from it"


def test_a_sample_that_was_not_kept_is_the_policys_too(buffer: ReplayBuffer) -> None:
    assert ancestry(buffer, solution("t", "sample", Origin.POLICY, 1)) is POLICY


def test_a_sample_stays_the_policys_though_a_mutant_wrote_it_elsewhere(
    buffer: ReplayBuffer,
) -> None:
    buffer.add(
        [
            experience("other", "same", Origin.MUTATION, 1),
            experience("t", "same", Origin.POLICY, 2),
        ]
    )
    assert ancestry(buffer, solution("t", "same", Origin.POLICY, 2)) is POLICY


def test_tasks_count_by_their_first_solution(buffer: ReplayBuffer) -> None:
    solutions = [
        solution("t", "a", Origin.MUTATION, 1),
        solution("t", "b", Origin.POLICY, 2),
        solution("u", "c", Origin.POLICY, 2),
    ]
    found = ancestries(buffer, solutions, taught=True)
    assert first_of_tasks(solutions, found) == {POLICY: 1, SEARCH: 1, MIXED: 0}
