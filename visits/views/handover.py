"""The hand-over of a finished visit to the journal of the case system: to copy, or as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fosterhomes.access import DutyRequest, duty

from ..actions.handover import hand_over
from ..handover import WRITTEN, children_to_hand_over
from ..permissions import RECORDS
from .visit_forms import look_at_children, visible_visit


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@duty(*RECORDS)
def visit_journal(request: DutyRequest, pk: int) -> HttpResponse:
    """Say what will be handed over; show it (`as=text`) or send it as a file (`as=file`) when asked to.

    The text comes only by POST: taking it out is a deed, and leaves its trace.
    """
    row = visible_visit(request, pk)
    children = children_to_hand_over(request.access, row)
    if row.status not in WRITTEN or not children:
        raise Http404
    context = {"visit": row, "children": children}
    if request.method != "POST":
        look_at_children(request, row, "visit_journal")
        return render(request, "visits/journal.html", context)
    text = hand_over(visit=row, children=children, by=request.user, at=request.now)
    if request.POST.get("as") == "file":
        return _file(row.pk, text)
    return render(request, "visits/journal.html", context | {"text": text, "rows": text.count("\n") + 4})


def _file(number: int, text: str) -> HttpResponse:
    """The name of a file is seen in folders and logs: it holds a number and nobody's name."""
    answer = HttpResponse(text.replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="visit-{number}.txt"'
    return answer
