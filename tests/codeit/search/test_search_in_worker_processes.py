"""Attacks the pooled search and the proposer: order, workers that die, tasks that are odd."""

import os
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from arc_dsl import Evaluator, parse, run
from arc_dsl.outcome import PlainGrid
from buffer.experience import Origin
from codeit.deadline import Deadline
from codeit.domains.choosing import domain_named
from codeit.proposers.interface import Budget
from codeit.proposers.interface import View as RunView
from codeit.proposers.search import Search
from codeit.reporting import Silent
from codeit.results.leaders import Leaders
from codeit.run.config import SearchConfig
from codeit.scoring import distance
from codeit.search import mining, pooled
from codeit.search.interface import View
from codeit.search.material import Material, material_of
from codeit.search.pooled import SearchJob, SearchTeam, prepared, search_all
from codeit.search.solving import Searcher
from codeit.stages.relabel import relabel
from data.tasks import Pair, Task

A: PlainGrid = ((0, 1, 0), (2, 0, 0), (0, 0, 0))
B: PlainGrid = ((3, 0, 0), (0, 0, 1), (0, 2, 0))
C: PlainGrid = ((0, 0, 2), (0, 1, 0), (3, 0, 0))
STEPS = 4_000


def task(name: str, program: str) -> Task:
    wanted = [run(program, grid).grid for grid in (A, B)]
    assert wanted[0] is not None
    assert wanted[1] is not None
    return Task(name, (Pair(A, wanted[0]), Pair(B, wanted[1])), (C,))


TASKS = {t.id: t for t in (task("turned", "O = rot90(I)"), task("taller", "O = vconcat(I, I)"))}
MATERIAL = material_of({}, {})


def jobs() -> list[SearchJob]:
    return [SearchJob(View.of(t), STEPS) for t in TASKS.values()]


def test_workers_change_nothing() -> None:
    told: list[tuple[int, int]] = []
    alone = search_all(jobs(), MATERIAL, 1, lambda done, total: told.append((done, total)))
    assert search_all(jobs(), MATERIAL, 2, lambda done, total: None) == alone
    assert told == [(1, 2), (2, 2)]
    assert [result.answers[0].exact for result in alone] == [True, True]
    assert alone[0].answers[0].predictions == (run("O = rot90(I)", C).grid,)


class Endless(Searcher):
    """Never comes to an end with the first task."""

    def search(self, view: View, *args: Any, **more: Any) -> Any:
        while view.outputs[0] == TASKS["turned"].outputs[0]:
            time.sleep(0.1)
        return super().search(view, *args, **more)


def work_without_end(connection: Any, material: Material) -> None:
    vars(pooled)["Searcher"] = Endless
    pooled.work(connection, material)


def test_at_the_deadline_what_is_not_done_has_no_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooled, "TARGET", work_without_end)
    turned, taller = jobs()
    now = [0.0]
    deadline = Deadline(1, lambda: now[0])

    def advance(done: int, total: int) -> None:
        now[0] = 2.0  # the second task is done, the first never

    with SearchTeam(MATERIAL, 2) as team:
        endless, found = team.search([turned, taller], advance, deadline)
        assert endless.finds == ()
        assert found.answers[0].exact
        (again,) = team.search([taller], lambda done, total: None)
        assert again == found


class Dying(Searcher):
    """Ends its process at the first task."""

    def search(self, view: View, *args: Any, **more: Any) -> Any:
        if view.outputs[0] == TASKS["turned"].outputs[0]:
            os._exit(1)
        return super().search(view, *args, **more)


def work_and_die(connection: Any, material: Material) -> None:
    vars(pooled)["Searcher"] = Dying
    pooled.work(connection, material)


def test_a_worker_that_dies_costs_its_task_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooled, "TARGET", work_and_die)
    found = search_all(jobs(), MATERIAL, 1, lambda done, total: None)
    assert found[0].answers == ()
    assert found[1].answers[0].exact


SHARED = "x1 = rot90(I)\nx2 = trim(x1)\n"
SEEDS = {"turned": parse(SHARED + "O = compress(x2)"), "taller": parse(SHARED + "O = hmirror(x2)")}


def test_what_seeds_give_is_found_in_a_worker() -> None:
    mining._templates_in.cache_clear()
    found = prepared(SEEDS, TASKS)
    assert mining._templates_in.cache_info().currsize == 0  # nothing was run here
    assert found == material_of(SEEDS, TASKS)
    assert found.templates != material_of({}, {}).templates


