"""Attacks the judgements: ties in the ranking, failed outputs, wrong shapes, merged leaders."""

from hypothesis import given, settings
from hypothesis import strategies as st

from codeit.rankers.interface import Found
from codeit.rankers.length import ByLength
from codeit.results.leaders import KEPT, Leaders
from codeit.scoring import distance, grid_distance, score, solved_within

A = ((1, 2), (3, 4))
B = ((1, 2), (3, 5))


def test_score_is_the_share_of_exact_matches() -> None:
    assert score([A, B, None, A], [A, A, A, A]) == 0.5


def test_distance_counts_wrong_cells_and_full_price_for_another_shape_or_none() -> None:
    assert grid_distance(B, A) == 0.25
    assert grid_distance(((1, 2),), A) == 1.0
    assert grid_distance(None, A) == 1.0
    assert distance([A, B, None, ((1,),)], [A, A, A, A]) == (0 + 0.25 + 1 + 1) / 4


def test_ranking_is_by_score_then_characters_then_text() -> None:
    short, long, worse = Found("ab", 1.0), Found("abc", 1.0), Found("a", 0.5)
    other = Found("aa", 1.0)
    assert sorted([worse, long, short, other], key=ByLength().key) == [other, short, long, worse]


def test_pass_at_k_looks_at_the_first_k_alone() -> None:
    assert not solved_within([False, True, False], 1)
    assert solved_within([False, True, False], 2)
    assert not solved_within([], 3)


def found(task_id: str, program: str, matched: float) -> tuple[str, Found]:
    return task_id, Found(program, matched, 0.0)


def test_leaders_keep_the_best_and_nothing_without_a_match() -> None:
    leaders = Leaders()
    leaders.add([found("t", "x" * n, 0.5) for n in range(1, 9)])
    leaders.add([found("t", "y" * 50, 1.0), found("u", "z", 0.0)])
    assert [r.program for r in leaders.of("t")] == ["y" * 50, "x", "xx"]
    assert leaders.of("u") == []
    assert leaders.demonstrations_solved() == 1


ranked_lists = st.lists(
    st.tuples(st.sampled_from("tu"), st.text("ab", min_size=1, max_size=4), st.floats(0, 1)),
    max_size=12,
)


@settings(deadline=None, max_examples=50)
@given(ranked_lists, ranked_lists)
def test_leaders_of_parts_are_leaders_of_the_whole(
    first: list[tuple[str, str, float]], second: list[tuple[str, str, float]]
) -> None:
    stepwise, whole = Leaders(), Leaders()
    stepwise.add(found(*e) for e in first)
    stepwise = Leaders.parse(stepwise.dump())
    stepwise.add(found(*e) for e in second)
    whole.add(found(*e) for e in first + second)
    assert list(stepwise) == list(whole)
    assert all(len(whole.of(t)) <= KEPT for t in "tu")
