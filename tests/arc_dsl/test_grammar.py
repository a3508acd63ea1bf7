"""Attacks the grammar: what it offers can be completed and types, what it leaves out cannot."""

import itertools
import random
import time

import pytest

from arc_dsl import Line, Program, TypeMismatch, parse
from arc_dsl.constants import CONSTANTS
from arc_dsl.signatures import SIGNATURES
from arc_dsl.types import contexts
from arc_dsl.types.application import call
from arc_dsl.types.grammar import Scope
from arc_dsl.types.inference import infer
from arc_dsl.types.static_types import ANY, GRID, INDICES, INTEGER, overlap
from data.seeds import load_seeds

SOME = "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nx3 = rbind(shift, UP)\nO = cover(I, x2)"


def _scope(text: str, *, natural: bool = False, repeats: bool = True) -> Scope:
    return Scope.of(parse(text).lines, natural=natural, repeats=repeats)


def _walk(rng: random.Random, scope: Scope, lines: int) -> Scope:
    for _ in range(lines):
        function = rng.choice(scope.functions())
        given: tuple[str, ...] = ()
        while len(given) < scope.arity(function):
            given = (*given, rng.choice(scope.arguments(function, given)))
        scope = scope.extend(function, given)
    return scope


@pytest.mark.parametrize("natural", [True, False])
@pytest.mark.parametrize("repeats", [True, False])
def test_walks_never_reach_a_dead_end_and_always_type(natural: bool, repeats: bool) -> None:
    rng = random.Random(3)
    for _ in range(12):
        scope = _walk(rng, Scope.start(natural=natural, repeats=repeats), 6)
        program = Program.of([*scope.program().lines[:-1], *_ending(scope)])
        assert infer(program)[: len(scope)] == scope.types[1:]
        if not repeats:
            assert len(set(scope.calls)) == len(scope)


def _ending(scope: Scope) -> tuple[Line, Line]:
    last = scope.program().lines[-1]
    return Line("before", last.function, last.args), Line("O", "rot90", ("I",))


def test_arguments_are_exactly_those_with_which_a_call_can_be_completed() -> None:
    scope = _scope(SOME)
    names = [*scope.names, *CONSTANTS, "add", "size", "rot90", "first"]
    of = {name: scope.type_of(name) for name in names}
    for function in ("add", "fill", "shift", "apply", "subgrid", "contained", "index"):
        arity = SIGNATURES[function].arity
        works = {
            args
            for args in itertools.product(names, repeat=arity)
            if call(scope.type_of(function), tuple(of[a] for a in args)) is not None
        }
        for length in range(arity):
            starts = {args[:length] for args in works}
            for given in sorted(starts)[:25]:
                offered = set(scope.arguments(function, given)) & set(names)
                wanted = {a[length] for a in works if a[:length] == given}
                assert offered == wanted, (function, given)


def test_a_function_is_offered_exactly_if_it_can_be_called() -> None:
    start, later = Scope.start(natural=True), _scope(SOME, natural=True)
    assert "rot90" in start.functions()
    assert "color" not in start.functions()
    assert {"color", "mapply", "x3"} <= set(later.functions())
    assert "x1" not in later.functions()
    assert "papply" not in Scope.start(natural=True).functions(wanted=INDICES)


def test_single_names_are_judged_as_the_whole_offer_is() -> None:
    for repeats in (True, False):
        scope = _scope(SOME, natural=True, repeats=repeats)
        names = (*scope.names, *CONSTANTS, *SIGNATURES)
        assert tuple(n for n in names if scope.can_call(n)) == scope.functions()
        for function, given in (("cover", ("I",)), ("apply", ()), ("x3", ()), ("fill", ("I",))):
            offered = scope.arguments(function, given)
            assert tuple(n for n in names if scope.allows(function, given, n)) == offered


def test_a_wanted_type_narrows_what_is_offered() -> None:
    scope = _scope(SOME, natural=True)
    for wanted in (GRID, INTEGER, INDICES):
        rng = random.Random(1)
        for _ in range(60):
            function = rng.choice(scope.functions(wanted))
            given: tuple[str, ...] = ()
            while len(given) < scope.arity(function):
                given = (*given, rng.choice(scope.arguments(function, given, wanted)))
            assert overlap(scope.extend(function, given).types[-1], wanted)


