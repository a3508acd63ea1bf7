"""Attacks whole runs on sequences: the same loop, its figures, and what is told of bad settings."""

import json
from pathlib import Path
from typing import Any

import pytest
from invoking import invoke

from buffer.errors import BufferDamaged
from buffer.packing import pack, unpack
from buffer.replay import ReplayBuffer
from codeit.domains.sequence.coding import baselines
from codeit.domains.sequence.domain import sequence_of
from codeit.domains.sequence.program import parse
from codeit.domains.sequence.running import outcome_of
from codeit.domains.sequence.sources import generated
from codeit.errors import CheckpointError, ConfigError
from codeit.results.metrics import metrics_of
from codeit.run.config import preset
from codeit.run.sources import sources_of
from codeit.run.trained_on import trained_on
from data.guard import canonical_hash

SMALL = {
    "sequence.sequences": 10,
    "sequence.stream": 48,
    "sequence.pool": 144,
    "sequence.searched": 4,
    "sequence.width": 2,
    "sequence.depth": 0,
    "loop.meta_iterations": 2,
    "loop.draw": 32,
    "policy.width": 16,
    "policy.heads": 2,
    "policy.feed_forward": 16,
    "policy.encoder_layers": 1,
    "policy.decoder_layers": 1,
    "policy.program_tokens": 24,
    "policy.samples": 2,
    "mutation.per_iteration": 40,
    "mutation.own_task": 10,
}


