"""Attacks what is shown of a run: tasks that vanish from the page, rows told twice, odd names."""

import json
from pathlib import Path

import pytest
from experiences import an_experience
from invoking import invoke
from runs_on_toys import TRAINING, write_toys

from buffer.experience import MetaIteration
from buffer.replay import ReplayBuffer
from codeit.cli.reports.report_data import gathered
from codeit.errors import RunError
from codeit.rankers.interface import Found
from codeit.results.leaders import Leaders
from codeit.run.config import preset
from codeit.run.folder import RunFolder
from codeit.run.ownership import claim
from codeit.run.sources import load_sources
from codeit.run.state import LOOP, LoopState
from viz.report import State

ROW = {"meta_iteration": 0, "executed": 1234, "search_tasks": 3, "cumulative_pass3": 1}


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    """A run on the toys in which nothing has happened yet; its name looks like markup."""
    write_toys(tmp_path)
    places = {f"data.{name}": str(tmp_path / name) for name in ("training", "search", "seeds")}
    (tmp_path / "[b]").mkdir()
    ReplayBuffer.open(tmp_path / "[b]" / "buffer.sqlite").close()
    config = preset("tiny", {**places, "data.allow_overlap": True})
    folder = RunFolder(tmp_path / "[b]", config, {})
    folder.create()
    return folder


def finish(folder: RunFolder) -> None:
    """The run's first meta-iteration."""
    with ReplayBuffer.open(folder.buffer_url) as buffer:
        buffer.finish_meta_iteration(MetaIteration(0, ROW))


def lead(folder: RunFolder, task_id: str, *programs: tuple[str, float]) -> None:
    """Ranked programs of a task, as the loop leaves them."""
    leaders = Leaders({task_id: [Found(program, score) for program, score in programs]})
    with ReplayBuffer.open(folder.buffer_url) as buffer:
        claim(buffer, folder)
        buffer.set_state(LOOP, LoopState(gathered=0, executed=7, leaders=leaders).dump())


def test_the_page_judges_every_task_by_its_ranked_answers(folder: RunFolder) -> None:
    lead(folder, "upside", ("O = vmirror(I)", 0.5), ("O = hmirror(I)", 0.4))
    data = gathered(folder, load_sources(folder.config.data))
    states = {entry.task.id: entry.state for entry in data.tasks}
    nothing = State.NOTHING
    assert states == {"upside": State.SOLVED, "turn_back": nothing, "stack": nothing}
    (upside,) = [entry for entry in data.tasks if entry.answers]
    assert upside.solver is upside.answers[1]
    assert upside.solver.trace
    assert not upside.answers[0].trace
    assert [given.right for given in upside.solver.given] == [True] * 3


def test_a_recorded_score_that_no_longer_holds_is_not_shown(folder: RunFolder) -> None:
    lead(folder, "upside", ("O = vmirror(I)", 1.0))
    data = gathered(folder, load_sources(folder.config.data))
    (upside,) = [entry for entry in data.tasks if entry.answers]
    assert upside.answers[0].score == 0.0
    assert upside.state is State.PARTLY


def test_test_outputs_are_drawn_only_on_demand(folder: RunFolder) -> None:
    lead(folder, "upside", ("O = hmirror(I)", 1.0))
    sources = load_sources(folder.config.data)
    assert not any(entry.wanted_tests for entry in gathered(folder, sources).tasks)
    shown = gathered(folder, sources, test_outputs=True)
    assert all(len(entry.wanted_tests) == len(entry.task.test_inputs) for entry in shown.tasks)


def test_eval_lists_every_task_with_the_rank_of_its_first_right_answer(folder: RunFolder) -> None:
    lead(folder, "upside", ("O = vmirror(I)", 0.5), ("O = hmirror(I)", 0.4))
    told = json.loads(invoke("eval", str(folder.path), "--json").output)
    rows = {row["task"]: row for row in told["tasks"]}
    assert [rows[name]["solved_at"] for name in ("turn_back", "upside", "stack")] == [None, 2, None]
    assert (told["short"], told["cumulative"]["pass@1"], told["cumulative"]["pass@2"]) == (1, 0, 1)
    assert rows["upside"]["lines"] == 1
    assert rows["upside"]["program"] == "O = hmirror(I)"
    table = invoke("eval", str(folder.path)).output
    assert "2 more tasks: nothing right" in " ".join(table.split())


