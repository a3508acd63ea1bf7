"""Attacks the answers about a buffer: stats, top, lineage, pruning, compacting, copies, SQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from experiences import an_experience, experiences, program
from invoking import invoke
from published_queries import SQL
from sqlalchemy import text

from buffer.checking import check
from buffer.copying import copy_buffer
from buffer.errors import BufferConflict, BufferUnavailable
from buffer.experience import MetaIteration, Origin, Solution
from buffer.fingerprints import fingerprint
from buffer.inspection import compact, lineage, prune, stats, top
from buffer.replay import ReplayBuffer


@pytest.fixture
def buffer(tmp_path: Path) -> Iterator[ReplayBuffer]:
    with ReplayBuffer.open(tmp_path / "b.sqlite") as opened:
        fill(opened)
        yield opened


def fill(buffer: ReplayBuffer) -> None:
    with buffer.transaction():
        buffer.add(experiences(0, 120))
        for number in (87, 3, 33):
            e = an_experience(number)
            buffer.record_solution(Solution(e.task_id, e.program, e.origin, 1, 10 * number))
        buffer.record_outcomes(1, Origin.POLICY, {"ok": 6, "error": 2})
        buffer.record_outcomes(1, Origin.SEED, {"ok": 4})
        buffer.finish_meta_iteration(MetaIteration(0, {"solved": 1}, b"state"))


def test_stats_count_what_is_there(buffer: ReplayBuffer) -> None:
    buffer.evict(100)
    found = stats(buffer)
    assert (found.tasks, found.programs, found.experiences, found.evicted) == (7, 120, 100, 20)
    assert (found.solutions, found.solved_tasks, found.meta_iterations) == (3, 2, 1)
    assert found.outcomes == {"error": 2, "ok": 10}
    assert sum(found.origins.values()) == 100
    held = buffer.contents(buffer.index.ids.tolist())
    assert found.origins["seed"] == sum(e.origin is Origin.SEED for e in held)
    assert found.priorities.maximum == found.scores.maximum == 1
    assert found.ages.maximum == 2
    assert found.lines.mean == pytest.approx(
        sum(e.program.count("\n") + 1 for e in held) / len(held)
    )


def test_stats_of_an_empty_buffer_are_zeros() -> None:
    with ReplayBuffer.open(":memory:") as empty:
        found = stats(empty)
    assert (found.experiences, found.priorities.maximum, found.lines.mean) == (0, 0, 0)


def test_top_is_the_highest_priority_newest_first(buffer: ReplayBuffer) -> None:
    best = [e for e in reversed(experiences(0, 120)) if e.score == 1]
    assert top(buffer, 5) == [(1.0, e) for e in best[:5]]
    of_task = [e for e in best if e.task_id == "task3"]
    assert [e for _, e in top(buffer, 2, ["task3"])] == of_task[:2]


def test_lineage_leads_back_to_the_seed(buffer: ReplayBuffer) -> None:
    buffer.evict(10)
    steps = lineage(buffer, program(101))
    assert [s.program for s in steps] == [program(n) for n in (101, 50, 25, 12, 6, 3, 1, 0)]
    assert (steps[0].checkpoint, steps[0].meta_iteration) == ("step-2", 2)
    assert steps[-1].origin is Origin.SEED


def test_lineage_ends_at_parents_never_stored_and_at_circles(buffer: ReplayBuffer) -> None:
    buffer.add([an_experience(200, parent="O = unknown(I)")])
    last = lineage(buffer, program(200))[-1]
    assert (last.program, last.origin) == ("O = unknown(I)", None)
    buffer.add([an_experience(300, parent=program(301)), an_experience(301, parent=program(300))])
    assert [s.program for s in lineage(buffer, program(300))] == [program(300), program(301)]
    with pytest.raises(BufferConflict, match="not in the buffer"):
        lineage(buffer, "O = nowhere(I)")


def test_lineage_of_a_program_on_one_task_follows_that_tasks_parent(buffer: ReplayBuffer) -> None:
    buffer.add([an_experience(40, task_id="elsewhere", parent=program(7))])
    assert [s.program for s in lineage(buffer, program(40), "elsewhere")][1] == program(7)
    assert [s.program for s in lineage(buffer, program(40))][1] == program(20)


def test_an_ancestor_is_shown_as_it_was_known_when_its_child_was_found(
    buffer: ReplayBuffer,
) -> None:
    seed, child = "O = vmirror(I)", "O = hmirror(I)"
    tries = [("far", 0.5), ("own", 1.0), ("near", 0.0)]
    for task_id, score in tries:
        buffer.add([an_experience(1, program=seed, task_id=task_id, score=score, parent=None)])
    for task_id, shown in (("elsewhere", "own"), ("near", "near")):
        buffer.add([an_experience(1, program=child, task_id=task_id, parent=seed)])
        assert lineage(buffer, child, task_id)[-1].task_id == shown
    later = an_experience(2, program=seed, task_id="elsewhere", origin=Origin.POLICY, parent=child)
    buffer.add([later])
    assert [s.program for s in lineage(buffer, child, "elsewhere")] == [child, seed]
    assert lineage(buffer, child, "elsewhere")[-1].task_id == "own"


def test_pruning_evicts_what_meets_every_condition_and_spares_solutions(
    buffer: ReplayBuffer,
) -> None:
    assert prune(buffer) == 0
    expected = [
        e
        for e in experiences(0, 120)
        if e.score < 0.5 and 2 - e.meta_iteration > 1 and e.origin is Origin.MUTATION
    ]
    spared = {an_experience(n).program for n in (87, 3, 33)}
    doomed = {e.program for e in expected} - spared
    assert doomed
    assert prune(buffer, below_priority=0.5, older_than=1, origins=[Origin.MUTATION]) == len(doomed)
    held = {e.program for e in buffer.contents(buffer.index.ids.tolist())}
    assert held == {e.program for e in experiences(0, 120)} - doomed
    assert prune(buffer, tasks=["task3"], spare_solutions=False) > 0
    assert not any(e.task_id == "task3" for e in buffer.contents(buffer.index.ids.tolist()))


@pytest.mark.parametrize("bound", [["--older-than", "-5"], ["--below", "nan"], ["--below", "-1"]])
def test_bounds_of_pruning_that_mean_nothing_are_refused(
    buffer: ReplayBuffer, bound: list[str]
) -> None:
    done = invoke("buffer", "prune", str(buffer.store.path), *bound)
    assert done.exit_code == 2
    assert bound[0] in done.stderr
    buffer.refresh()
    assert len(buffer) == 120


@pytest.mark.parametrize("verb", [["compact"], ["prune", "--below", "0.1"]])
def test_a_database_that_is_not_there_is_not_made_to_be_changed(
    tmp_path: Path, verb: list[str]
) -> None:
    done = invoke("buffer", *verb, f"sqlite:///{tmp_path}/nope.sqlite")
    assert isinstance(done.exception, BufferUnavailable)
    assert "no such file" in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_a_top_of_nothing_says_so(buffer: ReplayBuffer) -> None:
    done = invoke("buffer", "top", str(buffer.store.path), "--task", "zzz")
    assert (done.exit_code, done.output) == (0, "no experience of zzz can be drawn\n")


def test_compacting_gives_space_back_and_changes_nothing(buffer: ReplayBuffer) -> None:
    buffer.add(experiences(120, 3000))
    buffer.evict(50)
    before = fingerprint(buffer)
    size, smaller = compact(buffer)
    assert smaller < size
    assert fingerprint(buffer) == before
    assert buffer.add(experiences(3000, 3010)) == 10
    check(buffer)


def test_a_copy_is_the_same_buffer(buffer: ReplayBuffer, tmp_path: Path) -> None:
    buffer.draw(7)
    buffer.set_state("loop", b"here")
    with ReplayBuffer.open(tmp_path / "copy.sqlite") as copy:
        counts = copy_buffer(buffer, copy)
        assert (counts["experiences"], counts["solutions"], counts["outputs"]) == (120, 3, 120)
        assert fingerprint(copy) == fingerprint(buffer)
        assert copy.draw_ids(30) == buffer.draw_ids(30)
        assert copy.add(experiences(100, 125)) == 5
        with pytest.raises(BufferConflict, match="already holds rows"):
            copy_buffer(buffer, copy)
        check(copy)


def test_there_are_five_queries_in_the_docs() -> None:
    assert len(SQL) == 5


@pytest.mark.parametrize("number", range(5))
def test_a_query_of_the_docs_finds_something(buffer: ReplayBuffer, number: int) -> None:
    with buffer.store.read() as connection:
        assert connection.execute(text(SQL[number])).all()


def test_the_queries_of_the_docs_answer_their_questions(buffer: ReplayBuffer) -> None:
    with buffer.store.read() as connection:
        first, origins, ancestors, _, endings = (connection.execute(text(q)).all() for q in SQL)
    assert [tuple(row) for row in first] == [("task3", 30, 1), ("task5", 330, 1)]
    assert sum(row[2] for row in origins) == 120
    assert [row[4] for row in ancestors] == [s.program for s in lineage(buffer, program(87))]
    assert [(r[0], r[1], r[2]) for r in endings] == [
        ("policy", "ok", 6),
        ("policy", "error", 2),
        ("seed", "ok", 4),
    ]
    assert [r[3] for r in endings] == [0.75, 0.25, 1.0]
