"""Attacks hold-outs that leak, ablations that leave in what they leave out, and their records."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from runs_on_toys import call, command, contents, write_toys

from arc_dsl import parse, run
from buffer.experience import Origin
from codeit.acquisition.bandits import Uniform
from codeit.domains.grids.domain import GRIDS
from codeit.errors import ConfigError
from codeit.proposers.interface import View
from codeit.reporting import Silent
from codeit.results.leaders import Leaders
from codeit.run.config import RunConfig, preset
from codeit.run.hold_out import divide
from codeit.run.settings.ablations import ABLATIONS
from codeit.run.sources import Sources, guard_checkpoint, load_sources, search_spec
from codeit.run.trained_on import trained_on
from codeit.stages.propose import budgets
from data.errors import ContaminationError
from data.guard import canonical_hash
from data.loading import load_tasks
from data.seeds import load_seeds
from data.tasks import Pair, Task, TaskSet

LONG = "x1 = hmirror(I)\nx2 = rot90(x1)\nx3 = replace(x2, ONE, TWO)\nO = upscale(x3, TWO)"
MUTANT = LONG.replace("ONE", "THREE")
RULES = {
    "turn": "O = rot90(I)",
    "again": "x1 = rot90(I)\nx2 = hmirror(x1)\nO = hmirror(x2)",  # the same by another way
    "mirror": "O = vmirror(I)",
    "long": LONG,
    "mutant": MUTANT,
}
SEEDS = {task_id: parse(text) for task_id, text in RULES.items()}


def task(task_id: str) -> Task:
    pairs, own = [], list(RULES).index(task_id)
    for grid in (((1, 2, 3), (4, 5, own)), ((7, 8), (9, own))):
        output = run(SEEDS[task_id], grid).grid
        assert output is not None
        pairs.append(Pair(grid, output))
    return Task(task_id, tuple(pairs), (((1, 2),),))


TASKS = TaskSet("toys", map(task, RULES))


def test_a_held_out_task_goes_with_its_seed_and_all_that_solve_it(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("turn\n")
    parts = divide(TASKS, SEEDS, str(tmp_path / "ids.txt"), 17)
    assert list(parts.held) == ["turn"]
    assert set(parts.training) == set(RULES) - {"turn"}
    assert parts.kin == ("again",)
    assert set(parts.seeds) == {"mirror", "long", "mutant"}


def test_mutants_of_a_held_out_seed_go_too_unless_all_short_ones_would(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("long")
    parts = divide(TASKS, SEEDS, str(tmp_path / "ids.txt"), 17)
    assert parts.kin == ("mutant",)
    assert {"turn", "mirror", "again"} <= set(parts.seeds)


def test_nothing_that_is_left_solves_a_held_out_task() -> None:
    tasks, seeds = load_tasks("arc1", "training"), load_seeds()
    chosen = tasks.subset(list(tasks)[:60])
    parts = divide(chosen, seeds, "0.2", 3)
    solved = [i for i in chosen if i in seeds]
    assert len(parts.held) == round(0.2 * len(solved))
    assert not set(parts.held) & (set(parts.training) | set(parts.seeds))
    for held in parts.held.values():
        pair = min(held.demonstrations, key=lambda p: len(p.input) * len(p.input[0]))
        near = [p for p in parts.seeds.values() if run(p, pair.input).grid == pair.output]
        assert not [
            p for p in near if all(run(p, q.input).grid == q.output for q in held.demonstrations)
        ]


def test_shares_are_spread_over_the_lengths_of_solutions() -> None:
    tasks, seeds = load_tasks("arc1", "training"), load_seeds()
    solved = sorted((i for i in tasks if i in seeds), key=lambda i: (len(seeds[i]), i))
    held = divide(tasks.subset(solved), {i: seeds[i] for i in solved}, "10", 5).held
    places = sorted(solved.index(i) * 10 // len(solved) for i in held)
    assert places == list(range(10))
    assert list(held) == list(divide(tasks.subset(solved), dict(seeds), "10", 5).held)
    assert set(held) != set(divide(tasks.subset(solved), dict(seeds), "10", 6).held)


@pytest.mark.parametrize(
    ("spec", "said"),
    [("nowhere.txt", "no such file"), ("99", "a number of the 5 tasks"), ("0.01", "a share below")],
)
def test_what_is_no_hold_out_is_told(spec: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        divide(TASKS, SEEDS, spec, 17)


def test_ids_of_no_task_are_told(tmp_path: Path) -> None:
    (tmp_path / "ids").write_text("turn nobody")
    with pytest.raises(ConfigError, match="nobody is no task of toys"):
        divide(TASKS, SEEDS, str(tmp_path / "ids"), 17)


def config(**fields: object) -> RunConfig:
    return preset("tiny", {name.replace("__", "."): value for name, value in fields.items()})


def test_the_held_out_tasks_can_be_searched_and_judged(tmp_path: Path) -> None:
    write_toys(tmp_path)
    data = config(
        data__training=str(tmp_path / "training"),
        data__seeds=str(tmp_path / "seeds"),
        data__search="held_out",
        data__hold_out="2",
    ).data
    sources = load_sources(data)
    assert len(sources.search) == len(sources.held) == 2
    assert not set(sources.search) & set(sources.training)
    assert "held_out" in sources.fingerprints()
    assert search_spec(data) == (str(tmp_path / "training"), None)
    with pytest.raises(ConfigError, match=r"data\.hold_out"):
        load_sources(config(data__search="held_out").data)


def test_a_run_with_a_hold_out_says_which_tasks(tmp_path: Path) -> None:
    write_toys(tmp_path)
    more = ("--set", "data.search=held_out", "--set", "data.hold_out=2")
    done = call(command(tmp_path, "held", *more))
    assert done.returncode == 0, done.stderr
    assert "2 training tasks held out" in done.stdout
    run_folder = tmp_path / "runs" / "held"
    ids = (run_folder / "held_out.txt").read_text().split()
    record = json.loads((run_folder / "config.json").read_text())
    assert len(ids) == 2
    assert record["fingerprints"]["held_out"]
    found = contents(run_folder)["experiences"]
    assert isinstance(found, list)
    seeds = {(tmp_path / "seeds" / f"{i}.txt").read_text().strip() for i in ids}
    assert not [e for _, e in found if e.origin is Origin.SEED and e.program in seeds]


# What a checkpoint was trained on


@pytest.mark.parametrize("name", ["state.json", "trainer.json"])
def test_a_checkpoint_that_knows_the_search_set_is_refused(tmp_path: Path, name: str) -> None:
    known = [canonical_hash(TASKS["turn"])]
    tree: object = {"numbers": {"trained_on": known}} if name[0] == "s" else {"trained_on": known}
    (tmp_path / name).write_text(json.dumps(tree))
    assert trained_on(tmp_path) == frozenset(known)
    begun = config(policy__checkpoint=str(tmp_path))
    with pytest.raises(ContaminationError, match=r"trained on 1 of its tasks, such as turn"):
        guard_checkpoint(begun, TASKS)
    guard_checkpoint(begun, TASKS.subset(["mirror", "long"]))
    allowed = config(policy__checkpoint=str(tmp_path), data__allow_overlap=True)
    guard_checkpoint(allowed, TASKS)


# Ablations


def view(sources: Sources) -> View:
    nothing: Any = None  # budgets ask neither memory nor executor
    return View(
        1,
        7,
        GRIDS,
        sources.search,
        sources.training,
        {},
        Leaders(),
        nothing,
        nothing,
        Silent(),
    )


def allowed(config: RunConfig) -> Mapping[str, tuple[int, int]]:
    sources = Sources(TaskSet("none", []), TASKS, {})
    return {
        name: (budget.programs, sum(budget.shares.values()))
        for name, budget in budgets(config, view(sources), {}, Uniform()).items()
    }


def test_every_ablation_is_a_configuration_that_says_so() -> None:
    for name in ABLATIONS:
        made = preset("cpu", {}, name)
        assert made.ablation == name
        changed = preset("cpu").model_dump()
        assert made.model_dump() != {**changed, "ablation": name}, "it changes something"
    with pytest.raises(ConfigError, match="A1, A2"):
        preset("cpu", {}, "A9")
    with pytest.raises(ConfigError, match="--ablate"):
        preset("cpu", {"ablation": "A1"})


def test_no_override_brings_back_what_is_left_out() -> None:
    assert preset("cpu", {"mutation.per_iteration": 5}, "A6").mutation.per_iteration == 0


def test_without_mutants_there_are_none_at_all() -> None:
    spent = allowed(preset("cpu", {}, "A6"))
    assert spent["mutation"] == spent["own mutation"] == (0, 0)
    assert spent["near misses"] == spent["nearest seeds"] == (0, 0)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_repair_turns_share_the_samples_of_a_task(turns: int) -> None:
    settings = {"policy.samples": 16, "repair.turns": turns}
    spent = allowed(preset("cpu", settings))
    assert spent["policy"][1] + turns * spent["repair"][1] == 16 * len(TASKS)
    with pytest.raises(ConfigError, match=f"policy.samples must be at least {turns + 1}"):
        preset("cpu", {**settings, "policy.samples": turns})


def test_the_effort_of_learning_goes_into_samples_and_mutants() -> None:
    fields = {
        "frozen.example_ms": 12,
        "frozen.sample_ms": 6,
        "frozen.mutant_ms": 1,
        "frozen.try_us": 200,
    }
    whole, frozen = allowed(preset("cpu", fields)), allowed(preset("cpu", fields, "A7"))
    draw, tasks = preset("cpu").loop.draw, len(TASKS)
    assert frozen["policy"] == (0, 96 * tasks + draw * 12 // 2 // 6)
    per_iteration = preset("cpu").mutation.per_iteration
    assert frozen["mutation"] == (per_iteration + round(draw * 6 / (1 + tasks / 5)), 0)
    assert {n: s for n, s in whole.items() if n not in ("policy", "mutation")} == {
        n: s for n, s in frozen.items() if n not in ("policy", "mutation")
    }


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ablations")
    write_toys(folder)
    return folder


def ablated(toys: Path, name: str) -> dict[str, object]:
    done = call(command(toys, name, "--ablate", name))
    assert done.returncode == 0, done.stderr
    assert f"ablation {name}" in done.stdout
    assert (
        json.loads((toys / "runs" / name / "config.json").read_text())["config"]["ablation"] == name
    )
    return contents(toys / "runs" / name)


def test_what_the_policy_found_is_not_kept_without_expert_iteration(toys: Path) -> None:
    found = ablated(toys, "A1")["experiences"]
    assert isinstance(found, list)
    assert found
    assert Origin.POLICY not in {e.origin for _, e in found}


def test_only_search_tasks_lose_their_relabelling(toys: Path) -> None:
    found = ablated(toys, "A2")["experiences"]
    assert isinstance(found, list)
    searched = [e for _, e in found if e.task_id in ("turn_back", "upside", "stack")]
    assert all(e.score == 1 for e in searched)
    assert any(e.score == 0 for _, e in found), "training tasks are relabelled still"


def test_a_frozen_policy_writes_no_checkpoint_and_samples_more(toys: Path) -> None:
    found = ablated(toys, "A7")
    assert found["checkpoints"] == {}
    rows = found["figures"]
    assert isinstance(rows, list)
    assert [row["learned"] for row, _ in rows] == [0, 0, 0]
    assert rows[1][0]["samples"] > 3 * 3
