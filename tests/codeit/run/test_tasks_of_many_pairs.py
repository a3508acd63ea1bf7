"""Attacks `data.max_pairs`: programs that fit what is shown of a task and not the rest."""

import json
from pathlib import Path

import pytest
from invoking import invoke

from arc_dsl import parse, run
from arc_dsl.execute.pool import Pool
from arc_dsl.outcome import PlainGrid
from buffer.replay import ReplayBuffer
from codeit.results.solving import Solver
from codeit.run.config import DataConfig
from codeit.run.folder import RunFolder
from codeit.run.sources import load_sources
from codeit.run.state import LOOP, LoopState
from data.tasks import MOST_PAIRS, Pair, Task, bounded

MANY = 37
RIGHT, FALSE = "O = vmirror(I)", "O = hmirror(I)"
"""They agree on what is shown of the task, and on nothing else."""


def big(name: str = "big") -> Task:
    numbered = [Pair(((n,),), ((n,),)) for n in range(MANY)]
    shown = {
        pair.input[0][0] for pair in bounded(Task(name, tuple(numbered), ()), 10).demonstrations
    }
    pairs = []
    for n in range(MANY):
        a, b = n % 9, n // 9
        grid: PlainGrid = ((a, b), (b, a)) if n in shown else ((a, 9), (b, 9))
        wanted = run(RIGHT, grid).grid
        assert wanted is not None
        assert (run(FALSE, grid).grid == wanted) == (n in shown)
        pairs.append(Pair(grid, wanted))
    return Task(name, tuple(pairs), (((1, 2), (3, 4)),))


def written(task: Task) -> str:
    return json.dumps(
        {
            "train": [{"input": p.input, "output": p.output} for p in task.demonstrations],
            "test": [{"input": grid} for grid in task.test_inputs],
        }
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("many")
    (place / "big.json").write_text(written(big()))
    (place / "seeds").mkdir()
    (place / "seeds" / "one.txt").write_text(FALSE + "\n")
    (place / "seeds" / "two.txt").write_text(RIGHT + "\n")
    return place


def micro(place: Path, *more: str) -> list[str]:
    settings = (
        "proposer=scripted", "loop.meta_iterations=0", "mutation.per_iteration=0",
        "mutation.own_task=0", "loop.seed_relabel_tasks=0", "execution.workers=1",
    )  # fmt: skip
    options = [part for setting in settings for part in ("--set", setting)]
    own = ["--tasks", str(place / "big.json"), "--seeds", str(place / "seeds")]
    return ["run", "--preset", "tiny", *own, "--runs", str(place), *options, *more]


def test_what_fits_a_part_alone_solves_nothing_and_this_is_said(begun: Path) -> None:
    done = invoke(*micro(begun, "--name", "part"))
    assert done.exit_code == 0, done.output
    said = f"task big: {MOST_PAIRS} of {MANY} demonstrations are used; all are checked"
    assert said in done.output
    folder = RunFolder.open(begun / "part")
    with ReplayBuffer.open(folder.buffer_url, read_only=True) as buffer:
        assert [s.program for s in buffer.solutions()] == [RIGHT]
        stored = {e.program: e for e in buffer.contents(buffer.index.ids.tolist())}
        state = LoopState.parse(buffer.state(LOOP))
    assert len(stored[FALSE].outputs) == MOST_PAIRS
    assert [found.program for found in state.leaders.of("big")] == [RIGHT, FALSE]
    assert state.leaders.of("big")[1].score == pytest.approx(MOST_PAIRS / MANY)
    assert invoke("buffer", "check", str(folder.path)).exit_code == 0
    again = invoke("run", "--resume", str(folder.path), "--more", "1")
    assert again.exit_code == 0, again.output
    assert "1 of 1 solutions hold" in invoke("verify", str(folder.path)).output
    changed = written(big()).replace("9", "8")  # nothing that is shown, only the rest
    (begun / "big.json").write_text(changed)
    assert invoke("run", "--resume", str(folder.path)).exit_code == 2


def test_solve_checks_all_demonstrations() -> None:
    with Pool(1) as pool, Solver(None, [parse(FALSE), parse(RIGHT)], 0, 17, pool) as solver:
        answers = solver({"big": big()})["big"]
    assert [str(answer.program) for answer in answers] == [RIGHT, FALSE]
    assert answers[1].score == pytest.approx(MOST_PAIRS / MANY)


def test_a_limit_can_be_set_and_taken_away(begun: Path) -> None:
    (begun / "all.json").write_text(written(big("all")))
    data = DataConfig(search=str(begun / "all.json"))
    for most, used in ((0, MANY), (3, 3), (MANY, MANY)):
        sources = load_sources(data.model_copy(update={"max_pairs": most}))
        assert len(sources.search["all"].demonstrations) == used
        assert len(sources.searched["all"].demonstrations) == MANY
        assert ("all" in sources.whole) == (used < MANY)
        assert sources.fingerprints() == load_sources(data).fingerprints()
        assert len(sources.asked["all"].demonstrations) == MANY


def test_runs_of_before_go_on_with_all_pairs(begun: Path) -> None:
    invoke(*micro(begun, "--name", "older"))
    file = begun / "older" / "config.json"
    record = json.loads(file.read_text())
    assert record["config"]["data"].pop("max_pairs") == MOST_PAIRS
    file.write_text(json.dumps(record))
    assert RunFolder.open(file.parent).config.data.max_pairs == 0