def die(*_: object) -> None:
    os._exit(1)


def test_seeds_that_a_worker_dies_of_give_no_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooled, "PREPARING", die)
    found = prepared(SEEDS, TASKS)
    assert found.templates == material_of({}, {}).templates
    assert found.programs == material_of(SEEDS, {}).programs


class Memory:
    """Remembers one program."""

    def known(self, task_id: str) -> frozenset[str]:
        return frozenset()

    def nearest(self, task_id: str, count: int) -> list[str]:
        return ["x1 = rot90(I)\nO = hmirror(x1)"][:count]


def view(number: int) -> RunView:
    return cast(
        RunView,
        SimpleNamespace(
            number=number,
            domain=domain_named("grids"),
            tasks=TASKS,
            training={},
            seeds={},
            leaders=Leaders(),
            memory=Memory(),
            executor=None,
            reporter=Silent(),
            derived=lambda *names: 7,
        ),
    )


def test_the_proposer_gives_what_fits_and_counts_what_it_ran() -> None:
    proposal = Search(SearchConfig(), 1).propose(
        view(1), Budget(shares=dict.fromkeys(TASKS, STEPS))
    )
    best = {c.task_id: c for c in reversed(proposal.candidates)}
    assert set(best) == set(TASKS)
    for candidate in best.values():
        own = TASKS[candidate.task_id]
        assert candidate.origin is Origin.SEARCH
        assert [run(candidate.program, g).grid for g in own.inputs] == list(own.outputs)
    assert proposal.executed > len(proposal.candidates)
    assert proposal.counts == {"search_finds": len(proposal.candidates)}


def test_later_searches_use_what_the_run_remembers() -> None:
    searched = Search(SearchConfig(), 1)
    budget = Budget(shares={"turned": STEPS})
    assert searched.propose(view(2), budget).candidates
    assert not searched.propose(view(2), Budget(shares={"turned": 0})).candidates


def test_programs_with_functions_are_material() -> None:
    program = parse("x1 = rbind(upscale, TWO)\nO = x1(I)")
    job = SearchJob(View.of(task("larger", "O = upscale(I, TWO)")), STEPS, (program,))
    assert search_all([job], MATERIAL, 1, lambda done, total: None)[0].answers[0].exact


def spoilt(grid: PlainGrid, row: int, column: int, value: int) -> PlainGrid:
    cells = [list(each) for each in grid]
    cells[row][column] = value
    return tuple(tuple(each) for each in cells)


def a_task_that_nothing_fits() -> Task:
    """Turned, with two cells wrong in each output."""
    first, second = TASKS["turned"].outputs
    first = spoilt(spoilt(first, 1, 1, 9), 0, 0, 7)
    return Task("odd", (Pair(A, first), Pair(B, spoilt(spoilt(second, 2, 0, 8), 1, 2, 6))), (C,))


def test_what_comes_nearest_is_learnt_from_though_it_fits_no_demonstration() -> None:
    odd = a_task_that_nothing_fits()
    (result,) = search_all([SearchJob(View.of(odd), STEPS)], MATERIAL, 1, lambda *_: None)
    assert not any(find.exact for find in result.finds)
    nearest = result.nearest
    assert nearest is not None
    assert nearest.matched == (False, False)
    assert 0 < nearest.distance < distance(odd.inputs, odd.outputs)
    seen = cast(RunView, SimpleNamespace(**{**vars(view(1)), "tasks": {"odd": odd}}))
    proposal = Search(SearchConfig(), 1).propose(seen, Budget(shares={"odd": STEPS}))
    candidate = next(c for c in proposal.candidates if str(c.program) == nearest.program)
    outcomes = [Evaluator(given).run(candidate.program) for given in odd.inputs]
    experience = relabel(candidate, odd, outcomes, 1)
    assert experience is not None
    assert experience.outputs == tuple(outcome.grid for outcome in outcomes) != odd.outputs
    assert experience.score == 0.0
    assert experience.distance == nearest.distance


def test_what_comes_nearest_is_no_answer_and_not_told_where_something_fits() -> None:
    found = search_all(jobs(), MATERIAL, 1, lambda *_: None)
    assert [result.nearest for result in found] == [None, None]
    odd = View.of(a_task_that_nothing_fits())
    (result,) = search_all([SearchJob(odd, STEPS)], MATERIAL, 1, lambda *_: None)
    assert all(any(find.matched) for find in (*result.answers, *result.finds))
