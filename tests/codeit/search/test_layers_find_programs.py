"""Attacks the layer search: answers that do not fit, order that shifts, tasks that are odd."""

import pytest

from arc_dsl import parse, run
from codeit.search.interface import Allowance, Found, View
from codeit.search.layers import Layers, LayersSettings
from codeit.search.material import material_of
from codeit.search.templates import read_templates
from codeit.search.vocabulary import Vocabulary

SMALL = LayersSettings(growing=9_000)
A = ((0, 1, 0), (2, 0, 0), (0, 0, 0))
B = ((3, 0, 0), (0, 0, 1), (0, 2, 0))
C = ((0, 0, 2), (0, 1, 0), (3, 0, 0))


def search(view: View, programs: tuple[str, ...] = ()) -> list[Found]:
    vocabulary = Vocabulary.of(material_of({}, {}).templates, [parse(text) for text in programs])
    layers = Layers(vocabulary, (), SMALL)
    return list(layers.search(view, Allowance(100_000)))


def turned(grid: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    found = run("O = rot180(I)", grid).grid
    assert found is not None
    return found


def test_a_single_value_is_an_answer() -> None:
    best = search(View((A, B), (turned(A), turned(B)), (C,)))[0]
    assert best.exact
    assert best.predictions == (turned(C),)
    assert best.lines == 1


def test_layers_are_stacked_over_the_input() -> None:
    text = "x1 = ofcolor(I, TWO)\nx2 = mapply(hfrontier, x1)\nO = fill(I, SEVEN, x2)"
    wanted = [run(text, grid).grid for grid in (A, B, C)]
    assert all(wanted)
    best = search(View((A, B), (wanted[0] or (), wanted[1] or ()), (C,)))[0]
    assert best.exact
    assert best.predictions == (wanted[2],)


def test_every_find_is_what_its_program_gives() -> None:
    view = View((A, B), (turned(A), B), (C,))
    for find in search(view):
        program = parse(find.program)
        fits = [run(program, g).grid == w for g, w in zip(view.inputs, view.outputs, strict=True)]
        assert find.matched == tuple(fits)
        assert find.predictions == ((run(program, C).grid,) if any(fits) else ())


def test_equal_views_give_equal_finds() -> None:
    view = View((A, B), (turned(A), turned(B)), (C,))
    assert search(view) == search(view)


def test_what_other_programs_compute_is_material() -> None:
    text = "x1 = rot90(I)\nx2 = upscale(x1, FIVE)\nx3 = hmirror(x2)\nO = trim(x3)"
    wanted = [run(text, grid).grid or () for grid in (A, B, C)]
    view = View((A, B), (wanted[0], wanted[1]), (C,))
    assert not any(find.exact for find in search(view))
    found = search(view, (text,))
    assert found[0].predictions == (wanted[2],)


def test_a_program_whose_lines_double_is_material() -> None:
    lines = [f"x{k + 1} = branch(T, x{k}, x{k})" for k in range(1, 40)]
    text = "\n".join(["x1 = rot90(I)", *lines, "O = hmirror(x40)"])
    assert search(View((A, B), (turned(A), turned(B)), (C,)), (text,))[0].exact


def test_one_demonstration_and_no_test_input_are_enough() -> None:
    best = search(View((A,), (turned(A),), ()))[0]
    assert best.exact
    assert best.predictions == ()


def test_an_output_of_another_size_is_found_by_sizes_first() -> None:
    text = "O = subgrid(x1, I)"
    cropped = [run(f"x1 = ofcolor(I, TWO)\n{text}", g).grid or () for g in (A, B, C)]
    best = search(View((A, B), (cropped[0], cropped[1]), (C,)))[0]
    assert best.predictions == (cropped[2],)


def test_templates_name_their_faults() -> None:
    with pytest.raises(ValueError, match="line 2: no call of rot90 with 2 arguments"):
        read_templates("1.0 rot90(g)\n1.0 rot90(g, g)")
    with pytest.raises(ValueError, match="line 1: unknown name z"):
        read_templates("1.0 rot90(z)")


def test_alternatives_of_a_template_are_templates() -> None:
    found = read_templates("1.5 {rot90|rot180}(g)\n2 fill(g, c, p)")
    assert [t.text for t in found] == ["rot90(g0)", "rot180(g0)", "fill(g0, c1, p2)"]
    assert found[2].holes == ("g", "c", "p")
