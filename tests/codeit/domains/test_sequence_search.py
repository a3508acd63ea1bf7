"""Attacks the search: what it returns must be exact, and short where a short program is known."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeit.domains.sequence.bits import program_bits
from codeit.domains.sequence.forms import forms, pair_forms, runs
from codeit.domains.sequence.functions import FUNCTIONS, PREDICATES
from codeit.domains.sequence.generating import distinct, draw
from codeit.domains.sequence.program import parse
from codeit.domains.sequence.running import outcome_of
from codeit.domains.sequence.search import SearchSettings, search

PART = (40, 7, 250, 13, 99, 6, 120)
QUICK = SearchSettings(width=4, divisions=1, depth=1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 255), min_size=1, max_size=60).map(tuple))
def test_what_is_found_gives_any_sequence_exactly(wanted: tuple[int, ...]) -> None:
    programs = search(wanted, QUICK)
    assert programs
    assert all(outcome_of(program).grid == (wanted,) for program in programs)
    lengths = [program_bits(program) for program in programs]
    assert lengths == sorted(lengths)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=3, max_size=12).map(tuple),
    st.lists(st.integers(0, 60), min_size=3, max_size=12).map(tuple),
    st.sampled_from(sorted(FUNCTIONS)),
    st.integers(1, 5),
)
def test_forms_give_what_they_claim(
    part: tuple[int, ...], other: tuple[int, ...], function: str, number: int
) -> None:
    slots = FUNCTIONS[function].slots
    given_ = [
        part if slot.name == "SEQUENCE" else PREDICATES["is_odd"]
        if slot.name == "PREDICATE" else slot.numerals[number]
        for slot in slots
    ]  # fmt: skip
    made = FUNCTIONS[function].apply(*given_)
    if not made or min(made) < 0 or max(made) > 255:
        return
    rest = (*made, *other)
    for name, args, size in forms(part, rest):
        real = [part if a is None else PREDICATES[a] if a in PREDICATES else int(a) for a in args]
        assert FUNCTIONS[name].apply(*real) == rest[:size]
    for name, size in pair_forms(part, other, rest):
        assert FUNCTIONS[name].apply(part, other)[:size] == rest[:size]
        assert len(FUNCTIONS[name].apply(part, other)) == size
    for name, args, size in runs(rest):
        assert FUNCTIONS[name].apply(*(int(a or 0) for a in args)) == rest[:size]


@pytest.mark.parametrize(
    "body",
    [
        "reverse_list(sequence_1)",
        "repeat_list(3, sequence_1)",
        "substitute(sequence_1, 13, 77)",
        "get_subsequence_with_jumps(sequence_1, 2)",
        "get_subsequence_between_indices(sequence_1, 1, 6)",
        "max_n(sequence_1, 5)",
        "min_n(sequence_1, 6)",
        "add_item_list(sequence_1, 5)",
        "subtract_item_list(sequence_1, 6)",
        "modulo_item_list(sequence_1, 100)",
        "filter(is_even, sequence_1)",
        "filter(is_odd, sequence_1)",
        "add_two_lists(sequence_1, sequence_2)",
        "subtract_two_lists(sequence_2, sequence_1)",
        "modulo_two_lists(sequence_2, sequence_1)",
        "scan_add(sequence_2)",
    ],
)
def test_each_function_is_found_from_what_it_gave(body: str) -> None:
    low = (200, 7, 251, 13, 99, 6, 121)
    if body.startswith("add_two"):
        low = (3, 90, 5, 0, 61, 8, 120)
    if body.startswith("scan"):
        low = (3, 9, 5, 0, 61, 8, 12)
    if body.startswith("sub"):
        low = (200, 90, 251, 19, 161, 66, 120)
    first = ", ".join(map(str, PART))
    second = ", ".join(map(str, low))
    truth = parse(f"""sequence_1 = set_list([{first}])
sequence_2 = set_list([{second}])
sequence_3 = concatenate(sequence_1, sequence_2)
sequence_4 = {body}
sequence_5 = concatenate(sequence_3, sequence_4)
output = sequence_5""")
    grid = outcome_of(truth).grid
    assert grid is not None
    found = search(grid[0])[0]
    assert program_bits(found) <= program_bits(truth) + 32, found.text


def test_two_interleaved_sequences_are_taken_apart() -> None:
    truth = parse("""sequence_1 = range_func_up(10, 30)
sequence_2 = set_list([40, 7, 250, 13, 99, 6, 120])
sequence_3 = interleave(sequence_1, sequence_2)
output = sequence_3""")
    grid = outcome_of(truth).grid
    assert grid is not None
    assert program_bits(search(grid[0])[0]) <= program_bits(truth)


def test_on_generated_sequences_it_comes_near_the_programs_that_made_them() -> None:
    drawn = distinct(draw(random.Random(8)), 60, longest=100)
    found = sum(program_bits(search(sequence)[0]) for sequence in drawn)
    true = sum(map(program_bits, drawn.values()))
    raw = 8 * sum(map(len, drawn))
    assert found < 1.15 * true < 0.5 * raw
