"""Letters before a visit, to be printed: to the foster family, and to each child in words for the age."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.models import Child

from ..letters import LANGUAGES, band, to_child, to_family
from ..models import Visit
from ..permissions import OPEN, RECORDS, can_record, children_to_see
from .visit_forms import look_at_children, visible_visit


@require_safe
@duty(*RECORDS)
def letter_family(request: DutyRequest, pk: int) -> HttpResponse:
    """Show the letter to the foster family."""
    row, children, language = _asked(request, pk)
    letter = to_family(row, children, language)
    return _answer(request, row, children, language, letter=letter, for_whom=_("the foster family"))


@require_safe
@duty(*RECORDS)
def letter_child(request: DutyRequest, pk: int, child: int) -> HttpResponse:
    """Show the letter to one child."""
    row, children, language = _asked(request, pk)
    whom = get_object_or_404(Child.objects.filter(pk__in=[one.pk for one in children]), pk=child)
    _oldest, age, _templates = band(whom, row.on_day)
    letter = to_child(row, whom, language)
    return _answer(request, row, children, language, letter=letter, for_whom=f"{whom.name}, {age}")


def _asked(request: DutyRequest, pk: int) -> tuple[Visit, list[Child], str]:
    """Return a visit that lies ahead and that the family is to know of, its children, and the letter's language."""
    row = visible_visit(request, pk)
    if row.status not in OPEN or not row.announced or not can_record(request.access, row):
        raise Http404
    language = request.GET.get("language") or (get_language() or "").partition("-")[0]
    look_at_children(request, row, "letter")
    children = list(children_to_see(request.access, row).order_by("name", "pk"))
    return row, children, language if language in LANGUAGES else "nn"


def _answer(
    request: DutyRequest, row: Visit, children: list[Child], language: str, *, letter: str, for_whom: str
) -> HttpResponse:
    to: list[dict[str, Any]] = [{"url": reverse("letter_family", args=[row.pk]), "label": _("The foster family")}]
    to += [{"url": reverse("letter_child", args=[row.pk, one.pk]), "label": one.name} for one in children]
    context = {
        "visit": row,
        "letter": letter,
        "letter_language": language,
        "for_whom": for_whom,
        "tabs": [
            one | {"url": f"{one['url']}?language={language}", "current": one["url"] == request.path} for one in to
        ],
        "languages": [
            {"url": f"?language={code}", "label": name, "current": code == language} for code, name in LANGUAGES.items()
        ],
    }
    return render(request, "visits/letter.html", context)
