"""Attacks submissions: solved within the time whatever tasks cost, refused for every reason."""

import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from arc_dsl import PlainGrid, parse
from buffer.experience import Origin
from codeit.deadline import Deadline, OutOfTime, bell
from codeit.reporting import Silent
from codeit.results.exports.submissions import refusals, scores
from codeit.results.exports.submitting import attempts_of, solve_all, unlike
from codeit.results.solving import Answer
from data.tasks import Pair, Task


def answer(task_id: str, text: str, outputs: tuple[PlainGrid | None, ...], score: float) -> Answer:
    return Answer(task_id, parse(text), Origin.SEED, score, 0.0, outputs)


TASK = Task("a", (Pair(((1,),), ((1,),)),), (((1,),), ((2,),)))


class Clock:
    """Stands still until somebody works."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_rounds_go_on_while_there_is_time_and_keep_unlike_answers() -> None:
    asked: list[int] = []
    saved: list[int] = []
    clock = Clock()

    def solver(
        tasks: Mapping[str, Task], number: int, effort: float, _: Deadline
    ) -> dict[str, list[Answer]]:
        asked.append(number)
        clock.now += 25
        same = ((3,),), ((4,),)
        texts = "O = vmirror(I)", "O = rot90(I)"
        return {"a": [answer("a", text, same, 0.5) for text in texts]}

    best = solve_all(
        {"a": TASK}, solver, Silent(), deadline=Deadline(60, clock), save=lambda _: saved.append(1)
    )
    assert asked == [0, 1]
    assert len(saved) == len(asked) + 1  # as they come, and in the end
    assert [str(a.program) for a in best["a"]] == ["O = rot90(I)"]
    assert attempts_of(best, {"a": TASK}) == {"a": [[((3,),)], [((4,),)]]}


def test_what_easy_tasks_leave_goes_to_the_others_and_nobody_waits_for_the_end() -> None:
    tasks = {f"t{n}": replace(TASK, id=f"t{n}") for n in range(40)}
    asked: list[str] = []
    clock = Clock()

    def solver(
        part: Mapping[str, Task], number: int, effort: float, _: Deadline
    ) -> dict[str, list[Answer]]:
        asked.extend(part)
        clock.now += 4 * effort * len(part)
        score = {i: 0.5 if i == "t7" else 1.0 for i in part}
        return {i: [answer(i, "O = rot90(I)", (((3,),), None), score[i])] for i in part}

    solve_all(tasks, solver, Silent(), deadline=Deadline(180, clock))
    assert set(asked) == set(tasks)
    assert clock.now < 180
    assert asked.count("t7") == 7  # one round that brought something, six in vain
    assert {asked.count(i) for i in tasks if i != "t7"} == {1}


def test_however_slow_all_tasks_are_tried_within_the_time() -> None:
    tasks = {f"t{n}": replace(TASK, id=f"t{n}") for n in range(100)}
    tried: set[str] = set()
    clock = Clock()

    def solver(
        part: Mapping[str, Task], number: int, effort: float, _: Deadline
    ) -> dict[str, list[Answer]]:
        tried.update(part)
        clock.now += 12 * effort * len(part)
        return {i: [] for i in part}

    solve_all(tasks, solver, Silent(), deadline=Deadline(300, clock))
    assert tried == set(tasks)
    assert clock.now <= 300


@pytest.mark.parametrize(("overhead", "full"), [(0.5, 6.0), (2.0, 2.0), (0.0, 500.0), (30.0, 0.0)])
def test_whatever_tasks_cost_the_end_is_in_time_and_answers_are_written_as_they_come(
    overhead: float, full: float
) -> None:
    tasks = {f"t{n}": replace(TASK, id=f"t{n}") for n in range(60)}
    clock, written = Clock(), [0.0]

    def solver(
        part: Mapping[str, Task], number: int, effort: float, until: Deadline
    ) -> dict[str, list[Answer]]:
        clock.now += min((overhead + full * effort) * len(part), until.left())
        return {i: [] for i in part}

    def save(_: object) -> None:
        written.append(clock.now)

    solve_all(tasks, solver, Silent(), deadline=Deadline(60, clock), save=save)
    assert clock.now <= 60
    assert clock.now > 45  # hard tasks get what is left
    assert max(b - a for a, b in pairwise(written)) <= 15


def test_the_bell_rings_where_nobody_looks_at_the_clock() -> None:
    began = time.monotonic()

    def never_looks() -> None:
        with bell(Deadline(0.05)):
            while time.monotonic() < began + 20:
                pass

    with pytest.raises(OutOfTime):
        never_looks()
    with bell(Deadline(30)):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert time.monotonic() < began + 20


def test_an_answer_without_a_demonstration_is_no_attempt() -> None:
    found = unlike([answer("a", "O = vmirror(I)", (((3,),), None), 0.0)], 2)
    assert attempts_of({"a": found}, {"a": TASK}) == {"a": [[], []]}
    found = unlike([answer("a", "O = vmirror(I)", (((3,),), None), 0.5)], 2)
    assert attempts_of({"a": found}, {"a": TASK}) == {"a": [[((3,),)], []]}


def attempt(first: object, second: object) -> dict[str, object]:
    return {"attempt_1": first, "attempt_2": second}


def test_every_reason_of_refusal_is_told_and_scores_are_per_attempt() -> None:
    tasks = {"a": TASK, "b": TASK, "c": TASK}
    given = {
        "a": [attempt([[1]], [[2]]), attempt([[2]], [[2]])],
        "b": [attempt([[1], [1, 2]], [[10]]), {"attempt_1": [[1]], "more": 1}],
        "d": [],
    }
    said = [str(each) for each in refusals(given, tasks, Path("s.json"))]
    assert [line.partition("s.json: ")[2][:25] for line in said] == [
        "task c: the task is missi", "task b: test 1 attempt_1:", "task b: test 1 attempt_2:",
        "task b: test 2: the key '", "task b: test 2: the key '",
        "task d: no such task in t",
    ]  # fmt: skip
    assert "expected an object" in str(refusals([1], tasks, Path("s.json"))[0])
    wanted = {"a": (((2,),), ((2,),)), "c": (((1,),), ((1,),))}
    first, second = scores(given, tasks, wanted)
    assert first.right == ((False, True), (True, True))
    assert (first.pass_at_1, first.pass_at_2) == (False, True)
    assert (second.pass_at_1, second.pass_at_2) == (False, False)
