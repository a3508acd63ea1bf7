"""The native engine: charged as declared, alike alone and shared, safe; its value graph."""

import pickle
import random
import threading
import time

import pytest

from arc_dsl import Evaluator, Kind, Limits, digest, mutate, parse, run
from arc_dsl.declaration import DECLARED
from arc_dsl.engine import ENGINE
from arc_dsl.engine.plain_graph import Graph as PlainGraph
from arc_dsl.engine.sources import sources_digest
from data.loading import load_tasks
from data.seeds import load_seeds

if ENGINE != "native":
    pytest.skip("the native engine is not in use", allow_module_level=True)

from arc_dsl.engine import _native

GRID = ((0, 1, 2), (0, 0, 1), (5, 5, 0))
FIRST_CHECK = Limits(steps=10_000, size=10_000)
HUGE = "x1 = multiply(TEN, TEN)\nx2 = multiply(x1, x1)\n"


def test_it_is_built_from_the_sources_that_are_there() -> None:
    assert sources_digest() == _native.SOURCES


def test_calls_are_charged_as_they_are_declared() -> None:
    declared = {
        name: (each.signature.arity, sum(1 << position for position in each.reads), each.makes)
        for name, each in DECLARED.items()
    }
    assert _native.charges() == declared
    assert list(_native.charges()) == list(declared)


def test_ends_do_not_depend_on_what_ran_before() -> None:
    rng = random.Random(11)
    tasks, seeds = load_tasks("arc1", "training"), load_seeds()
    for name in rng.sample(sorted(seeds), 12):
        grid = tasks[name].inputs[0]
        evaluator = Evaluator(grid, FIRST_CHECK)
        mutants = [mutate(seeds[name], rng) for _ in range(12)]
        alone = [run(mutant, grid, FIRST_CHECK) for mutant in mutants]
        assert [evaluator.run(mutant) for mutant in mutants] == alone
        assert [evaluator.run(mutant) for mutant in reversed(mutants)] == alone[::-1]


def test_steps_of_a_known_call_are_charged_again() -> None:
    program = parse("x1 = objects(I, T, F, F)\nx2 = apply(size, x1)\nO = identity(I)")
    needed = next(n for n in range(99) if run(program, GRID, Limits(steps=n)).ok)
    rich, poor = Limits(steps=needed), Limits(steps=needed - 1)
    evaluator = Evaluator(GRID, rich)
    assert evaluator.run(program).ok
    assert evaluator.run(program).ok
    assert Evaluator(GRID, poor).run(program) == run(program, GRID, poor)
    assert run(program, GRID, poor).kind is Kind.TIMEOUT


def test_two_equal_calls_in_one_program_make_two_functions() -> None:
    text = "x1 = compose(size, first)\nx2 = compose(size, first)\nx3 = equality(x1, {})\n"
    text += "x4 = branch(x3, ONE, TWO)\nO = canvas(x4, UNITY)"
    for other, colour in (("x2", 2), ("x1", 1)):
        program = parse(text.format(other))
        evaluator = Evaluator(GRID)
        for _ in range(2):
            assert evaluator.run(program).grid == ((colour,),) == run(program, GRID).grid


def test_a_batch_gives_what_each_run_gives() -> None:
    programs = [parse(t) for t in ("O = rot90(I)", "O = size(I)", "O = first(ZERO)")]
    kinds, digests = _native.run_batch(programs, [GRID, ((7,),)], Limits())
    names = list(Kind)
    assert [names[k] for k in kinds[0]] == [Kind.OK, Kind.NOT_A_GRID, Kind.TYPE]
    turned = run(programs[0], GRID).grid
    assert turned is not None
    assert digests[0] == digest(turned) + bytes(32)
    assert len(digests[1]) == 48


def test_an_ill_typed_call_says_what_it_expected_and_found() -> None:
    outcome = run("x1 = palette(I)\nO = rot90(x1)", GRID)
    assert (outcome.kind, outcome.line) == (Kind.TYPE, 2)
    assert outcome.message == "rot90: expected a grid, found a set"


