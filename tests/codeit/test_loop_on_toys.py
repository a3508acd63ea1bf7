"""Attacks the whole loop by its command line, on toy tasks with a scripted policy."""

import json
import shutil
import signal
import subprocess
import time
from itertools import pairwise
from pathlib import Path

import pytest
from runs_on_toys import ROOT, SEARCH, call, codeit, command, contents, write_toys

from arc_dsl import parse
from arc_dsl.generate.bits import bits
from buffer.replay import ReplayBuffer
from codeit.results.metrics import metrics_of
from codeit.run.assembling import replay_settings
from codeit.run.folder import RunFolder


@pytest.fixture(scope="session")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("toys")
    write_toys(folder)
    done = call(command(folder, "whole"))
    assert done.returncode == 0, done.stderr + done.stdout
    assert "What to type next" in done.stdout
    return folder


@pytest.fixture(scope="session")
def whole(toys: Path) -> Path:
    return toys / "runs" / "whole"


def test_a_run_leaves_all_it_promises(whole: Path) -> None:
    for name in ("config.json", "buffer.sqlite", "metrics.jsonl", "report.html"):
        assert (whole / name).stat().st_size > 0
    assert [p.name for p in sorted((whole / "checkpoints").iterdir())] == [
        "iteration-00001",
        "iteration-00002",
    ]
    assert any((whole / "events").iterdir())


def test_every_metric_is_explained_and_every_explained_one_written(whole: Path) -> None:
    rows = [json.loads(line) for line in (whole / "metrics.jsonl").read_text().splitlines()]
    assert [row["meta_iteration"] for row in rows] == [0, 1, 2]
    for row in rows:
        assert set(row) == set(metrics_of("grids"))
    assert all(a["executed"] < b["executed"] for a, b in pairwise(rows))


def shown_by_tensorboard(run: Path) -> dict[str, list[tuple[int, float]]]:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(run / "events"), size_guidance={"scalars": 0})
    events.Reload()
    return {
        tag.removeprefix("codeit/"): [(e.step, e.value) for e in events.Scalars(tag)]
        for tag in events.Tags()["scalars"]
    }


def test_tensorboard_shows_the_rows_and_what_a_kill_left_out_is_added(
    whole: Path, tmp_path: Path
) -> None:
    run = shutil.copytree(whole, tmp_path / "run")
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    shown = shown_by_tensorboard(run)
    assert shown["executed"] == [(row["meta_iteration"], row["executed"]) for row in rows]
    assert set(shown) == {name for row in rows for name, value in row.items() if value is not None}
    files = sorted((run / "events").iterdir())
    files[1].unlink()  # as if killed between the commit and the writing
    files[2].unlink()
    (run / "metrics.jsonl").write_text("")
    assert call(codeit("run", "--resume", str(run))).returncode == 0
    assert shown_by_tensorboard(run) == shown
    assert contents(run) == contents(whole)


def test_lineage_names_the_checkpoint_that_sampled(whole: Path, tmp_path: Path) -> None:
    with ReplayBuffer.open(whole / "buffer.sqlite", read_only=True) as buffer:
        found = buffer.contents(buffer.index.ids.tolist())
    sampled = {1: "scripted", 2: "iteration-00001"}
    for e in found:
        assert e.checkpoint == (sampled[e.meta_iteration] if e.origin == "policy" else None)
    assert {e.meta_iteration for e in found if e.origin == "policy"} == {1, 2}
    last = max((e for e in found if e.origin == "policy"), key=lambda e: e.meta_iteration)
    (tmp_path / "p.txt").write_text(last.program)
    told = codeit("buffer", "lineage", str(whole), str(tmp_path / "p.txt"), "--task", last.task_id)
    assert "policy of checkpoint iteration-00001, meta-iteration 2" in call(told).stdout
    steps = json.loads(call([*told, "--json"]).stdout)
    assert steps[0]["checkpoint"] == "iteration-00001"


def test_lengths_in_bits_are_stored_if_they_count_and_change_what_is_learnt(toys: Path) -> None:
    settings = ("score_weight=0", "length_weight=1", "length_scale=2")
    weights = [part for setting in settings for part in ("--set", f"buffer.{setting}")]
    drawn = {}
    for measure in ("lines", "bits"):
        name = f"by-{measure}"
        more = ("--set", "loop.meta_iterations=0", "--set", f"buffer.length_measure={measure}")
        assert call(command(toys, name, *weights, *more)).returncode == 0
        folder = RunFolder.open(toys / "runs" / name)
        chosen = replay_settings(folder.config.buffer, 17)
        with ReplayBuffer.open(folder.buffer_url, settings=chosen, read_only=True) as buffer:
            for e in buffer.contents(buffer.index.ids.tolist()):
                assert e.bits == (bits(parse(e.program)) if measure == "bits" else None)
            drawn[measure] = buffer.draw_ids(len(buffer), seed=1)
    assert drawn["lines"] != drawn["bits"]


def test_mutation_finds_rules_near_the_seeds(whole: Path) -> None:
    found = json.loads(call(codeit("eval", str(whole), "--json")).stdout)
    assert found["cumulative"]["pass@3"] >= 1
    assert found["cumulative"]["pass@1"] <= found["cumulative"]["pass@3"] <= len(SEARCH)
    assert found["policy_only"]["pass@3"] == 0  # it recites seeds, which are other rules


