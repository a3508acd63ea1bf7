"""Attacks the page of a comparison: noise told as a result, markup in names, nothing to compare."""

from pathlib import Path

from report_pages import data_of, parsed, words_of

from viz.report import Arm, CompareData, CompareRow, Curve, compare_page, write_compare_page

ARMS = (Arm("off", 3), Arm("on", 1, "more samples"))


def test_what_is_within_noise_is_said_to_be_and_never_called_better() -> None:
    noise = CompareRow("solved", "9", "10", "+1", "-2 to +4", within_noise=True, better=True)
    words = words_of(compare_page(CompareData("x", ARMS, rows=(noise,))))
    assert "+1, within noise" in words
    assert "better" not in words


def test_differences_are_called_better_or_worse_in_words() -> None:
    rows = (
        CompareRow("solved", "9", "17", "+8", "+4 to +12", better=True),
        CompareRow("loss", "2", "3", "+1", "+0.5 to +2", better=False),
        CompareRow("seconds", "5", "6", "+1"),
    )
    words = words_of(compare_page(CompareData("x", ARMS, rows=rows)))
    assert "+8, better" in words
    assert "+1, worse" in words
    assert "off 3 runs on 1 run, more samples" in words


def test_curves_carry_their_spread_and_tasks_their_counts() -> None:
    curve = Curve("Tasks", "programs", {"off": ((0, 1, 0, 2),), "on": ()}, whole=True)
    page = compare_page(CompareData("x", ARMS, curves=(curve,), gained=("aa", "bb"), lost=()))
    (told,) = data_of(page)["curves"]
    assert told["series"][0] == {"name": "off", "points": [[0, 1, 0, 2]]}
    assert "Gained 2 aa bb Lost 0 None." in words_of(page)


def test_names_are_escaped_and_nothing_is_fetched(tmp_path: Path) -> None:
    nasty = "</script><b>&"
    data = CompareData(
        nasty,
        (Arm(nasty, 1, nasty),),
        nasty,
        nasty,
        (CompareRow(nasty, nasty, nasty, nasty, nasty),),
        (Curve(nasty, nasty, {nasty: ()}),),
        (nasty,),
        (nasty,),
        {nasty: (nasty,)},
    )
    page = write_compare_page(data, tmp_path / "c.html").read_text(encoding="utf-8")
    assert page.count("</script") == 2
    assert "<b>&" not in page
    for _, attributes in parsed(page).attributes:
        assert "http" not in str(attributes.get("src", "")) + str(attributes.get("href", ""))
