"""The list of supervisors."""

from __future__ import annotations

from django.http import HttpResponse

from ..access import DutyRequest, duty
from ..forms.supervisors import SupervisorFilters
from ..models import Role
from ..permissions import WRITES_REGISTER
from ..supervisors import default_sort, find_supervisors, sentence
from .lists import answer, asked, is_bare, page_of


@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK)
def supervisor_list(request: DutyRequest) -> HttpResponse:
    """Show the supervisors who answer the search. Words come by POST and never stand in the address."""
    form = SupervisorFilters(asked(request))
    search = form.search
    found = find_supervisors(request.access, search, request.today, request.GET.get("sort", ""))
    context = {
        "form": form,
        "search": search,
        "page": page_of(found.rows, request, search.text),
        "sentence": sentence(found, search),
        "default_sort": default_sort(search),
        "may_write": request.access.has(*WRITES_REGISTER),
        "is_bare": is_bare(request, found.total),
    }
    return answer(request, "fosterhomes/supervisors.html", context, search.text)
