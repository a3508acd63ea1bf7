"""Attacks the one ranking: who votes, who represents, and saving between votes."""

from codeit.rankers.interface import Found
from codeit.rankers.merging import merged
from codeit.rankers.votes import ByVotes
from codeit.results.leaders import Leaders


def find(program: str, gives: str, family: str, nats: float, score: float = 1.0) -> Found:
    return Found(program, score, tests=gives, outputs="o", nats=nats, family=family)


ALONE = find("O = rot90(I)", "a", "mutation", 5.0)
FIRST = find("O = vmirror(I)", "b", "layers", 5.3)
SECOND = find("x = rot90(I)\nO = rot90(x)", "b", "policy", 5.4)


def test_families_that_agree_come_before_one_that_is_shorter() -> None:
    order = merged([ALONE, SECOND, FIRST], ByVotes())
    assert [one.program for one in order] == [FIRST.program, ALONE.program]
    assert order[0].votes == (("layers", 5.3), ("policy", 5.4))


def test_a_family_votes_once() -> None:
    again = find("x = rot90(I)\nO = rot270(x)", "b", "layers", 5.35)
    assert merged([FIRST, again, ALONE], ByVotes())[0].program == ALONE.program


def test_more_demonstrations_come_before_any_votes() -> None:
    half = [find("O = trim(I)", "c", name, 0.1, 0.5) for name in ("policy", "layers", "seed")]
    assert merged([*half, ALONE], ByVotes())[0].program == ALONE.program


def test_the_shortest_represents_even_if_it_comes_late() -> None:
    leaders = Leaders(ranker=ByVotes())
    leaders.add([("t", FIRST), ("t", SECOND)])
    late = find("O = hmirror(I)", "b", "seed", 1.0)
    later = Leaders.parse(leaders.dump(), ByVotes()).joined([("t", late)])
    (representative,) = later.of("t")
    assert representative.program == late.program
    assert [family for family, _ in representative.votes] == ["layers", "policy", "seed"]


def test_votes_that_come_in_parts_count_as_if_they_came_at_once() -> None:
    whole, parts = Leaders(ranker=ByVotes()), Leaders(ranker=ByVotes())
    everything = [("t", ALONE), ("t", FIRST), ("t", SECOND)]
    whole.add(everything)
    for one in everything:
        parts = Leaders.parse(parts.dump(), ByVotes())
        parts.add([one])
    assert list(parts) == list(whole)
