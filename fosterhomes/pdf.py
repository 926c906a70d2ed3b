"""Pages on paper: a template becomes a PDF on A4, tagged for screen readers, in the reader's language.

    return pdf_response(request, "matching/decision_pdf.html", context, filename="decision-12.pdf")

The template extends `pdf/base.html`, which says what may stand in it; the look is `static/css/pdf.css`. A file name
holds numbers and no names: it ends up in download folders. A download is an export: `record_download` writes who took
what.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from os.path import normpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

from .actions.base import record
from .models import User

STATIC = Path(settings.BASE_DIR) / "static"
STYLE = STATIC / "css" / "pdf.css"


class PrintingNotPossible(Exception):
    """The libraries that set type are not installed on this machine."""


def pdf_response(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, filename: str, language: str | None = None
) -> HttpResponse:
    """Return the template as a PDF; where this machine cannot make one, a page that says so and what to do (503).

    In the reader's language, unless the paper has a `language` of its own.
    """
    spoken = language or get_language()
    with translation.override(spoken):
        page = render_to_string(template, {**context, "language": spoken})
    try:
        data = pdf_of(page)
    except PrintingNotPossible:
        return render(request, "pdf/not_possible.html", status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def pdf_of(html: str) -> bytes:
    """Return the page as a PDF. Nothing is fetched but our own style sheet and the fonts beside it.

    Raises `PrintingNotPossible` without Pango: WeasyPrint needs it, and fails when it is imported.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as missing:
        raise PrintingNotPossible from missing

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            # Dots are taken out of the path, symbolic links are not followed: only who installs can make those.
            path = Path(normpath(unquote(urlsplit(url).path)))
            if not url.startswith("file:") or not path.is_relative_to(STATIC):
                raise ValueError("Only files of our own stand in a PDF.")
            return super().fetch(url, headers)

    fetcher, fonts = OwnFiles(allowed_protocols={"file"}), FontConfiguration()
    style = CSS(filename=STYLE, url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher)
    written: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_tags=True)
    return written


def record_download(target: models.Model, *, by: User, at: datetime) -> None:
    """Write that the person took the row out of the tool as a file."""
    record(f"{target._meta.model_name}.downloaded", target, by=by, at=at)
