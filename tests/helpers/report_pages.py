"""Reads pages as tests want them: their elements, their data, and what is left open."""

import json
import re
from html.parser import HTMLParser
from typing import Any

__all__ = ["Strict", "data_of", "parsed", "words_of"]


class Strict(HTMLParser):
    """Collects elements and notices those that are left open."""

    VOID = frozenset({"meta", "img", "br", "link", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text.append(data)


def parsed(page: str) -> Strict:
    parser = Strict()
    parser.feed(page)
    assert parser.open == []
    return parser


def words_of(page: str) -> str:
    """What a reader without a script sees, with single spaces."""
    return " ".join(" ".join(parsed(page).text).split())


def data_of(page: str) -> Any:
    """The data that the page's script draws from."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])
