"""Templates: none forgotten, and nothing in them that the content-security policy refuses or the eye misses."""

import re
from pathlib import Path

import pytest

from .tracked import text, tracked

TEMPLATES = [path for path in tracked() if path.parts[0] == "templates" and path.suffix in {".html", ".txt"}]
SOURCES = [path for path in tracked() if path.suffix in {".py", ".html", ".txt"} and path.parts[0] != "tests"]
# Django and allauth look these up by a name of their own.
LOOKED_UP = re.compile(
    r"^(django/forms|account|mfa|socialaccount|allauth|usersessions)/|^(400|403|404|500)(_csrf)?\.html$"
)
REFUSED = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=|\bhx-on\b"),
    "an inline script": re.compile(r"<script(?![^>]*\b(src\s*=|type=\"application/json\"))[^>]*>"),
    "code in an htmx attribute": re.compile(
        r"hx-(vals|headers)\s*=\s*[\"']\s*(js|javascript):|hx-trigger=\"([^\"]*,)?\s*[\w:.-]+\["
    ),
    "a link that is code": re.compile(r"javascript:"),
    "a foreign host": re.compile(r"(src|href)\s*=\s*[\"'](https?:)?//"),
    # Django writes `M`, `N` and `D` with a capital in every language; `b` is the short month as Norwegian has it.
    "a short month or weekday with a capital": re.compile(r"date:\"(?![A-Z_]+\")[^\"]*[MND]"),
}


def name_of(path: Path) -> str:
    return path.relative_to("templates").as_posix()


def test_every_template_is_used() -> None:
    said = {path: text(path) for path in SOURCES}
    unused = [
        path.as_posix()
        for path in TEMPLATES
        if not LOOKED_UP.search(name_of(path))
        and not any(name_of(path) in words for other, words in said.items() if other != path)
    ]
    assert unused == []


@pytest.mark.parametrize("what", REFUSED)
def test_no_template_holds(what: str) -> None:
    assert [path.as_posix() for path in TEMPLATES if REFUSED[what].search(text(path))] == []
