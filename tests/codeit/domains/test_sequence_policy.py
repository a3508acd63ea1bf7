"""Attacks what the policy needs of sequences: tokens, prompts, and what it may write."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codeit.domains.sequence.domain import SEQUENCES, sequence_of, task_of
from codeit.domains.sequence.generating import random_program
from codeit.domains.sequence.program import parse
from codeit.domains.words import END, END_CALL, TokenError
from codeit.policy.decoding.constraint import Tree
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.interface import PolicyConfig
from codeit.policy.network.model import Architecture, PolicyModel

WORDS, PROMPTS = SEQUENCES.words, SEQUENCES.prompts


@given(st.integers(0, 10_000))
def test_programs_come_back_from_their_tokens(seed: int) -> None:
    program = random_program(random.Random(seed))
    tokens = WORDS.encode(program)
    assert WORDS.decode(tokens) == program
    assert max(tokens) < len(WORDS.vocabulary)


def test_a_full_list_has_no_end_and_a_shorter_one_has() -> None:
    full = parse(f"sequence_1 = set_list([{', '.join(['9'] * 25)}])\noutput = sequence_1")
    short = parse(f"sequence_1 = set_list([{', '.join(['9'] * 24)}])\noutput = sequence_1")
    assert END_CALL not in WORDS.encode(full)
    assert WORDS.encode(short)[-2:] == [END_CALL, END]


@pytest.mark.parametrize(
    "words", [[], ["<end>"], ["set_list"], ["set_list", "<end_call>", "<end>"], ["5", "<end>"],
              ["reverse_list", "x1", "<end>"], ["repeat_num", "5", "<end>"]],
)  # fmt: skip
def test_tokens_that_spell_no_program_are_refused(words: list[str]) -> None:
    with pytest.raises(TokenError):
        WORDS.decode([WORDS.numbers[word] for word in words])


@given(st.integers(0, 10_000))
def test_what_the_generator_writes_may_be_written_by_the_policy(seed: int) -> None:
    program = random_program(random.Random(seed))
    node = Tree("types", 64, SEQUENCES).root()
    tokens = WORDS.encode(program)
    for token in tokens[:-1]:
        assert node.mask[token], WORDS.vocabulary[token]
        node = node.after(token)
    assert node.mask[tokens[-1]]


@given(st.lists(st.integers(0, 255), min_size=1, max_size=300).map(tuple))
def test_prompts_say_the_numbers_and_stay_in_the_table(numbers: tuple[int, ...]) -> None:
    task = task_of("a", numbers)
    assert sequence_of(task) == numbers
    prompt = PROMPTS.encode(task.demonstrations, 120)
    assert len(prompt) == 1 + min(len(numbers), 119)
    assert len(prompt) <= PROMPTS.positions(task.demonstrations[0])
    assert (prompt[:, 0] > 0).all()
    assert prompt.min() >= 0
    assert prompt.max() < PROMPTS.table
    assert tuple((prompt[1:, 0] - 1).tolist()) == numbers[:119]


def test_different_sequences_have_different_prompts_column_by_column() -> None:
    one = PROMPTS.encode(task_of("a", (1, 2, 3)).demonstrations, 20)
    other = PROMPTS.encode(task_of("a", (1, 2, 4)).demonstrations, 20)
    assert not np.array_equal(one[3], other[3])
    assert np.array_equal(one[1], other[1])  # what is two places away is not in it


def test_a_random_policy_writes_programs_of_the_language() -> None:
    model = PolicyModel(Architecture(16, 2, 16, 1, 1), SEQUENCES).eval()
    policy = EmbeddedPolicy(model, PolicyConfig(max_lines=4, temperature=1.0, program_tokens=60))
    tasks = [task_of("a", (1, 2, 3)), task_of("b", tuple(range(50)))]
    drawn = policy.sample(tasks, 12, 3)
    again = policy.sample(tasks, 12, 3)
    assert [[c.program.text for c in own] for own in drawn] == [
        [c.program.text for c in own] for own in again
    ]
    programs = [c.program for own in drawn for c in own]
    assert len(programs) > 12
    assert all(parse(program.text) == program for program in programs)