@pytest.mark.parametrize(
    "text",
    [
        HUGE + "x3 = interval(ZERO, x2, ONE)\nx4 = prapply(add, x3, x3)\nO = mapply(x4, x4)",
        HUGE + "x3 = lbind(repeat, I)\nx4 = power(x3, NINE)\nO = x4(x2)",
        "x1 = fork(combine, identity, identity)\nx2 = multiply(TEN, NINE)\nx3 = power(x1, x2)\n"
        "x4 = asindices(I)\nx5 = totuple(x4)\nO = x3(x5)",
        HUGE + "x3 = astuple(x2, x2)\nO = canvas(ONE, x3)",
    ],
)
@pytest.mark.parametrize("limits", [Limits(seconds=0.05), Limits(10**9, 10**8, 0.05, 64)])
def test_what_would_take_all_time_or_memory_ends(text: str, limits: Limits) -> None:
    begun = time.thread_time()
    assert run(text, GRID, limits).kind is not Kind.OK
    assert time.thread_time() - begun < limits.seconds + 0.1


def test_a_ray_that_goes_nowhere_from_far_away_is_one_index() -> None:
    text = "x1 = multiply(TEN, TEN)\nx2 = multiply(x1, THREE)\nx3 = tojvec(x2)\n"
    text += "x4 = shoot(x3, ORIGIN)\nx5 = size(x4)\nO = canvas(x5, UNITY)"
    assert run(text, GRID).grid == ((1,),)


def test_threads_run_programs_at_once() -> None:
    text = "x1 = objects(I, T, F, F)\nx2 = order(x1, size)\nx3 = last(x2)\nO = fill(I, EIGHT, x3)"
    program = parse(text)
    wanted = run(program, GRID)
    got: list[bool] = []

    def runs() -> None:
        got.append({run(program, GRID) for _ in range(300)} == {wanted})

    work = [threading.Thread(target=runs) for _ in range(4)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert got == [True] * 4


# ------------------------------------------------------------------ the value graph


@pytest.mark.parametrize("graph_of", [_native.Graph, PlainGraph])
def test_a_graph_merges_what_behaves_alike(graph_of: type[_native.Graph]) -> None:
    graph = graph_of([GRID, ((1, 2), (3, 4))])
    turned = graph.call("rot90", [graph.input])
    assert graph.call("rot90", [graph.call("rot90", [turned])]) == graph.call("rot270", [0])
    assert graph.call("rot90", [graph.call("rot270", [turned])]) == turned
    assert graph.call(graph.function("rot90"), [0]) == turned
    assert graph.call("first", [graph.constant("ONE")]) == -1
    wanted = [((5, 0, 0), (5, 0, 1), (0, 1, 2)), ((0, 0), (0, 0))]
    assert graph.matches(turned, wanted) == [True, False]
    assert graph.value(turned, 1) == ((3, 1), (4, 2))
    assert graph.grids(turned) == [graph.value(turned, 0), graph.value(turned, 1)]
    cells = [(3, 3, bytes([0, 1, 2, 0, 0, 1, 5, 5, 0])), (2, 2, bytes([1, 2, 3, 4]))]
    assert graph.cells(0) == cells
    many = graph.call_many("ofcolor", [(0, graph.constant(c)) for c in ("ONE", "NINE", "ONE")])
    assert many[0] == many[2] != many[1]
    assert len(graph) == len({graph.key(node) for node in range(len(graph))})


@pytest.mark.parametrize("graph_of", [_native.Graph, PlainGraph])
def test_a_node_has_a_kind(graph_of: type[_native.Graph]) -> None:
    graph = graph_of([GRID, ((1, 1), (1, 1))])
    true, one = graph.constant("T"), graph.constant("ONE")
    found = graph.call("objects", [0, true, true, true])
    kinds = {
        graph.kind(node)
        for node in (
            0,
            true,
            one,
            graph.constant("UNITY"),
            graph.function("rot90"),
            graph.call("ofcolor", [0, graph.constant("FIVE")]),
            graph.call("asobject", [0]),
            found,
            graph.call("palette", [0]),
            graph.call("hsplit", [0, one]),
        )
    }
    assert kinds == {
        "grid", "bool", "int", "pair", "function", "indices", "object", "objects", "set", "tuple",
    }  # fmt: skip


def test_a_graph_refuses_what_is_no_node() -> None:
    graph = _native.Graph([GRID])
    for node in (-1, 1, 10**6):
        with pytest.raises(IndexError):
            graph.kind(node)
    with pytest.raises(ValueError, match="no primitive is named nothing"):
        graph.call("nothing", [0])
    with pytest.raises(ValueError, match="at least one input"):
        _native.Graph([])


def test_a_program_that_ran_crosses_to_other_processes() -> None:
    program = parse("x1 = rot90(I)\nO = vmirror(x1)")
    before = run(program, ((1, 2), (3, 4)))
    again = pickle.loads(pickle.dumps(program))
    assert again == program
    assert run(again, ((1, 2), (3, 4))) == before