def run(folder: Path, name: str, **changes: Any) -> list[dict[str, Any]]:
    settings = [f"--set={key}={value}" for key, value in {**SMALL, **changes}.items()]
    result = invoke("run", "--domain", "sequence", "--runs", str(folder), "--name", name, *settings)
    assert result.exit_code == 0, result.output
    lines = (folder / name / "metrics.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("runs")
    return folder / "one", run(folder, "one")


def test_every_figure_is_explained_and_the_table_has_them(
    rows: tuple[Path, list[dict[str, Any]]],
) -> None:
    _, table = rows
    assert [row["meta_iteration"] for row in table] == [0, 1, 2]
    assert all(set(row) == set(metrics_of("sequence")) for row in table)


def test_what_search_finds_counts_as_its_own_and_not_as_the_policys(
    rows: tuple[Path, list[dict[str, Any]]],
) -> None:
    _, table = rows
    assert [row["searched"] for row in table] == [0, 4, 4]
    assert [row["search_accuracy"] for row in table] == [0.0, 0.4, 0.8]
    assert table[2]["accuracy"] >= 0.8
    assert table[2]["policy_accuracy"] < 0.3  # forty steps of a tiny model
    assert table[2]["rate"] <= table[1]["rate"] <= table[0]["rate"]
    assert table[2]["rate"] < table[2]["policy_rate"]


def test_baselines_are_those_of_the_same_sequences(
    rows: tuple[Path, list[dict[str, Any]]],
) -> None:
    _, table = rows
    _, search, _ = generated(10, 1, 5, 17)
    wanted = baselines([sequence_of(task) for task in search.values()])
    assert all(table[0][f"{name}_rate"] == rate for name, rate in wanted.items())


def test_what_the_buffer_holds_is_true(rows: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = rows
    with ReplayBuffer.open(str(folder / "buffer.sqlite")) as buffer:
        held = buffer.draw(len(buffer), seed=1)
        solved = buffer.solutions()
    assert len(held) > 150
    assert all(outcome_of(parse(e.program)).grid == e.outputs[0] for e in held)
    assert len({s.task_id for s in solved}) >= 8


def test_the_same_seed_gives_the_same_run_and_another_gives_another(
    rows: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    _, table = rows
    again, other = run(tmp_path, "again"), run(tmp_path, "other", seed=3)
    for one, two in zip(table, again, strict=True):
        timed = {"seconds": 0, "cpu_seconds": 0}
        assert one | timed == two | timed
    assert table[0]["gzip_whole_rate"] != other[0]["gzip_whole_rate"]


def test_verbs_for_grids_say_so_and_show_prints_the_figures(
    rows: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder, _ = rows
    shown = invoke("show", str(folder))
    assert shown.exit_code == 0
    assert "xz" in shown.output
    for verb in (["eval"], ["export", "--format", "text", "--out", str(tmp_path / "out")]):
        told = invoke(verb[0], str(folder), *verb[1:])
        assert "run on the domain sequence" in str(told.exception)


def test_a_run_goes_on_longer_and_is_the_same_run(tmp_path: Path) -> None:
    run(tmp_path, "short", **{"loop.meta_iterations": 1})
    for more in (["--more", "1"], []):
        result = invoke("run", "--resume", str(tmp_path / "short"), *more)
        assert result.exit_code == 0, result.output
    lines = (tmp_path / "short" / "metrics.jsonl").read_text().splitlines()
    longer = [json.loads(line) for line in lines]
    timed = {"seconds": 0, "cpu_seconds": 0}
    whole = run(tmp_path, "whole")
    assert [row | timed for row in longer] == [row | timed for row in whole]


def test_nothing_that_is_searched_for_is_in_the_stream() -> None:
    training, search, seeds = generated(300, 3000, 1, 5)
    wanted = {sequence_of(task) for task in search.values()}
    assert len(training) == len(seeds) == 3000
    assert wanted.isdisjoint(sequence_of(task) for task in training.values())
    assert all(outcome_of(seeds[i]).grid == training[i].outputs[0] for i in training)


def test_a_checkpoint_remembers_the_sequences_that_it_was_trained_on(
    rows: tuple[Path, list[dict[str, Any]]],
) -> None:
    folder, _ = rows
    learnt = trained_on(folder / "checkpoints" / "iteration-00002")
    streamed = sources_of(preset("sequence", SMALL)).training
    assert len(learnt & {canonical_hash(task) for task in streamed.values()}) > 10


def test_what_a_checkpoint_was_trained_on_is_not_searched_for(tmp_path: Path) -> None:
    plain = sources_of(preset("sequence", SMALL))
    known = [canonical_hash(task) for task in plain.search.values()][:3]
    (tmp_path / "state.json").write_text(json.dumps({"numbers": {"trained_on": known}}))
    after = sources_of(preset("sequence", {**SMALL, "policy.checkpoint": str(tmp_path)}))
    wanted = [sequence_of(task) for task in after.search.values()]
    assert wanted[:7] == [sequence_of(task) for task in plain.search.values()][3:]
    assert len(set(wanted)) == 10
    assert plain.fingerprints()["search"] != after.fingerprints()["search"]


def test_a_domain_without_a_shipped_policy_says_what_to_do(tmp_path: Path) -> None:
    result = invoke(
        "run", "--domain", "sequence", "--runs", str(tmp_path),
        "--set", "policy.checkpoint=shipped",
    )  # fmt: skip
    assert isinstance(result.exception, CheckpointError)
    assert "no policy is shipped for the domain sequence: set policy.checkpoint=none" in str(
        result.exception
    )
    assert list(tmp_path.iterdir()) == []


def test_a_ranker_that_measures_grid_programs_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"loop\.ranker = bits"):
        preset("sequence", {"loop.ranker": "bits"})


def test_an_unknown_domain_lists_those_there_are(tmp_path: Path) -> None:
    result = invoke("run", "--domain", "music", "--runs", str(tmp_path))
    assert isinstance(result.exception, ConfigError)
    assert "'grids' or 'sequence'" in str(result.exception)


def test_rows_of_numbers_are_packed_beside_grids() -> None:
    rows_ = [((0,),), None, ((255,) * 1024,), ((1, 2), (3, 4)), (tuple(range(10)) * 4,)]
    assert unpack(pack(rows_)) == tuple(rows_)


@pytest.mark.parametrize("damaged", [b"\0\1", b"\0\1\0\0", b"\0\1\0\5abc"])
def test_a_torn_row_of_numbers_is_damage(damaged: bytes) -> None:
    import zlib

    with pytest.raises(BufferDamaged, match="row"):
        unpack(zlib.compress(damaged))
