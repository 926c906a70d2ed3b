"""The list of children."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import ngettext

from ..access import DutyRequest, duty
from ..children import in_order, listed, narrowed, rows
from ..forms.child_filters import ChildFilters
from ..models import Role
from ..permissions import WRITES_REGISTER
from .lists import answer, asked, is_bare, page_of

OFFICE = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK)


@duty(*OFFICE)
def child_list(request: DutyRequest) -> HttpResponse:
    """Show the children; a name that is searched for comes by POST and never stands in the address."""
    form = ChildFilters(asked(request), access=request.access)
    chosen, words = form.chosen, form.chosen.get("q") or ""
    everybody = narrowed(listed(request.access), {"closed": chosen.get("closed")}, request.access)
    fitting = narrowed(everybody, chosen, request.access)
    total = everybody.count()
    found = in_order(fitting, request.today, words=words, sort=request.GET.get("sort", ""))
    page = page_of(found, request, words)
    context = {
        "form": form,
        "words": words,
        "page": page,
        "rows": rows(list(page), request.access),
        "sentence": in_one_sentence(len(found), total, form.in_words()),
        "may_write": request.access.has(*WRITES_REGISTER),
        "is_bare": is_bare(request, total),
    }
    return answer(request, "fosterhomes/child_list.html", context, words)


def in_one_sentence(shown: int, everybody: int, chosen: list[str]) -> str:
    """Return what the list shows: how many of how many, and which."""
    count = ngettext("%(shown)d of %(all)d child", "%(shown)d of %(all)d children", everybody)
    number = count % {"shown": shown, "all": everybody}
    return f"{number}: {', '.join(chosen)}." if chosen else f"{number}."
