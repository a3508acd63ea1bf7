"""Attacks the sequence language: what each function gives, text that is no program, and limits."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_dsl import Kind
from arc_dsl.errors import ParseError
from arc_dsl.execute.jobs import Batch, Job
from arc_dsl.outcome import Limits
from codeit.domains.sequence.changing import crossover, mutate
from codeit.domains.sequence.domain import SEQUENCES
from codeit.domains.sequence.functions import FUNCTIONS, PREDICATES
from codeit.domains.sequence.generating import distinct, draw, random_program
from codeit.domains.sequence.program import parse
from codeit.domains.sequence.running import START, LocalExecutor, outcome_of

EXAMPLES = {
    "range_func_up(3, 6)": (3, 4, 5, 6),
    "range_func_interval(3, 10, 3)": (3, 6, 9),
    "repeat_num(3, 7)": (7, 7, 7),
    "set_list([7, 2, 7, 4, 0])": (7, 2, 7, 4, 0),
    "repeat_list(2, sequence_1)": (7, 2, 7, 4, 0, 7, 2, 7, 4, 0),
    "reverse_list(sequence_1)": (0, 4, 7, 2, 7),
    "substitute(sequence_1, 7, 9)": (9, 2, 9, 4, 0),
    "get_subsequence_with_jumps(sequence_1, 2)": (7, 7, 0),
    "get_subsequence_between_indices(sequence_1, 1, 3)": (2, 7),
    "max_n(sequence_1, 3)": (7, 7, 4),
    "min_n(sequence_1, 3)": (0, 2, 4),
    "add_item_list(sequence_1, 5)": (12, 7, 12, 9, 5),
    "subtract_item_list(add, 2)": None,
    "modulo_item_list(sequence_1, 4)": (3, 2, 3, 0, 0),
    "filter(is_even, sequence_1)": (2, 4, 0),
    "filter(is_odd, sequence_1)": (7, 7),
    "filter(is_not_zero, sequence_1)": (7, 2, 7, 4),
    "add_two_lists(sequence_1, sequence_2)": (8, 4, 10),
    "subtract_two_lists(sequence_1, sequence_2)": (6, 0, 4),
    "modulo_two_lists(sequence_1, sequence_2)": (0, 0, 1),
    "scan_add(sequence_1)": (7, 9, 16, 20, 20),
    "concatenate(sequence_1, sequence_2)": (7, 2, 7, 4, 0, 1, 2, 3),
    "interleave(sequence_2, sequence_1)": (1, 7, 2, 2, 3, 7, 4, 0),
}


@pytest.mark.parametrize("call", EXAMPLES)
def test_a_function_gives_what_the_paper_says(call: str) -> None:
    text = f"""sequence_1 = set_list([7, 2, 7, 4, 0])
