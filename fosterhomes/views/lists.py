"""What list pages share: one form that searches and filters, whose filters stand in the address and whose words do not.

The form is posted, because names are searched for. The answer to htmx puts the filters in the address; without
JavaScript a search without words is sent on to that address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django_htmx.http import push_url

from ..access import DutyRequest
from ..templatetags.ui import as_query

PER_PAGE = 25
MOST_FOUND = 100
"""A search in words has no second page: the words would have to stand in its address."""


def asked(request: DutyRequest) -> QueryDict:
    """Return what the form holds. From here on the address of the request is that of the filters alone."""
    if request.method != "POST":
        return request.GET
    filters = request.POST.copy()
    for name in ("q", "csrfmiddlewaretoken", "page"):
        filters.pop(name, None)
    request.GET = filters  # type: ignore[assignment]  # the links that sort and turn pages are made from it
    return request.POST


def page_of(rows: Sequence[Any], request: DutyRequest, words: str) -> Page[Any]:
    """Return the page of the list that the address asks for."""
    return Paginator(rows, MOST_FOUND if words else PER_PAGE).get_page(request.GET.get("page"))


def is_bare(request: DutyRequest, total: int) -> bool:
    """Return whether the list is empty by itself, and not by what is searched for."""
    return not total and request.method != "POST" and not request.GET


def answer(request: DutyRequest, template: str, context: dict[str, Any], words: str) -> HttpResponse:
    """Return the list: its results for htmx, the whole page otherwise."""
    address = f"{request.path}{as_query(request.GET).removesuffix('?')}"
    if request.htmx:
        response = render(request, f"{template}#results", context)
        return push_url(response, address) if request.method == "POST" else response
    if request.method == "POST" and not words:
        return HttpResponseRedirect(address)
    return render(request, template, context)
