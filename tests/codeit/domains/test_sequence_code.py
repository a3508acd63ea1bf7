"""Attacks the code: every byte must come back, and what is charged must be what is sent."""

import gzip
import random
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codeit.domains.sequence.bits import (
    choices,
    pack,
    paper_bits,
    program_bits,
    read_program,
    unpack,
)
from codeit.domains.sequence.coding import baselines, decode, encode, precision
from codeit.domains.sequence.generating import distinct, draw, random_program
from codeit.domains.sequence.program import parse

SHORT = parse("sequence_1 = range_func_up(3, 9)\noutput = sequence_1")
LONG = parse("""sequence_1 = set_list([5, 0, 255])
sequence_2 = filter(is_odd, sequence_1)
sequence_3 = concatenate(sequence_1, sequence_2)
output = sequence_3""")


def test_bits_by_hand() -> None:
    # 4 beginnings, two values; then one of 21 functions and to stop
    assert program_bits(SHORT) == pytest.approx(2 + 8 + 8 + 4.4594, abs=1e-3)
    later = 2 * 4.4594 + 1.5850 + 0 + 2 * 1 + 4.4594  # a predicate, line 1, lines 1 and 2; stop
    assert program_bits(LONG) == pytest.approx(2 + 4.6439 + 24 + later, abs=1e-3)


def test_the_papers_bits_by_hand() -> None:
    assert paper_bits(SHORT) == pytest.approx(4.6439 + 16, abs=1e-3)
    wanted = 3 * 4.6439 + 24 + (1.5850 + 1) + 2 * 1.5850
    assert paper_bits(LONG) == pytest.approx(wanted, abs=1e-3)


@given(st.lists(st.integers(0, 100_000), max_size=20))
def test_programs_come_back_from_their_bytes(seeds: list[int]) -> None:
    programs = [random_program(random.Random(seed)) for seed in seeds]
    data = pack(choice for program in programs for choice in choices(program))
    choose = unpack(data)
    assert [read_program(choose) for _ in programs] == programs
    bits = sum(map(program_bits, programs))
    blocks = 1 + sum(1 for p in programs for _ in choices(p)) // 2048
    assert bits / 8 - 1 <= len(data) <= bits / 8 + 3 * blocks


sequences = st.lists(st.lists(st.integers(0, 255), min_size=1, max_size=40).map(tuple), max_size=12)


@given(sequences)
def test_any_sequences_come_back_without_any_program(given_: list[tuple[int, ...]]) -> None:
    assert decode(encode(given_, {}).data) == given_


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sets(st.integers(0, 29)))
def test_sequences_come_back_with_some_programs(seed: int, known: set[int]) -> None:
    drawn = distinct(draw(random.Random(seed)), 30)
    wanted = list(drawn)
    message = encode(wanted, {i: drawn[wanted[i]] for i in known})
    assert decode(message.data) == wanted
    assert message.raw == sum(map(len, wanted))
    assert message.bits == 8 * len(message.data)


def test_the_longest_sequence_comes_back() -> None:
    rng = random.Random(3)
    wanted = [tuple(rng.randrange(256) for _ in range(1024)), (7,)]
    assert decode(encode(wanted, {}).data) == wanted


def test_a_program_that_is_wrong_is_never_sent() -> None:
    message = encode([(3, 4, 5, 6, 7, 8, 9), (1, 2)], {0: SHORT, 1: SHORT})
    assert set(message.programs) <= {0}
    assert decode(message.data) == [(3, 4, 5, 6, 7, 8, 9), (1, 2)]


def test_a_useless_model_costs_a_little_and_never_more() -> None:
    wanted = list(distinct(draw(random.Random(4)), 400))
    message = encode(wanted, {})
    packed = len(gzip.compress(b"".join(map(bytes, wanted)), 9))
    lengths = len(wanted) * 11 / 8  # one bit, and ten for the length
    assert len(message.data) <= packed + lengths + 16
    assert message.charged == pytest.approx(8 * packed + len(wanted), abs=64)


def test_true_programs_compress_better_than_gzip_and_xz_on_the_same_sequences() -> None:
    drawn = distinct(draw(random.Random(5)), 1500)
    wanted = list(drawn)
    message = encode(wanted, dict(enumerate(drawn.values())))
    rates = baselines(wanted)
    assert message.rate < 0.37 < 0.45 < rates["xz_whole"] < rates["gzip_whole"] < 0.56
    assert rates["gzip_each"] > 0.9
    assert abs(message.rate - message.paper_rate) < 0.02
    kept = dict(islice(enumerate(drawn.values()), 0, None, 2))
    assert message.rate < encode(wanted, kept).rate < rates["gzip_whole"]


def test_precision_is_over_correct_programs_only() -> None:
    assert precision([(1, 2)], {0: SHORT}) is None
    assert precision([(3, 4, 5, 6, 7, 8, 9), (1, 2)], {0: SHORT, 1: SHORT}) == pytest.approx(
        len(gzip.compress(SHORT.text.encode(), 9)) / len(gzip.compress(bytes(range(3, 10)), 9)),
        abs=0.1,
    )


def test_programs_that_do_not_pay_are_not_sent_and_more_programs_never_cost_more() -> None:
    flat = [(7,) * 20] * 50
    dear = parse(
        "sequence_1 = set_list([7, 7, 7, 7, 7, 7, 7, 7, 7, 7])\n"
        "sequence_2 = concatenate(sequence_1, sequence_1)\noutput = sequence_2"
    )
    with_programs = encode(flat, dict.fromkeys(range(50), dear))
    assert with_programs.programs == {}
    assert with_programs.data == encode(flat, {}).data