def test_natural_uses_are_some_of_all_uses() -> None:
    natural, loose = _scope(SOME, natural=True), _scope(SOME)
    assert set(natural.functions()) <= set(loose.functions())
    for function in ("height", "fill", "equality", "branch", "rbind", "fork", "x3"):
        assert set(natural.arguments(function, ())) <= set(loose.arguments(function, ()))
    assert "UP" in loose.arguments("height", ())
    assert "UP" not in natural.arguments("height", ())
    assert "T" not in natural.arguments("fill", ("I",))


def test_natural_compositions_can_be_called_on_something() -> None:
    scope = Scope.start(natural=True)
    assert "height" not in scope.arguments("compose", ("height",))
    assert "shape" in scope.arguments("compose", ("first",))
    assert "rot90" not in scope.arguments("fork", ("add", "height"))
    assert "width" in scope.arguments("fork", ("add", "height"))
    assert "rot90" not in scope.arguments("rbind", ())


def test_equal_calls_are_not_offered_again_if_so_asked() -> None:
    scope = Scope.start(natural=True, repeats=False).extend("rot90", ("I",))
    assert scope.arguments("rot90", ()) == ("x1",)
    assert "partition" in scope.functions()
    both = scope.extend("partition", ("I",)).extend("partition", ("x1",))
    assert "partition" not in both.functions()
    assert "partition" in _scope("O = partition(I)").functions()


def _is_offered(program: Program, *, natural: bool) -> bool:
    scope = Scope.start(natural=natural)
    for line in program.lines:
        if line.function not in scope.functions():
            return False
        for i, arg in enumerate(line.args):
            if arg not in scope.arguments(line.function, line.args[:i]):
                return False
        scope = scope.extend(line.function, line.args)
    return scope.can_end()


def test_seeds_can_be_written_token_by_token() -> None:
    seeds = load_seeds()
    for name in sorted(seeds)[::40]:
        assert _is_offered(seeds[name], natural=False), name


@pytest.mark.slow
def test_every_seed_can_be_written_and_nearly_all_with_natural_uses() -> None:
    seeds = load_seeds()
    assert all(_is_offered(program, natural=False) for program in seeds.values())
    natural = [_is_offered(program, natural=True) for program in seeds.values()]
    assert sum(natural) >= 0.97 * len(seeds)


def test_only_a_grid_may_end_a_program() -> None:
    scope = Scope.start()
    assert not scope.can_end()
    assert not scope.extend("height", ("I",)).can_end()
    assert scope.extend("rot90", ("I",)).can_end()


def test_unused_values_are_told() -> None:
    scope = _scope(SOME)
    assert scope.unused() == ("x3",)
    assert scope.program() == parse(SOME)


def test_a_scope_is_not_changed_by_what_is_made_of_it() -> None:
    scope = Scope.start()
    before = (scope.functions(), scope.arguments("add", ()))
    scope.extend("partition", ("I",)).functions()
    assert (scope.functions(), scope.arguments("add", ())) == before


def test_bad_steps_are_refused() -> None:
    scope = Scope.start()
    with pytest.raises(TypeMismatch, match="line 1"):
        scope.extend("height", ("ONE",))
    with pytest.raises(KeyError):
        scope.type_of("x1")
    assert scope.arguments("rot90", ("I",)) == ()


def test_arities_are_those_of_the_calls() -> None:
    scope = _scope("x1 = rbind(fill, ONE)\nx2 = rbind(add, ONE)\nO = rot90(I)")
    assert [scope.arity(n) for n in ("objects", "x1", "x2", "I", "ONE")] == [4, 2, 1, 0, 0]
    assert ANY.arity == 1


def test_steps_in_known_contexts_are_cheap() -> None:
    program = parse(SOME)

    def walk() -> int:
        scope, steps = Scope.start(natural=True), 0
        for line in program.lines:
            scope.functions()
            for i in range(len(line.args)):
                scope.arguments(line.function, line.args[:i])
            steps += 1 + len(line.args)
            scope = scope.extend(line.function, line.args)
        return steps

    walk()
    start = time.process_time()
    steps = sum(walk() for _ in range(50))
    assert (time.process_time() - start) / steps < 500e-6


def test_answers_are_forgotten_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [str(program) for program in itertools.islice(load_seeds().values(), 6)]
    before = [_scope(text, natural=True).functions() for text in texts]
    monkeypatch.setattr(contexts, "_MAX_ANSWERS", 40)
    monkeypatch.setattr(contexts, "_contexts", {})
    assert [_scope(text, natural=True).functions() for text in texts] == before
    assert len(contexts._contexts) < 12  # one for each type met, if nothing were forgotten
