"""Attacks costs told from programs that were right: what is counted, and who is asked."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from arc_dsl import parse
from codeit.domains.choosing import domain_named
from codeit.proposers import search as proposing
from codeit.proposers.interface import Budget
from codeit.proposers.interface import View as RunView
from codeit.proposers.search import Search
from codeit.rankers.interface import Found
from codeit.reporting import Silent
from codeit.results.leaders import Leaders
from codeit.run.config import SearchConfig
from codeit.search.costs import Usage, recosted
from codeit.search.material import Material, material_of
from codeit.search.solving import Searched
from codeit.search.templates import parse_template
from data.tasks import Pair, Task

GRID = ((0, 1), (2, 0))
ODD = ((5, 5, 5),)
TASKS = {name: Task(name, (Pair(GRID, ODD),), (GRID,)) for name in ("solved", "open")}
TURNS = "x1 = rot90(I)\nx2 = rot90(x1)\nO = rot90(x2)"
LARGEST = "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = subgrid(x2, I)"


def cost(usage: Usage, expression: str) -> float:
    return usage.cost(parse_template(expression, 9.0))


def test_what_programs_use_costs_less() -> None:
    usage = Usage([parse(TURNS)])
    assert cost(usage, "rot90(g)") < cost(usage, "rot270(g)") < cost(usage, "rot90(rot270(g))")
    assert cost(Usage([]), "rot90(g)") == cost(Usage([]), "rot270(g)")


def test_a_name_costs_by_who_calls_it_and_where() -> None:
    usage = Usage([parse(LARGEST)] * 9)
    assert cost(usage, "argmax(s, size)") < cost(usage, "argmin(s, size)")
    in_place, elsewhere = usage.nats("size", ("argmax", 1)), usage.nats("size", ("argmin", 1))
    assert in_place < elsewhere == usage.nats("size", None)
    assert usage.nats("argmax", ("subgrid", 0)) < usage.nats("argmax", ("subgrid", 1))
    assert usage.nats("T", ("objects", 1)) < usage.nats("F", ("objects", 1))


def test_recosting_keeps_programs_and_texts_and_sorts() -> None:
    material = material_of({}, {})
    changed = recosted(material, [parse(TURNS)] * 50)
    assert changed.programs == ()
    assert {t.text for t in changed.templates} == {t.text for t in material.templates}
    costs = [t.cost for t in changed.templates]
    assert costs == sorted(costs)
    assert changed == recosted(material, [parse(TURNS)] * 50)


def used(costs: str, number: int, leaders: Leaders, monkeypatch: pytest.MonkeyPatch) -> Material:
    """The material that a run's search of `open` is given."""
    given: list[Material] = []

    def note(jobs: Any, material: Material, *_: object) -> Iterator[Searched]:
        given.append(material)
        return iter([Searched((), (), 0)] * len(jobs))

    monkeypatch.setattr(proposing, "search_each", note)
    monkeypatch.setattr(proposing, "prepared", material_of)
    view = cast(
        RunView,
        SimpleNamespace(
            number=number,
            domain=domain_named("grids"),
            tasks=TASKS,
            training={},
            seeds={"other": parse(LARGEST)},
            leaders=leaders,
            memory=SimpleNamespace(known=lambda _: frozenset(), nearest=lambda *_: []),
            executor=None,
            reporter=Silent(),
            derived=lambda *names: 7,
        ),
    )
    config = SearchConfig.model_validate({"costs": costs})
    assert Search(config, 1).propose(view, Budget(shares={"open": 100})).candidates == ()
    return given[0]


def led(score: float) -> Leaders:
    """One program, on the solved task or, if it is not right, on the other."""
    return Leaders({"solved" if score == 1.0 else "open": [Found(TURNS, score)]})


def test_a_run_asks_seeds_and_what_it_found_right(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = material_of({"other": parse(LARGEST)}, {})
    told = [parse(LARGEST)]
    assert used("buffer", 2, led(1.0), monkeypatch) == recosted(plain, [*told, parse(TURNS)])
    assert used("buffer", 2, led(0.5), monkeypatch) == recosted(plain, told)
    assert recosted(plain, [*told, parse(TURNS)]) != recosted(plain, told) != plain


def test_costs_are_fixed_at_first_and_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = material_of({"other": parse(LARGEST)}, {})
    assert used("buffer", 1, led(1.0), monkeypatch) == plain
    assert used("fixed", 2, led(1.0), monkeypatch) == plain
    assert SearchConfig().costs == "fixed"
