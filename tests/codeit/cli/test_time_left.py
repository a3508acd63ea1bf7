"""Attacks the time left of a run: slow machines, resumed runs, stages nobody expected."""

import pytest

from codeit.cli.time_left import TimeLeft, in_words
from codeit.run.config import preset
from codeit.run.settings.expected import expected

EXPECTED = [{"judging": 10.0}, {"sampling": 60.0, "learning": 30.0}, {"sampling": 100.0}]


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_at_first_it_is_what_was_expected_and_at_the_end_nothing() -> None:
    clock = Clock()
    left = TimeLeft(EXPECTED, clock)
    assert left.seconds() is None
    left.begin(0)
    assert left.seconds() == 200.0
    for number, stages in enumerate(EXPECTED):
        left.begin(number)
        for stage, seconds in stages.items():
            clock.now += seconds
            left.end(stage)
    assert left.seconds() == 0.0


def test_a_machine_at_half_the_speed_needs_twice_as_long() -> None:
    clock = Clock()
    left = TimeLeft(EXPECTED, clock)
    left.begin(0)
    clock.now = 20.0
    left.end("judging")
    left.begin(1)
    clock.now = 20.0 + 120.0
    seconds = left.seconds("sampling", 1.0)
    assert seconds is not None
    assert 130.0 * 1.7 < seconds < 130.0 * 2.0


def test_within_a_stage_its_share_counts_once() -> None:
    left = TimeLeft(EXPECTED, Clock())
    left.begin(1)
    assert left.seconds("sampling", 0.0) == pytest.approx(190.0)
    halfway, ended = left.seconds("sampling", 0.5), None
    left.end("sampling")
    left.end("sampling")  # a repeat, as of a stage within another
    ended = left.seconds("sampling", 0.5)
    assert halfway is not None
    assert ended is not None
    assert ended < halfway < 190.0


def test_a_run_extended_beyond_what_was_expected_shows_no_nonsense() -> None:
    left = TimeLeft(EXPECTED, Clock())
    left.begin(7)
    left.end("sampling")
    assert left.seconds() == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (3, "about 5 s left"), (61, "about 60 s left"), (200, "about 3 min left"),
     (7_200, "about 2.0 h left")],
)  # fmt: skip
def test_words(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words


def test_what_costs_nothing_is_expected_to_take_nothing() -> None:
    config = preset(
        "tiny",
        {"proposer": "scripted", "search.steps": 0, "near.per_task": 0, "loop.meta_iterations": 3},
    )
    found = expected(config, 400)
    assert len(found) == 4
    for stages in found[1:]:
        assert stages["sampling from the policy"] == stages["searching"] == 0
        assert stages["learning"] == stages["growing near misses"] == 0
    assert expected(preset("sequence", {}), 100) == ()
