"""The page of a home."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ..access import DutyRequest, duty, record_look
from ..approval import hindrances, is_elsewhere
from ..forms.parts import HOME_PARTS
from ..home_page import home_page, page_rows
from ..letters import children_to_tell
from ..models import Home, HomeKind, Letter, Role
from ..permissions import WRITES_REGISTER, check_write_register
from ..relief import calendar
from .parts import panel_of

RECENT_LETTERS = 5
READERS = (Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.SUPERVISOR, Role.ON_CALL, Role.CLERK)


@duty(*READERS)
def home(request: DutyRequest, home_id: int) -> HttpResponse:
    """Show a home. The address of a home that was merged into another leads to the one that remains."""
    remaining = Home.objects.filter(pk=home_id).values_list("merged_into", flat=True).first()
    row = get_object_or_404(page_rows(request.access), pk=remaining or home_id)
    if remaining:
        return redirect("home", remaining)
    record_look(request, "home", home=row)
    whole = request.GET.get("history") == "all"
    shown = home_page(row, request.access, whole_history=whole)
    panels = {name: panel_of(request, part, row) for name, part in HOME_PARTS.items() if shown.inner or not part.inner}
    may_lead = row.service_id in request.access.services(Role.LEADER)
    guides = request.access.has(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER)
    context = {"page": shown, "home": row, "panels": panels, "may_lead": may_lead, "guides": guides}
    if shown.inner:
        context |= _papers(request, row)
    if shown.inner and row.kind == HomeKind.RELIEF:
        context["calendar"] = calendar([row], request.access)
    context["may_end"] = row.service_id in request.access.services(Role.LEADER, Role.COORDINATOR)
    return render(request, "fosterhomes/home.html", context)


def _papers(request: DutyRequest, row: Home) -> dict[str, Any]:
    """Return what stands in the way of approval, and the letters to the municipality of a home that lies elsewhere."""
    elsewhere = is_elsewhere(row)
    letters = Letter.objects.visible_to(request.access).filter(home=row).select_related("child", "municipality")
    return {
        "hindrances": [] if row.closed_on else hindrances(row, request.access),
        "elsewhere": elsewhere,
        "letters": letters[:RECENT_LETTERS],
        "to_tell": children_to_tell(row, request.access) if elsewhere else [],
        "today": request.today,
    }


def home_to_write(request: DutyRequest, home_id: int) -> Any:
    """Return a home that the person may change: 404 where duty does not show it, and for one merged away.

    Raises `Refused` where it shows but is another's to change.
    """
    row: Any = get_object_or_404(page_rows(request.access), pk=home_id)
    if row.merged_into_id:
        raise Http404
    check_write_register(request.access, row.service_id)
    return row


writes_register = duty(*WRITES_REGISTER)
