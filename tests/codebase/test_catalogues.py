"""The check of the message catalogues notices each kind of mistake, and the extraction finds each kind of string."""

import io
import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from fosterhomes.project.build.catalogues import KEYWORDS, SOURCES, extract_template, problems

from .tracked import text, tracked


def catalogue(body: str) -> Catalog:
    head = 'msgid ""\nmsgstr ""\n"Language: nn\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return read_po(io.BytesIO((head + body).encode()), locale="nn")


def in_code(*messages: str) -> Catalog:
    template = Catalog()
    for message in messages:
        template.add(message, locations=[("somewhere.py", 0)])
    return template


def in_template(source: str) -> list[object]:
    found = extract(extract_template, io.BytesIO(source.encode()), KEYWORDS)
    return [(context, message) if context else message for _, message, _, context in found]


def test_a_complete_catalogue_has_no_problems() -> None:
    assert list(problems(in_code("home"), catalogue('msgid "home"\nmsgstr "heim"\n'))) == []


def test_a_string_that_is_new_in_the_code_is_noticed() -> None:
    assert list(problems(in_code("home"), catalogue(""))) == ["not in the catalogue: 'home' (somewhere.py)"]


def test_an_untranslated_string_is_noticed() -> None:
    assert list(problems(in_code("home"), catalogue('msgid "home"\nmsgstr ""\n'))) == ["untranslated: 'home'"]


def test_a_guessed_translation_is_noticed() -> None:
    body = '#, fuzzy\nmsgid "home"\nmsgstr "heim"\n'
    assert list(problems(in_code("home"), catalogue(body))) == ["fuzzy: 'home'"]


def test_a_string_that_the_code_says_no_more_is_noticed() -> None:
    body = 'msgid "home"\nmsgstr "heim"\n'
    assert list(problems(in_code(), catalogue(body))) == ["no longer in the code: 'home'"]


def test_a_lost_placeholder_is_noticed() -> None:
    body = '#, python-format\nmsgid "%(name)s is here"\nmsgstr "%(namn)s er her"\n'
    (line,) = problems(in_code("%(name)s is here"), catalogue(body))
    assert line.startswith("malformed: '%(name)s is here'")


def test_half_a_plural_is_noticed() -> None:
    template = Catalog()
    template.add(("one", "many"), locations=[("somewhere.py", 0)])
    body = 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "ein"\nmsgstr[1] ""\n'
    assert list(problems(template, catalogue(body))) == ["untranslated: ('one', 'many')"]


def test_templates_are_read_as_django_reads_them() -> None:
    source = """
      <p>It's {% translate "first" %} </p>
    {% blocktranslate trimmed with name=x %}
        second
          {{ name }}
    {% endblocktranslate %}
  {% blocktranslate count n=n %}one{% plural %}{{ n }} many{% endblocktranslate %}
    {% translate "May" context "month" %} {% if a == _("third") %}"{% endif %}
    """
    expected = ["first", "second %(name)s", ("one", "%(n)s many"), ("month", "May"), "third"]
    assert in_template(source) == expected


def test_no_string_is_marked_inside_another() -> None:
    """The extraction does not read what stands in the braces of an f-string."""
    inside = re.compile(r"""f["'].*\{\s*(?:_|n?p?gettext)\(""")
    lines = {
        (str(path), line.strip())
        for path in tracked()
        if path.suffix == ".py" and path.parts[0] in SOURCES
        for line in text(path).splitlines()
        if inside.search(line)
    }
    assert not lines


def test_a_string_is_marked_only_by_names_that_the_extraction_knows() -> None:
    """Under another name, such as `_t`, a string would be found by nobody and stand untranslated on the page."""
    marks = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (\w+)")
    aliases = {
        (str(path), alias)
        for path in tracked()
        if path.suffix == ".py" and path.parts[0] in SOURCES
        for alias in marks.findall(text(path))
    }
    assert {alias for _path, alias in aliases} == {"_"}, aliases
