"""Attacks the proposers: repeats, known samples, near misses that come no nearer, budgets."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest

from arc_dsl import Limits, parse, run
from arc_dsl.execute.pool import Pool
from arc_dsl.program import Program
from buffer.experience import Experience, Origin
from codeit.domains.grids.domain import GRIDS
from codeit.policy.sampling import Here
from codeit.proposers.candidate import Candidate
from codeit.proposers.interface import Budget, View
from codeit.proposers.mutation import SearchMutation
from codeit.proposers.near_misses import NearMisses
from codeit.proposers.nearest_seeds import NearestSeeds
from codeit.proposers.policy_samples import PolicySamples
from codeit.proposers.tried import packed, state_name, tried_before
from codeit.rankers.interface import Found
from codeit.reporting import Silent
from codeit.results.leaders import Leaders
from codeit.run.config import MutationConfig, NearMissConfig
from codeit.run.state import LoopState
from codeit.scoring import distance, score
from data.tasks import Pair, Task

SEEDS = {
    "turn": parse("O = rot90(I)"),
    "mirror": parse("O = vmirror(I)"),
    "recolour": parse("x1 = replace(I, ONE, TWO)\nO = replace(x1, THREE, FOUR)"),
}
GRIDS_IN = (((1, 2, 3), (3, 1, 0)), ((3, 3, 1), (0, 1, 1)))


def task(name: str, text: str) -> Task:
    pairs = []
    for grid in GRIDS_IN:
        output = run(parse(text), grid).grid
        assert output is not None
        pairs.append(Pair(grid, output))
    return Task(name, tuple(pairs), (GRIDS_IN[0],))


WANTED = task("wanted", "x1 = replace(I, ONE, FIVE)\nO = replace(x1, THREE, FOUR)")


class Remembered:
    """A memory that is told what it knows."""

    def __init__(self, near: Sequence[str] = (), known: Sequence[str] = ()) -> None:
        self.near, self.texts = near, frozenset(known)
        self.states: dict[str, bytes] = {}

    def known(self, task_id: str) -> frozenset[str]:
        return self.texts

    def nearest(self, task_id: str, count: int) -> Sequence[str]:
        return self.near[:count]

    def nearness(self, task_id: str) -> tuple[float, float]:
        return (0.0, -1.0) if not self.near else nearness(parse(self.near[0]))

    def state(self, name: str) -> bytes | None:
        return self.states.get(name)


def nearness(program: Program) -> tuple[float, float]:
    grids = [run(program, grid).grid for grid in WANTED.inputs]
    return score(grids, WANTED.outputs), -distance(grids, WANTED.outputs)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, Limits()) as opened:
        yield opened


@pytest.fixture
def view(pool: Pool) -> View:
    tasks = MappingProxyType({WANTED.id: WANTED})
    return View(1, 7, GRIDS, tasks, {}, SEEDS, Leaders(), Remembered(), pool, Silent())


def test_mutants_are_not_tried_again(view: View) -> None:
    mutation = SearchMutation(MutationConfig())
    memory = Remembered()
    names: list[frozenset[bytes]] = []
    for number in (1, 2, 3):
        now = replace(view, number=number, memory=memory)
        proposal = mutation.propose(now, Budget(60))
        assert proposal.executed == proposal.counts["mutants"] > 0
        kept = proposal.kept[state_name(number)]
        names.append(frozenset(kept[i : i + 8] for i in range(0, len(kept), 8)))
        memory.states |= proposal.kept
    assert not names[0] & names[1]
    assert not names[2] & (names[0] | names[1])
    forgetful = SearchMutation(MutationConfig(remember=False))
    assert not forgetful.propose(view, Budget(60)).kept


def test_where_all_is_known_children_grow_on(view: View) -> None:
    """Programs one change away run out; with `grow_on` those that lie further off come."""
    budget = Budget(3_000)
    counts = {}
    for grow_on in (False, True):
        proposer = SearchMutation(MutationConfig(grow_on=grow_on, crossover=0, found_share=0))
        counts[grow_on] = proposer.propose(view, budget).counts
    assert counts[True]["mutants"] > 1.5 * counts[False]["mutants"]
    assert counts[True]["mutants_repeated"] < counts[False]["mutants_repeated"]


def test_what_was_tried_is_found_again_by_its_text() -> None:
    memory = Remembered()
    memory.states[state_name(1)] = packed([SEEDS["turn"]])
    memory.states[state_name(2)] = packed([SEEDS["mirror"]])
    tried = tried_before(memory, 2)
    assert SEEDS["turn"] in tried
    assert SEEDS["mirror"] not in tried, "this meta-iteration's own do not count"
    assert len(tried_before(memory, 3)) == 2


class Reciting:
    """A policy that says its programs from the first."""

    asked = 0

    def sample(self, tasks: Sequence[Task], samples: int, seed: int) -> list[list[Candidate]]:
        self.asked = samples
        programs = list(SEEDS.values())[:samples]
        return [[Candidate(t.id, p, Origin.POLICY) for p in programs] for t in tasks]


def test_others_are_drawn_in_the_place_of_known_samples(view: View) -> None:
    turn, mirror, recolour = SEEDS.values()
    knowing = replace(view, memory=Remembered(known=[str(turn)]))
    policy = Reciting()
    budget = Budget(shares={WANTED.id: 2})
    fresh = PolicySamples(Here(policy), 8, fresh=True).propose(knowing, budget)
    assert [c.program for c in fresh.candidates] == [turn, mirror, recolour]
    assert fresh.extra == {(WANTED.id, str(recolour))}
    assert fresh.executed == policy.asked == 3
    old = PolicySamples(Here(policy), 8).propose(knowing, budget)
    assert [c.program for c in old.candidates] == [turn, mirror]
    assert old.executed == old.counts["samples"] == 2
    assert not old.extra


def test_extra_samples_do_not_count_as_the_policys_share() -> None:
    found = [
        Experience("t", text, (((1,),),), 1.0, 0.0, Origin.POLICY, meta_iteration=1)
        for text in ("own", "more")
    ]
    after = LoopState().after(1, 2, found, [], extra=frozenset({("t", "more")}))
    assert [f.program for f in after.latest_leaders.of("t")] == ["own"]
    assert {f.program for f in after.policy_leaders.of("t")} == {"own", "more"}


def test_tasks_get_as_many_samples_as_their_shares(view: View) -> None:
    other = replace(WANTED, id="other")
    both = replace(
        view, tasks={WANTED.id: WANTED, "other": other, "none": replace(other, id="none")}
    )
    budget = Budget(shares={WANTED.id: 1, "other": 3, "none": 0})
    found = PolicySamples(Here(Reciting()), 8).propose(both, budget).candidates
    assert [c.task_id for c in found] == ["other", "other", "other", WANTED.id]


def test_near_misses_come_nearer_and_name_their_parent(view: View) -> None:
    parents = [str(SEEDS["recolour"]), "O = vmirror(I)"]
    near = replace(view, memory=Remembered(near=parents))
    proposal = NearMisses(NearMissConfig()).propose(near, Budget(shares={WANTED.id: 300}))
    assert proposal.candidates, "one change away there are nearer programs"
    assert proposal.executed == proposal.counts["near_misses"] + len(proposal.candidates)
    assert len(proposal.candidates) <= 5
    best = nearness(parse(parents[0]))
    assert all(nearness(c.program) > best for c in proposal.candidates)
    assert {c.parent for c in proposal.candidates} <= set(parents)


def test_solved_tasks_have_no_near_misses(view: View) -> None:
    leaders = Leaders({WANTED.id: [Found("O = rot90(I)", 1.0)]})
    solved = replace(view, leaders=leaders, memory=Remembered(near=["O = rot90(I)"]))
    proposal = NearMisses(NearMissConfig()).propose(solved, Budget(shares={WANTED.id: 50}))
    assert proposal.executed == 0


def test_the_nearest_seeds_are_the_first_parents(view: View) -> None:
    proposal = NearestSeeds().propose(view, Budget(shares={WANTED.id: 1}))
    assert [c.program for c in proposal.candidates] == [SEEDS["recolour"]]
    assert proposal.executed == len(SEEDS) + 1


def test_equal_views_and_budgets_give_equal_proposals(view: View) -> None:
    random.seed(1)
    near = replace(view, memory=Remembered(near=["O = replace(I, THREE, FOUR)"]))
    for proposer in (SearchMutation(MutationConfig()), NearMisses(NearMissConfig())):
        budget = Budget(40, {WANTED.id: 40})
        first = proposer.propose(near, budget)
        random.seed(2)
        assert proposer.propose(near, budget) == first
