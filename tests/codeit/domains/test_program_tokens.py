"""Attacks the decoder vocabulary: programs that come back changed, tokens that spell none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import Line, Program, parse
from arc_dsl.signatures import SIGNATURES
from codeit.domains.grids import words as tokens
from codeit.domains.words import BEGIN, TokenError
from data.seeds import load_seeds


@st.composite
def programs(draw: st.DrawFn) -> Program:
    names = ["I", *SIGNATURES, *CONSTANTS]
    lines = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        known = [f"x{i}" for i in range(1, number)]
        function = draw(st.sampled_from([*SIGNATURES, *known]))
        signature = SIGNATURES.get(function)
        arity = signature.arity if signature else draw(st.integers(1, 4))
        args = draw(st.lists(st.sampled_from(names + known), min_size=arity, max_size=arity))
        lines.append(Line(f"x{number}", function, tuple(args)))
    return Program.of(lines)


@settings(max_examples=60, deadline=None)
@given(programs())
def test_any_program_comes_back(program: Program) -> None:
    assert tokens.decode(tokens.encode(program)) == program
    assert parse(str(tokens.decode([BEGIN, *tokens.encode(program), 7, 7]))) == program


def test_every_seed_comes_back() -> None:
    for program in load_seeds().values():
        assert tokens.decode(tokens.encode(program)) == program


def test_programs_longer_than_the_vocabulary_come_back() -> None:
    names = ["I", *(f"x{i}" for i in range(1, 200))]
    lines = [Line(f"x{i + 1}", "hconcat", (names[i], names[i // 2])) for i in range(200)]
    lines.append(Line("O", "x170", ("x64", "x65", "x128", "x129")))
    program = Program.of(lines)
    encoded = tokens.encode(program)
    assert tokens.decode(encoded) == program
    assert max(encoded) < len(tokens.VOCABULARY)


def test_no_punctuation_is_spent() -> None:
    program = parse("x1 = lbind(shift, UNITY)\nx2 = asobject(I)\nx3 = x1(x2)\nO = paint(I, x3)")
    words = [tokens.VOCABULARY[token] for token in tokens.encode(program)]
    expected = "lbind shift UNITY asobject I x1 x2 <end_call> paint I x3 <end>"
    assert words == expected.split()


def test_words_are_distinct() -> None:
    assert len(set(tokens.VOCABULARY)) == len(tokens.VOCABULARY)
    assert all(tokens.VOCABULARY[n] == word for word, n in tokens.NUMBERS.items())


@pytest.mark.parametrize(
    "words",
    [
        "rot90 I",
        "<end>",
        "rot90 <end>",
        "rot90 x1 <end>",
        "paint I <end>",
        "UNITY I <end_call> <end>",
        "rot90 I <begin> <end>",
        "rot90 <far> I <end>",
        "rot90 I x1 <end_call> <end>",
        "rot90 I <end_call> <end>",
        "rot90 I rot90 <far> x1 <end>",
    ],
)
def test_what_spells_no_program_is_refused(words: str) -> None:
    with pytest.raises(TokenError):
        tokens.decode([tokens.NUMBERS[word] for word in words.split()])
