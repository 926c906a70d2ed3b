"""A list as xlsx or csv, with the filters of the screen and a reason that is asked for once."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ..access import DutyRequest, any_duty
from ..actions.lists_out import take_out
from ..forms.lists_out import OWN, OutForm
from ..lists_out import ListOut, list_called
from ..models import Service
from ..sheets import download, download_csv
from ..templatetags.ui import as_query

SEARCHED = "q"
"""The field of a filter that may hold a name: it stands in no trace."""


@require_POST
@any_duty
def list_out(request: DutyRequest, key: str) -> HttpResponse:
    """Ask for the reason; with it, hand over the rows that the list shows for the same filters."""
    found = list_called(key)
    if found is None or not request.access.has(*found.duties):
        raise Http404
    asked = _filters(request.POST)
    form = OutForm(request.POST if "why" in request.POST else None)
    if not form.is_valid():
        return _ask(request, found, asked, form)
    sheet = found.sheet(request, asked)
    rows = list(sheet.rows)
    service = Service.objects.get(pk=min(request.access.services(*found.duties)))
    take_out(
        what=_told(key, asked), form=form.cleaned_data["as_file"], count=len(rows), why=form.cleaned_data["why"],
        service=service, by=request.user, at=request.now,
    )  # fmt: skip
    return download_csv(key, sheet) if form.cleaned_data["as_file"] == "csv" else download(key, [sheet])


def _ask(request: DutyRequest, found: ListOut, asked: QueryDict, form: OutForm) -> HttpResponse:
    count = len(found.rows(request, asked))
    hidden = [(name, value) for name, values in asked.lists() for value in values if value]
    back = f"{reverse(found.page)}{as_query(_without_words(asked)).removesuffix('?')}"
    context = {"form": form, "list": found, "count": count, "hidden": hidden, "back": back}
    return render(request, "fosterhomes/list_out.html", context, status=422 if form.errors else 200)


def _filters(posted: QueryDict) -> QueryDict:
    asked = posted.copy()
    for name in OWN:
        asked.pop(name, None)
    return asked


def _without_words(asked: QueryDict) -> QueryDict:
    kept = asked.copy()
    kept.pop(SEARCHED, None)
    return kept


def _told(key: str, asked: QueryDict) -> str:
    """Return the list and its filters as the address has them; that something was searched for, not what."""
    searched = " +q" if asked.get(SEARCHED) else ""
    return f"{key}{as_query(_without_words(asked)).removesuffix('?')}{searched}"
