"""The log of one child or home, read out for those who may demand it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..access import DutyRequest, duty, record_look
from ..log import log_of
from ..models import Child, Home, Role

ROWS = 100


@require_safe
@duty(Role.LEADER)
def child_log(request: DutyRequest, pk: int) -> HttpResponse:
    """Show who has read and written about a child."""
    child = get_object_or_404(Child.objects.visible_to(request.access), pk=pk)
    record_look(request, "child_log", child=child)
    return _show(request, child, child=child)


@require_safe
@duty(Role.LEADER)
def home_log(request: DutyRequest, pk: int) -> HttpResponse:
    """Show who has read and written about a home."""
    home = get_object_or_404(Home.objects.visible_to(request.access), pk=pk)
    record_look(request, "home_log", home=home)
    return _show(request, home, home=home)


def _show(request: DutyRequest, row: Any, **about: Any) -> HttpResponse:
    page = Paginator(log_of(**about), ROWS).get_page(request.GET.get("page"))
    return render(request, "fosterhomes/log.html", {"row": row, "page": page, "is_child": "child" in about})
