"""Attacks the stream of examples: leaks of what is held out, lies, repetition, saying nothing."""

import os
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pretraining_toys import PROGRAMS, solved_task

from arc_dsl import Limits, run
from arc_dsl.errors import PoolError
from arc_dsl.execute.pool import Pool
from arc_dsl.program import parse
from arc_dsl.types.inference import well_typed
from buffer.experience import Origin
from codeit.domains.grids import patches
from codeit.domains.grids import words as tokens
from codeit.policy.learning.examples import Example
from codeit.pretraining import workers
from codeit.pretraining.breeding import Breeder, chained, prefixes, shrunk
from codeit.pretraining.guard import Guard
from codeit.pretraining.holdout import HeldOut, hold_out, wrong_grids
from codeit.pretraining.input_sets import View, draw_view, is_trivial
from codeit.pretraining.measuring import ends_of
from codeit.pretraining.producer import Producer, StreamSettings
from codeit.pretraining.stream import Stream
from codeit.pretraining.workers import validation
from codeit.proposers.candidate import Candidate
from data.tasks import Pair, Task, TaskSet

LIMITS = Limits(steps=5_000, size=5_000, seconds=0.2)
QUICK = StreamSettings(max_lines=3, programs=6, kin=1, views=2, examples=6, growth=1, limits=LIMITS)


@pytest.fixture(scope="module")
def held() -> HeldOut:
    solved = [solved_task(n) for n in range(len(PROGRAMS))]
    tasks = TaskSet("toys", [task for task, _ in solved])
    return hold_out(tasks, {task.id: program for task, program in solved}, 0.3)


@pytest.fixture(scope="module")
def chunk(held: HeldOut) -> list[Example]:
    return Producer(held, QUICK, seed=3, number=0).chunk(5)


def test_held_out_tasks_and_seeds_stay_out(held: HeldOut) -> None:
    assert len(held.tasks) == 3
    away = {task.id for task in held.tasks}
    assert away.isdisjoint(task.id for task in held.kept)
    assert away.isdisjoint(held.seeds)
    assert set(held.solutions) == away


def test_examples_tell_the_truth(chunk: list[Example]) -> None:
    assert chunk
    for example in chunk:
        program = tokens.decode(example.tokens)
        assert well_typed(program)
        assert len(program) <= 3
        for pair in patches.decode(example.prompt):
            assert run(program, pair.input).grid == pair.output


def test_examples_say_something(chunk: list[Example]) -> None:
    for example in chunk:
        pairs = patches.decode(example.prompt)
        assert any(pair.input != pair.output for pair in pairs)
        assert any(len({c for row in pair.output for c in row}) > 1 for pair in pairs)


def test_what_is_held_out_is_dropped_by_text_and_by_behaviour(held: HeldOut) -> None:
    with_texts, examples = validation(held, 40, LIMITS, 320, 8)
    guard = Guard(with_texts, LIMITS)
    assert examples
    for example in examples:
        assert guard.forbids(tokens.decode(example.tokens))
    for solution in held.solutions.values():
        twice = parse(f"x1 = rot90(I)\nx2 = rot270(x1)\nO = identity({'x2'})")
        assert guard.forbids(chained(twice, solution)), "another text of the same behaviour"
    kept = next(p for p in held.seeds.values() if str(p) not in with_texts.programs)
    assert not guard.forbids(kept)


def test_the_stream_holds_nothing_of_the_validation(held: HeldOut) -> None:
    with_texts, examples = validation(held, 40, LIMITS, 320, 8)
    unseen = {example.tokens for example in examples}
    producer = Producer(with_texts, QUICK, seed=1, number=0)
    seen = {e.tokens for number in range(3, 5) for e in producer.chunk(number)}
    assert seen
    assert unseen.isdisjoint(seen)


def test_no_program_is_shown_more_often_than_the_cap(held: HeldOut) -> None:
    for cap in (1, 3):
        producer = Producer(held, replace(QUICK, cap=cap), seed=3, number=0)
        shown = Counter(e.tokens for number in range(8) for e in producer.chunk(number))
        assert max(shown.values()) == cap


def test_the_stream_repeats_with_its_seed_and_never_repeats_itself(held: HeldOut) -> None:
    streams = []
    for seed in (1, 1, 2):
        with Stream(held, QUICK, seed, producers=1) as stream:
            chunks = iter(stream)
            streams.append([key(e) for _ in range(3) for e in next(chunks)])
    assert streams[0] == streams[1]
    assert streams[0] != streams[2]
    assert len(set(streams[0])) == len(streams[0])


def test_samples_are_judged_on_the_first_demonstration_and_then_on_all() -> None:
    pairs = (Pair(((1, 2),), ((2, 1),)), Pair(((1, 2, 3),), ((3, 2, 1),)))
    task = Task("a", pairs, (((1, 2),),))

    def ends(*texts: str) -> tuple[int, int, bool]:
        candidates = [Candidate("a", parse(text), Origin.POLICY) for text in texts]
        with Pool(1, LIMITS) as pool:
            found = ends_of(task, candidates, pool)
        return found.runs, found.exact, found.solved

    fails = "x1 = objects(I, T, F, F)\nx2 = argmax(x1, size)\nO = subgrid(x2, I)"
    half = "x1 = switch(I, ONE, TWO)\nO = identity(x1)"
    assert ends() == (0, 0, False)
    assert ends("O = hmirror(I)", "O = hmirror(I)") == (2, 0, False)
    assert ends("O = hmirror(I)", half) == (2, 1, False)
    assert ends(half, "O = vmirror(I)", "O = rot180(I)") == (3, 3, True)
    assert ends(fails)[1:] == (0, False)