sequence_2 = range_func_up(1, 3)
sequence_3 = {call}
output = sequence_3"""
    wanted = EXAMPLES[call]
    if wanted is None:
        with pytest.raises(ParseError, match="line 3"):
            parse(text)
    else:
        assert outcome_of(parse(text)).grid == (wanted,)


def test_there_are_24_functions_and_each_has_an_example() -> None:
    assert len(FUNCTIONS) + len(PREDICATES) == 24
    named = {call.partition("(")[0] for call in EXAMPLES}
    assert named == set(FUNCTIONS)


def test_lines_behind_the_output_are_dropped_and_values_in_comments_skipped() -> None:
    program = parse(
        "sequence_1 = repeat_num(2, 1) # [1, 1]\n\nsequence_9 = scan_add(sequence_1)\n"
        "output = sequence_1 # [1, 1]"
    )
    assert program.text == "sequence_1 = repeat_num(2, 1)\noutput = sequence_1"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("", "output"),
        ("sequence_1 = range_func_up(1, 2)", "must assign output"),
        ("output = sequence_1", "unknown name"),
        ("sequence_1 = reverse_list(sequence_1)\noutput = sequence_1", "an earlier line"),
        ("sequence_1 = range_func_up(1, 256)\noutput = sequence_1", "0 to 255"),
        ("sequence_1 = range_func_up(1)\noutput = sequence_1", "takes 2 arguments, found 1"),
        ("sequence_1 = set_list([])\noutput = sequence_1", "1 to 25 numbers, found 0"),
        ("sequence_1 = set_list(3)\noutput = sequence_1", "one list"),
        ("sequence_1 = repeat_num(0, 3)\noutput = sequence_1", "1 to 32"),
        ("sequence_1 = eval(3)\noutput = sequence_1", "unknown function"),
        ("sequence_1 = repeat_num(1, 3)\noutput = sequence_1\nsequence_2 = scan_add(sequence_1)",
         "nothing may follow"),
        ("sequence_1 = repeat_num(1, 3)\nsequence_1 = repeat_num(1, 4)\noutput = sequence_1",
         "assigned twice"),
        ("import os", "expected"),
    ],
)  # fmt: skip
def test_what_is_no_program_is_refused_with_its_cause(text: str, cause: str) -> None:
    with pytest.raises(ParseError, match=cause):
        parse(text)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("modulo_item_list(sequence_1, 0)", Kind.ERROR),
        ("subtract_item_list(sequence_1, 9)", Kind.NOT_A_GRID),
        ("add_item_list(sequence_1, 255)", Kind.NOT_A_GRID),
        ("get_subsequence_between_indices(sequence_1, 9, 9)", Kind.NOT_A_GRID),
    ],
)
def test_an_end_that_is_no_sequence_is_an_outcome(body: str, kind: Kind) -> None:
    program = parse(f"sequence_1 = range_func_up(1, 5)\nsequence_2 = {body}\noutput = sequence_2")
    assert outcome_of(program).kind is kind


def test_growth_is_stopped_by_size() -> None:
    lines = ["sequence_1 = repeat_num(32, 1)"]
    lines += [f"sequence_{i} = repeat_list(9, sequence_{i - 1})" for i in range(2, 200)]
    outcome = outcome_of(parse("\n".join([*lines, "output = sequence_199"])))
    assert (outcome.kind, outcome.line) == (Kind.TOO_LARGE, 3)  # 32 * 9 * 9 > 1024


def test_sums_of_sums_are_stopped_by_size_of_numbers() -> None:
    lines = ["sequence_1 = repeat_num(32, 255)"]
    lines += [f"sequence_{i} = scan_add(sequence_{i - 1})" for i in range(2, 250)]
    outcome = outcome_of(parse("\n".join([*lines, "output = sequence_249"])))
    assert outcome.kind is Kind.TOO_LARGE


def test_the_executor_answers_in_order_and_names_text_that_is_no_program() -> None:
    texts = ("sequence_1 = repeat_num(2, 9)\noutput = sequence_1", "nonsense")
    batch = Batch(texts)
    jobs = [Job(batch, (START,)), Job(batch, (START, START), chosen=[1])]
    first, second = LocalExecutor(Limits()).run(jobs)
    assert [end.kind for end in first[0]] == [Kind.OK, Kind.SYNTAX]
    assert first[0][0].grid == ((9, 9),)
    assert [[end.kind for end in row] for row in second] == [[Kind.SYNTAX], [Kind.SYNTAX]]


def test_compact_ends_tell_different_sequences_apart() -> None:
    texts = tuple(f"sequence_1 = repeat_num({n}, 255)\noutput = sequence_1" for n in (1, 2, 1))
    (ends,) = LocalExecutor(Limits()).run_digests([Job(Batch((*texts, "nonsense")), (START,))])
    one, two, again, none = (ends.digests[0][i : i + 16] for i in range(0, 64, 16))
    assert one == again != two != none == bytes(16)


@given(st.integers(0, 10_000))
def test_generated_programs_run_and_are_their_own_text(seed: int) -> None:
    program = random_program(random.Random(seed))
    assert parse(program.text) == program
    assert parse(program.text).calls == program.calls
    assert outcome_of(program).ok
    assert program.simplified() == program


@given(st.integers(0, 10_000))
def test_what_mutation_and_crossover_make_is_a_program(seed: int) -> None:
    rng = random.Random(seed)
    one, other = random_program(rng), random_program(rng)
    for child in (mutate(one, rng), crossover(one, other, rng)):
        assert parse(child.text) == child


def test_mutation_mostly_changes_something_and_every_kind_of_line_is_reached() -> None:
    rng = random.Random(5)
    start = parse("sequence_1 = range_func_up(3, 9)\noutput = sequence_1")
    children = [mutate(start, rng) for _ in range(2000)]
    assert sum(child != start for child in children) > 1000
    used = {function for child in children for function, _ in child.calls}
    assert used == set(FUNCTIONS)


def test_of_programs_with_one_output_the_shortest_is_kept_and_held_out_ones_never() -> None:
    long = parse("sequence_1 = set_list([1, 2, 3, 4])\noutput = sequence_1")
    short = parse("sequence_1 = range_func_up(1, 4)\noutput = sequence_1")
    other = parse("sequence_1 = repeat_num(2, 9)\noutput = sequence_1")
    drawn = [((1, 2, 3, 4), long), ((9, 9), other), ((1, 2, 3, 4), short)]
    assert distinct(drawn, 3, held_out=[(9, 9)]) == {(1, 2, 3, 4): short}


def test_the_generator_draws_what_the_paper_says_how_often() -> None:
    rng = random.Random(11)
    drawn = [program for _, (_, program) in zip(range(3000), draw(rng), strict=False)]
    used = [{function for function, _ in program.calls} for program in drawn]
    share = {name: sum(name in own for own in used) / len(used) for name in FUNCTIONS}
    assert {name for name, s in share.items() if s > 0} == set(FUNCTIONS)
    # one to five bases of four kinds: the chance that a kind occurs is 1 - mean of (3/4)^n
    for base in ("range_func_up", "range_func_interval", "repeat_num", "set_list"):
        assert share[base] == pytest.approx(1 - sum(0.75**n for n in range(1, 6)) / 5, abs=0.04)
    lengths = [len(outcome_of(program).grid[0]) for program in drawn]  # type: ignore[index]
    assert 65 < sum(lengths) / len(lengths) < 85  # the paper's megabyte has 74 a sequence


def test_the_domain_says_its_name_and_a_missing_domain_is_no_domain() -> None:
    from codeit.domains.choosing import domain_named

    assert domain_named("sequence") is SEQUENCES
    with pytest.raises(KeyError):
        domain_named("sequences")
