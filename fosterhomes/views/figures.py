"""The figures of the status report on a chosen day, and whom each of them counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from ..access import DutyRequest, duty
from ..demo.places import ALVER
from ..figures import LABELS, PARTS, Figures
from ..forms.figures import DayForm
from ..models import Child, Role, Service
from ..shown import name_key

REPORTS = (Role.LEADER, Role.CLERK)


@dataclass(frozen=True)
class Row:
    """One line of the table; `is_part` when the children are counted in the line above too."""

    key: str
    label: Promise
    number: int
    is_part: bool


@require_safe
@duty(*REPORTS)
def figures(request: DutyRequest) -> HttpResponse:
    """Show the figures of the person's service on a day, and the names behind one of them when asked for."""
    service = Service.objects.get(pk=min(request.access.services(*REPORTS)))
    default = service.demo_on or request.today
    form = DayForm(request.GET if "on" in request.GET else {"on": default})
    if not form.is_valid():
        return render(request, "fosterhomes/figures.html", {"form": form, "service": service}, status=422)
    on = form.cleaned_data["on"]
    counted = Figures(service.pk, on)
    rows = [Row(key, LABELS[key], number, key in PARTS) for key, number in counted.table().items()]
    reproduces = service.demo_on is not None and service.name == ALVER
    context = {"form": form, "service": service, "on": on, "rows": rows, "reproduces": reproduces}
    context |= _names(request, counted, on)
    page = "fosterhomes/figures.html#panel" if request.htmx else "fosterhomes/figures.html"
    return render(request, page, context)


def _names(request: DutyRequest, counted: Figures, on: date) -> dict[str, object]:
    key = request.GET.get("names")
    if not key:
        return {}
    if key not in LABELS:
        raise Http404
    seen = Child.objects.visible_to(request.access)
    counts = counted.children(key).filter(pk__in=seen.values("pk")).select_related("care_municipality")
    names = sorted(counts, key=lambda child: name_key(child.name))
    aged = [(child, child.age_on(on)) for child in names]
    return {"chosen": key, "chosen_label": LABELS[key], "names": aged}