def key(example: Example) -> tuple[bytes, tuple[int, ...]]:
    return example.prompt.tobytes(), example.tokens


def test_a_program_is_capped(held: HeldOut) -> None:
    settings = StreamSettings(programs=30, views=6, kin=0, cap=2, growth=1, limits=LIMITS)
    made = Producer(held, settings, seed=1, number=0).chunk(0)
    counts = [sum(e.tokens == other.tokens for e in made) for other in made]
    assert made
    assert max(counts) <= 2


def test_the_stream_runs_in_other_processes(held: HeldOut) -> None:
    with Stream(held, QUICK, 1, producers=2) as stream:
        chunks = iter(stream)
        parallel = [[key(e) for e in next(chunks)] for _ in range(2)]
        processes = stream._processes
    assert not any(process.is_alive() for process in processes)
    alone = [Producer(held, QUICK, 1, number).chunk(0) for number in range(2)]
    assert parallel[0] == list(dict.fromkeys(key(e) for e in alone[0]))


def test_a_dead_producer_is_an_error(held: HeldOut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codeit.pretraining.stream._PATIENCE", 0.2)
    with Stream(held, QUICK, 1, producers=1) as stream:
        stream._processes[0].kill()
        stream._processes[0].join()
        with pytest.raises(PoolError, match="producer of examples died"):
            for _ in iter(stream):
                pass


def test_no_program_runs_in_the_process_that_learns(
    held: HeldOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("input_sets", "guard"):
        monkeypatch.setattr(f"codeit.pretraining.{module}.Evaluator", None)
    with_texts, examples = validation(held, 40, LIMITS, 320, 8)
    assert examples
    with Stream(with_texts, QUICK, 1, producers=1) as stream:
        assert next(iter(stream)) is not None
    with pytest.raises(TypeError):
        Guard(held, LIMITS)


def test_a_worker_of_pretraining_opens_and_starts_nothing(
    held: HeldOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, process = workers._start(breaking_out)
    assert here.recv() == ["refused"] * 2
    process.join()
    monkeypatch.setattr(workers, "_validate", dying)
    with pytest.raises(PoolError, match="held-out programs died"):
        validation(held, 40, LIMITS, 320, 8)


def breaking_out(connection: Any) -> None:
    workers._shut_off()
    ends = []
    for attempt in (lambda: Path("/etc/passwd").read_text(), lambda: bytearray(8 << 30)):
        try:
            attempt()
        except (OSError, MemoryError):
            ends.append("refused")
    connection.send(ends)


def dying(connection: Any, *_: object) -> None:
    os._exit(3)


def test_the_control_swaps_the_grids(chunk: list[Example]) -> None:
    swapped = wrong_grids(chunk)
    assert [e.tokens for e in swapped] == [e.tokens for e in chunk]
    assert sum(a.prompt is b.prompt for a, b in zip(chunk, swapped, strict=True)) == 0


def test_trivial_outputs_are_told() -> None:
    view = View.of((((1, 2), (3, 4)), ((1, 1), (2, 2))), LIMITS)
    assert is_trivial(view, parse("x1 = rot90(I)\nO = rot270(x1)"))
    assert is_trivial(view, parse("O = canvas(THREE, UNITY)"))
    assert not is_trivial(view, parse("O = rot90(I)"))


def test_views_are_short_enough(held: HeldOut) -> None:
    rng = random.Random(0)
    for _ in range(20):
        view = draw_view(held.kept[0], rng, LIMITS)
        pairs = [Pair(grid, grid) for grid in view.inputs]
        assert 1 <= len(pairs) <= 3
        assert len(pairs) == 1 or sum(map(patches.positions, pairs)) <= 320


def test_lines_that_make_no_difference_go() -> None:
    program = parse("x1 = identity(I)\nx2 = hmirror(x1)\nx3 = rot180(x2)\nO = rot180(x3)")
    grid = ((1, 2, 3), (4, 5, 6))
    wanted = run(program, grid).grid
    small = shrunk(program, lambda p: run(p, grid).grid == wanted)
    assert str(small) == "x1 = hmirror(I)\nx2 = rot180(x1)\nO = rot180(x2)"


def test_beginnings_end_in_a_grid() -> None:
    program = parse("x1 = objects(I, T, F, T)\nx2 = rot90(I)\nx3 = merge(x1)\nO = paint(x2, x3)")
    assert [str(p) for p in prefixes(program)] == ["O = rot90(I)"]


def test_a_chain_does_one_after_the_other() -> None:
    first, second = parse(PROGRAMS[3]), parse(PROGRAMS[1])
    grid = ((1, 2, 3), (4, 5, 6))
    middle = run(first, grid).grid
    assert run(chained(first, second), grid).grid == run(second, middle).grid


def test_a_breeder_keeps_to_its_length() -> None:
    breeder = Breeder([parse(text) for text in PROGRAMS], max_lines=3)
    rng = random.Random(0)
    bred = [program for _ in range(40) if (program := breeder.breed(rng)) is not None]
    assert len(bred) > 10
    for program in bred:
        assert len(program) <= 3
        assert well_typed(program)
        assert program == program.simplified()


def test_seeds_for_no_task_are_grown_from_too(held: HeldOut) -> None:
    task, program = solved_task(0)
    found = hold_out(TaskSet("one", [task]), {"elsewhere": program}, 0.2)
    assert found.seeds == {"elsewhere": program}
    assert found.tasks == ()
