"""Attacks the native search: its graph, shelves and boards must give what the plain ones give."""

import pytest

from arc_dsl import parse
from arc_dsl.engine import ENGINE
from codeit.search import growing, mining
from codeit.search.choosing import new_graph, new_values
from codeit.search.interface import Allowance, Found, View
from codeit.search.layers import Layers, LayersSettings
from codeit.search.material import material_of
from codeit.search.vocabulary import Vocabulary
from data.loading import load_tasks

pytestmark = pytest.mark.skipif(ENGINE != "native", reason="the native engine is not built")

PROGRAMS = (
    "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nx3 = outbox(x2)\nO = fill(I, THREE, x3)",
    "x1 = rbind(sfilter, square)\nx2 = objects(I, T, T, T)\nx3 = x1(x2)\nO = paint(I, x3)",
)
TASKS = ("3aa6fb7a", "e98196ab", "a699fb00", "d4a91cb9")


def searched(view: View, native: bool, monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    monkeypatch.setattr(growing, "new_graph", lambda a, b=(): new_graph(a, b, native))
    settings = LayersSettings(growing=600, rounds=2)
    vocabulary = Vocabulary.of(material_of({}, {}).templates, [parse(p) for p in PROGRAMS])
    layers = Layers(vocabulary, (), settings)
    return list(layers.search(view, Allowance(10_000)))


@pytest.mark.parametrize("task_id", TASKS)
def test_finds_are_equal(task_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = View.of(load_tasks("arc1", "training")[task_id])
    assert searched(view, True, monkeypatch) == searched(view, False, monkeypatch)


def test_nodes_and_levels_are_equal() -> None:
    view = View.of(load_tasks("arc1", "training")["d4a91cb9"])
    shelves = []
    for native in (True, False):
        graph, own = new_graph(view.grids, [(30, 30)], native)
        own.name(graph.input, 0)
        own.place(graph.input, 0)
        colour = graph.constant("EIGHT")
        own.name(colour, 1)
        own.place(colour, 1)
        called = {name: graph.function(name) for name in ("ofcolor", "vmirror", "box", "shape")}
        for node in called.values():
            own.name(node, 0)
        names = list(called.values())
        forms = [
            ("g", 2, [[-2, 0]]),
            ("gc", 2, [[-1, 0, 1]]),
            ("p", 3, [[-3, 0]]),
            ("g", 3, [[-4, 0]]),
            ("c", 2, [[-1, -5, -6], [-3, 1], [-1, -5, 0]]),
        ]
        own.add_templates([*names, graph.input, colour], forms)
        calls = [(1, [-2, -5]), (2, [-1, 0, -6]), (1, [-3, -6]), (2, [-3, 2]), (3, [-3, 1])]
        own.add_calls([*names, graph.input, colour], calls, 3, 1)
        assert own.grow(40, 12) <= 12
        shelves.append(
            {
                letter: [[graph.value(n, 0) for n in nodes] for nodes in own.shelf(letter)]
                for letter in "gpcv"
            }
        )
    assert shelves[0] == shelves[1]
    assert shelves[0]["p"]


def test_mined_templates_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    task = load_tasks("arc1", "training")["d4a91cb9"]
    known = [(task.inputs[0], parse(text)) for text in PROGRAMS]
    mined = mining.mined_templates(known)
    mining._templates_in.cache_clear()
    monkeypatch.setattr(
        mining, "new_values", lambda grids, steps, size: new_values(grids, steps, size, False)
    )
    assert mined == mining.mined_templates(known) != []


def test_bad_use_is_refused() -> None:
    graph, own = new_graph([((1, 2),)], [(30, 30)], True)
    with pytest.raises(IndexError):
        own.place(graph.input + 99, 1)
    with pytest.raises(ValueError, match="hole"):
        own.shelf("z")
    for refs in ([-1, 5], [-2, 0], [-1, 1]):
        with pytest.raises(ValueError, match="slot"):
            own.add_templates([0], [("g", 2, [refs])])
        with pytest.raises(ValueError, match="slot"):
            own.add_calls([0], [(1, refs)], 9, 1)
    with pytest.raises(IndexError):
        own.add_calls([99], [(1, [-1, -1])], 9, 1)