def test_a_seed_makes_a_run_repeatable(toys: Path, whole: Path) -> None:
    done = call(command(toys, "again"))
    assert done.returncode == 0
    assert contents(toys / "runs" / "again") == contents(whole)


def test_workers_do_not_change_the_run(toys: Path, whole: Path) -> None:
    done = call(command(toys, "two", "--set", "execution.workers=2"))
    assert done.returncode == 0
    assert contents(toys / "runs" / "two") == contents(whole)


def test_another_seed_makes_another_run(toys: Path, whole: Path) -> None:
    done = call(command(toys, "other", "--seed", "18"))
    assert done.returncode == 0
    assert contents(toys / "runs" / "other")["experiences"] != contents(whole)["experiences"]


@pytest.mark.parametrize("share", [0.6])
def test_a_killed_run_ends_as_if_nothing_had_happened(
    toys: Path, whole: Path, share: float
) -> None:
    path = toys / "runs" / f"killed-{share}"
    began = time.monotonic()
    call(command(toys, f"timing-{share}"))
    length = time.monotonic() - began
    process = subprocess.Popen(
        command(toys, path.name), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(share * length)
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = command(toys, path.name)
    if (path / "config.json").exists():
        again = codeit("run", "--resume", str(path))
    done = call(again)
    assert done.returncode == 0, done.stderr
    assert contents(path) == contents(whole)


def test_a_finished_run_has_nothing_left_to_do(toys: Path, whole: Path) -> None:
    copy = toys / "runs" / "copied"
    shutil.copytree(whole, copy)
    assert call(codeit("run", "--resume", str(copy))).returncode == 0
    assert contents(copy) == contents(whole)


def test_a_run_on_changed_tasks_is_not_resumed(toys: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changing"
    write_toys(folder)
    assert call(command(folder, "r", "--set", "loop.meta_iterations=0")).returncode == 0
    (folder / "search" / "stack.json").unlink()
    done = call(codeit("run", "--resume", str(folder / "runs" / "r")))
    assert done.returncode == 2
    assert "search" in done.stderr


def test_text_export_gives_seeds_again(toys: Path, whole: Path, tmp_path: Path) -> None:
    done = call(codeit("export", str(whole), "--format", "text", "--out", str(tmp_path / "s")))
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "s").iterdir())
    assert files
    for file in files:
        assert file.stem in SEARCH
        parse(file.read_text())
    again = codeit("seeds", "--json", "--seeds", str(tmp_path / "s"), "--tasks")
    verdict = json.loads(call([*again, str(toys / "search")]).stdout)
    assert verdict["seeds"] == len(files)


def test_submission_has_two_attempts_for_every_test_input(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "submission.json"
    assert (
        call(codeit("export", str(whole), "--format", "submission", "--out", str(out))).returncode
        == 0
    )
    submission = json.loads(out.read_text())
    assert set(submission) == set(SEARCH)
    for tests in submission.values():
        assert [sorted(test) for test in tests] == [["attempt_1", "attempt_2"]]


def test_jsonl_names_where_programs_came_from(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    assert (
        call(codeit("export", str(whole), "--format", "jsonl", "--out", str(out))).returncode == 0
    )
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert rows
    assert {row["origin"] for row in rows} <= {"seed", "mutation", "policy", "search"}
    assert all(0 < row["score"] <= 1 for row in rows)


def test_what_was_solved_still_holds(whole: Path) -> None:
    done = call(codeit("verify", str(whole), "--json"))
    assert done.returncode == 0
    verdict = json.loads(done.stdout)
    assert verdict["solutions"] == verdict["hold"] > 0


def test_ablations_change_what_enters_the_buffer(toys: Path) -> None:
    done = call(
        command(
            toys,
            "ablated",
            "--set",
            "loop.relabel=false",
            "--set",
            "mutation.per_iteration=0",
            "--set",
            "loop.expert_iteration=false",
            "--set",
            "loop.meta_iterations=1",
        )
    )
    assert done.returncode == 0
    found = contents(toys / "runs" / "ablated")["experiences"]
    assert isinstance(found, list)
    assert all(e.score == 1.0 for _, e in found if e.task_id in SEARCH)
    assert all(e.origin != "policy" for _, e in found)


def test_tasks_without_answers_are_searched_and_exported_but_not_judged(tmp_path: Path) -> None:
    write_toys(tmp_path)
    for file in (tmp_path / "search").iterdir():
        task = json.loads(file.read_text())
        task["test"] = [{"input": pair["input"]} for pair in task["test"]]
        file.write_text(json.dumps(task))
    assert call(command(tmp_path, "r", "--set", "loop.meta_iterations=1")).returncode == 0
    run = tmp_path / "runs" / "r"
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    assert rows[-1]["cumulative_pass3"] is None
    assert rows[-1]["demonstrations_solved"] >= 1
    out = tmp_path / "submission.json"
    assert (
        call(codeit("export", str(run), "--format", "submission", "--out", str(out))).returncode
        == 0
    )
    judged = call(codeit("eval", str(run)))
    assert judged.returncode == 2
    assert "has no output" in judged.stderr
