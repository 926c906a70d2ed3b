"""The page of one child: the whole case for those who read it, an extract for its supervisor."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ..access import DutyRequest, duty, record_look
from ..child_page import child_page
from ..children import readable
from ..models import Child, Role
from ..permissions import can_follow_child, can_write_register
from ..supervised_child import supervised_child


@require_safe
@duty(Role.LEADER, Role.COORDINATOR, Role.CASEWORKER, Role.CLERK, Role.SUPERVISOR)
def child(request: DutyRequest, pk: int) -> HttpResponse:
    """Show one child; the address of a merged duplicate leads to the child it was merged into."""
    visible = Child.objects.visible_to(request.access)
    if merged := Child.objects.filter(pk=pk, merged_into__in=visible).first():
        return redirect("child", merged.merged_into_id)
    row = get_object_or_404(visible.select_related("care_municipality", "point", "sibling_group"), pk=pk)
    record_look(request, "child", child=row)
    if not readable(request.access).filter(pk=row.pk).exists():
        extract = supervised_child(row, request.access)
        return render(request, "fosterhomes/supervised_child.html", {"page": extract, "child": row})
    may_write = can_write_register(request.access, row.service_id)
    context = {
        "page": child_page(row, request.access),
        "child": row,
        "may_write": may_write,
        "may_follow": may_write or can_follow_child(request.access, row),
        "may_match": row.service_id in request.access.services(Role.LEADER, Role.COORDINATOR),
        "may_lead": row.service_id in request.access.services(Role.LEADER),
        "closed": row.closed_on is not None,
    }
    return render(request, "fosterhomes/child.html", context)
