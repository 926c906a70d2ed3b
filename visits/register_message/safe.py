"""Opening a message from outside: read in pieces, with nothing fetched, expanded or kept.

A document type declaration is refused before anything of it is read, so that there are no entities to expand and no
external ones to fetch. XInclude is not carried out: its elements are unknown like any other.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile

from django.utils.translation import gettext as _

PIECE = 1 << 16
LONGEST_TAG = 1 << 20
"""No element of a message, with its attributes, is near a megabyte; one that is would be held in memory whole."""
ENCODINGS = ("utf-8", "utf-16", "ascii", "iso8859-", "cp125")
"""How the names of encodings begin (as Python has them) that a message is read in: expat takes no others of many bytes,
and Python's other codecs are no text encodings."""


class Unreadable(Exception):
    """The file is not read at all; the message is a sentence that says why."""


def parse(file: IO[bytes], handler: Any) -> Iterator[None]:
    """Tell `handler` of each element (`start`, `end`, `text`) of the XML, and yield after each piece.

    `handler.line_now` is set: it returns the line that is being read.

    Raises `Unreadable` for what is no XML, is cut off, is wrongly encoded, or tries to make the reader do something.
    """
    parser = _parser(handler)
    fed = 0
    try:
        while piece := file.read(PIECE):
            fed += len(piece)
            parser.Parse(piece, False)
            if fed - max(parser.CurrentByteIndex, 0) > LONGEST_TAG:
                raise Unreadable(_("Line %(line)d holds a single value of more than a megabyte.") % _line(parser))
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise Unreadable(_in_words(error, fed)) from error
    except (BadZipFile, zlib.error) as error:
        raise Unreadable(_("The zip file is damaged or locked by a password.")) from error
    except LookupError as error:
        raise _unknown_encoding() from error


def _line(parser: Any) -> dict[str, int]:
    return {"line": parser.CurrentLineNumber}


def _parser(handler: Any) -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    # Asked only where something is wrong: expat counts the lines anew each time.
    handler.line_now = lambda: parser.CurrentLineNumber
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    return parser


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Refuse what expat would hand to Python's codecs: some of them fail on such bytes with errors of their own."""
    if encoding and not codecs.lookup(encoding).name.startswith(ENCODINGS):
        raise _unknown_encoding()


def _unknown_encoding() -> Unreadable:
    return Unreadable(_("The file says it is written in a character encoding that is not known."))


def _refuse_doctype(*_about: Any) -> None:
    raise Unreadable(
        _(
            "The file has a document type declaration (DOCTYPE). Register messages have none, and it can make a reader "
            "expand or fetch things: the file was not read."
        )
    )


def _codes(*texts: str) -> set[int]:
    return {expat.errors.codes[text] for text in texts}


_ENCODING = _codes(
    expat.errors.XML_ERROR_INVALID_TOKEN,
    expat.errors.XML_ERROR_UNKNOWN_ENCODING,
    expat.errors.XML_ERROR_INCORRECT_ENCODING,
)
_CUT_OFF = _codes(
    expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN, expat.errors.XML_ERROR_PARTIAL_CHAR
)


def _in_words(error: expat.ExpatError, fed: int) -> str:
    place = {"line": error.lineno, "column": error.offset + 1}
    if fed == 0:
        return _("The file is empty.")
    if error.code in _CUT_OFF:
        return _("The file is cut off: it ends on line %(line)d in the middle of the message.") % place
    if error.code in _ENCODING:
        sentence = _(
            "Line %(line)d, character %(column)d is not text in the encoding that the file says it has (UTF-8 when it "
            "says none), or is no XML there."
        )
        return sentence % place
    return _("The file is not well-formed XML: line %(line)d, character %(column)d.") % place
