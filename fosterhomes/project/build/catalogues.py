"""The message catalogues: compile them, bring them up to date with the code, check them.

All with Babel, because a fresh machine has neither msgfmt nor xgettext.
"""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from fosterhomes.project.build import ROOT

LANGUAGES = ("nn", "nb")
SOURCES = ("fosterhomes", "matching", "visits", "templates")
TEMPLATE = "fosterhomes.project.build.catalogues:extract_template"
METHODS = [("**.py", "python"), ("**.html", TEMPLATE), ("**.txt", TEMPLATE)]
# The function names to look for, and where among their arguments context, singular and plural stand.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators:", "Translators")
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
SHOWN = 30


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def extract_template(file: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Yield the messages of a Django template: Django turns it into Python calls, Babel reads those.

    What is not a message becomes a run of X; its indentation would be a syntax error to Babel's reader.
    """
    code = templatize(file.read().decode("utf-8"))
    lines = "\n".join(line.lstrip() for line in code.split("\n"))
    yield from extract_python(io.BytesIO(lines.encode("utf-8")), keywords, comment_tags, options)


def extract() -> Catalog:
    """Return every message of the code and the templates."""
    template = Catalog(charset="utf-8")
    for source in SOURCES:
        found = extract_from_dir(ROOT / source, METHODS, keywords=KEYWORDS, comment_tags=COMMENT_TAGS)
        for path, _line, message, comments, context in found:
            template.add(message, locations=[(f"{source}/{path}", 0)], auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def write(language: str, catalogue: Catalog) -> None:
    """Write the catalogue without dates, tools or line numbers, so that a difference is a difference in words."""
    body = io.BytesIO()
    write_po(
        body, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True
    )
    header = HEADER.format(language=language, plural=catalogue.plural_forms)
    catalogue_path(language).write_text(header + body.getvalue().decode("utf-8"), encoding="utf-8")


def compile_all() -> None:
    for language in LANGUAGES:
        with catalogue_path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))


def update_all() -> None:
    """Add what the code says anew, drop what it says no more; translations are never guessed."""
    template = extract()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        write(language, catalogue)
        print(f"{language}: {len(catalogue)} messages, {sum(1 for m in catalogue if m.id and not translated(m))} to do")


def translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return bool(strings) and all(strings)


def problems(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Yield one line for each message that is missing, untranslated, uncertain, malformed or no longer said."""
    for wanted in filter(lambda message: message.id, template):
        message = catalogue.get(wanted.id, wanted.context)
        if message is None:
            yield f"not in the catalogue: {wanted.id!r} ({wanted.locations[0][0]})"
        elif message.fuzzy:
            yield f"fuzzy: {wanted.id!r}"
        elif not translated(message):
            yield f"untranslated: {wanted.id!r}"
    for message in filter(lambda message: message.id, catalogue):
        if template.get(message.id, message.context) is None:
            yield f"no longer in the code: {message.id!r}"
        for error in message.check(catalogue):
            yield f"malformed: {message.id!r}: {error}"


def check_all() -> None:
    template = extract()
    found = [f"{language}: {line}" for language in LANGUAGES for line in problems(template, read(language))]
    if found:
        left = f"{len(found)} problems in the message catalogues; `make messages` brings them up to date"
        sys.exit("\n".join([*found[:SHOWN], left]))


COMMANDS: dict[str, Callable[[], None]] = {"compile": compile_all, "update": update_all, "check": check_all}


def main() -> None:
    settings.configure(USE_I18N=False)
    django.setup()
    COMMANDS[sys.argv[1]]()


if __name__ == "__main__":
    main()
