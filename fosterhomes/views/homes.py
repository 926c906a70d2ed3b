"""The list of homes."""

from __future__ import annotations

from django.http import HttpResponse

from ..access import DutyRequest, duty
from ..forms.home_filters import HomeFilters
from ..homes import default_sort, find_homes, sentence
from ..models import Role
from ..permissions import WRITES_REGISTER
from .lists import answer, asked, is_bare, page_of


@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK, Role.ON_CALL)
def home_list(request: DutyRequest) -> HttpResponse:
    """Show the homes that answer the search. Words come by POST and never stand in the address."""
    form = HomeFilters(asked(request), access=request.access)
    search = form.search
    found = find_homes(request.access, search, request.today, request.GET.get("sort", ""))
    context = {
        "form": form,
        "search": search,
        "page": page_of(found.rows, request, search.text),
        "sentence": sentence(found, search),
        "default_sort": default_sort(search),
        "may_write": request.access.has(*WRITES_REGISTER),
        "is_bare": is_bare(request, found.total),
    }
    return answer(request, "fosterhomes/homes.html", context, search.text)