def test_a_run_shows_its_solved_tasks_and_one_in_full(folder: RunFolder) -> None:
    lead(folder, "upside", ("O = hmirror(I)", 1.0))
    finish(folder)
    shown = invoke("show", str(folder.path)).output
    assert "1 of 3 tasks solved" in shown
    assert "O = hmirror(I)" in shown
    one = invoke("show", str(folder.path), "--task", "upside").output
    assert "Pair 2, right" in one
    assert "Test 1, right" in one
    for arguments in (
        ("show", "67a3c6ac", "--task", "x"),
        ("show", str(folder.path), "--task", "x"),
    ):
        done = invoke(*arguments)
        assert done.exit_code == 2
        assert "--task" in done.stderr


def test_the_page_of_a_run_that_only_began_says_so(folder: RunFolder) -> None:
    out = folder.path / "page.html"
    invoke("show", str(folder.path), "--out", str(out))
    assert "No meta-iteration has ended yet" in out.read_text()


def test_a_run_shown_to_a_pipe_has_each_row_once(folder: RunFolder) -> None:
    assert invoke("show", str(folder.path)).output == "no meta-iteration has ended yet\n"
    finish(folder)
    shown = invoke("show", str(folder.path)).output
    assert shown.startswith("3 search tasks")
    assert shown.count("1,234") == 1


def test_a_run_that_has_no_checkpoint_yet_says_so(folder: RunFolder, tmp_path: Path) -> None:
    task = str(tmp_path / "search" / "upside.json")
    done = invoke("solve", task, "--checkpoint", str(folder.path))
    assert f"{folder.path} has no checkpoint yet" in done.stderr, done.exception


def test_the_advice_on_a_page_fits_what_is_wrong(folder: RunFolder) -> None:
    out = folder.path / "config.json" / "page.html"  # a file stands where a folder should be
    done = invoke("show", str(folder.path), "--out", str(out))
    assert isinstance(done.exception, RunError)
    assert f"mend that, then codeit show '{folder.path}' --out '{out}'" in str(done.exception)
    made = folder.path / "no such" / "page.html"
    invoke("show", str(folder.path), "--out", str(made))
    assert made.is_file()


def test_names_that_look_like_markup_are_printed_as_they_are(
    folder: RunFolder, tmp_path: Path
) -> None:
    finish(folder)
    for what, name in ((str(folder.path), "[red]a.svg"), ("67a3c6ac", "a[/x].svg")):
        out = str(tmp_path / name)
        Path(out).parent.mkdir(exist_ok=True)
        done = invoke("show", what, "--out", out)
        assert done.output == f"wrote {out}\n", done.exception
    done = invoke("export", str(folder.path), "--format", "jsonl", "--out", f"{tmp_path}/[red]o")
    assert done.output == f"wrote 0 ranked programs to {tmp_path}/[red]o\n"


def test_ids_settings_and_checkpoints_that_look_like_markup_do_too(
    folder: RunFolder, tmp_path: Path
) -> None:
    for place, kind in (("search", "json"), ("seeds", "txt")):
        name = "upside" if kind == "json" else "mirror"
        whole = (tmp_path / place / f"{name}.{kind}").read_text()
        (tmp_path / place / f"[b]a.{kind}").write_text(whole)
    for other in TRAINING:
        (tmp_path / "seeds" / f"{other}.txt").unlink()
    told = invoke("seeds", "--seeds", f"{tmp_path}/seeds", "--tasks", f"{tmp_path}/search")
    assert "[b]a" in told.output, told.exception
    assert "'[/x]'" in invoke("run", "--settings", "--set", "policy.checkpoint=[/x]").output
    found = an_experience(1, program="O = vmirror(I)", checkpoint="[b]one")
    with ReplayBuffer.open(folder.buffer_url) as buffer:
        buffer.add([found])
    (tmp_path / "p.txt").write_text(found.program)
    story = invoke("buffer", "lineage", str(folder.path), str(tmp_path / "p.txt"))
    assert "of checkpoint [b]one" in story.output, story.exception
