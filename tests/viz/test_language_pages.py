"""Attacks the pages of the language: primitives left out, dead links, broken tables."""

import re
from pathlib import Path

import pytest
from report_pages import Strict

from arc_dsl.declaration import DECLARED
from arc_dsl.describing import describe
from viz.language_pages import language_pages, write_language_pages

SEEDS = {"aa": "x1 = objects(I, T, T, T)\nO = argmax(x1, size)", "bb": "O = size(I)"}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return language_pages(SEEDS)


def test_every_primitive_has_an_entry_with_all_its_arguments(pages: dict[str, str]) -> None:
    for name, declaration in DECLARED.items():
        text = pages[f"{declaration.family}.md"]
        entry = text.partition(f"## `{name}` ")[2].partition("\n## `")[0]
        for argument in describe(name).arguments:
            assert f"| `{argument.name}` |" in entry, name
        assert describe(name).summary in entry


def test_every_link_leads_somewhere(pages: dict[str, str]) -> None:
    links = re.findall(r"\]\(([\w.]+)(?:#(\w+))?\)", pages["index.md"])
    assert len(links) == len(DECLARED) + len(pages) - 1
    for file, anchor in links:
        assert not anchor or f'<a id="{anchor}"></a>' in pages[file]


def test_seeds_are_named_by_the_words_that_they_use(pages: dict[str, str]) -> None:
    whole = "\n".join(pages.values())
    assert "In the seed programs of `aa`, `bb`." in whole  # size
    assert whole.count("In the seed programs of `aa`.") == 2  # objects, argmax


def test_pictures_are_well_formed_and_most_primitives_have_one(pages: dict[str, str]) -> None:
    divs = [line for text in pages.values() for line in text.splitlines() if line[:5] == "<div>"]
    assert len(divs) > 0.8 * len(DECLARED)
    for div in divs:
        parser = Strict()
        parser.feed(div.replace("/>", "></path>"))
        assert parser.open == []


def test_pages_are_written_whole(tmp_path: Path, pages: dict[str, str]) -> None:
    written = write_language_pages(tmp_path / "new" / "language", SEEDS)
    assert {path.name: path.read_text(encoding="utf-8") for path in written} == pages
