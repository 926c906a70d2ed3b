"""The homes for one waiting child: kin and network first, then those that fit, then why the others do not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.limits import limits_of
from fosterhomes.models import Role
from fosterhomes.shown import shown_list
from fosterhomes.views.deeds import carried_out, posted

from ..actions.kin import look_beyond_kin
from ..compare import MOST, Comparison, compared
from ..forms.kin import KinReasonForm
from ..notices import notices_of
from ..permissions import MATCHERS
from ..shortlist import shortlist_of
from .waiting_child import waiting_group, while_waiting


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*MATCHERS)
@while_waiting
def shortlist(request: DutyRequest, pk: int) -> HttpResponse:
    """Show every home of the register for the child, with minutes and reasons; kin and network first."""
    child, candidates, group = waiting_group(request, pk)
    form = KinReasonForm(posted(request))

    def deed() -> None:
        look_beyond_kin(children=group.children, reason=form.cleaned_data["reason"], by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The reason is kept, and goes into the decision."))
        return redirect("shortlist", pk=child.pk)
    record_look(request, "shortlist", child=child)
    context = {"child": child, "group": group, "list": shortlist_of(candidates, group), "form": form}
    context |= {
        "names": shown_list(one.name for one in group.children),
        "notices": list(notices_of(candidates, group)),
        "limits": [(one, limits_of(one, request.access)) for one in group.children],
        "youngest": [wait.child.name for wait in group.waits if wait.must_be_youngest],
    }
    context |= {"may_write": True, "most": MOST, "may_except": request.access.has(Role.LEADER)}
    return render(request, "matching/shortlist.html", context, status=422 if form.errors else 200)


@require_safe
@duty(*MATCHERS)
@while_waiting
def compare(request: DutyRequest, pk: int) -> HttpResponse:
    """Show up to four homes side by side; the address names them (`?home=7&home=9`)."""
    child, candidates, group = waiting_group(request, pk)
    wanted = [int(text) for text in request.GET.getlist("home") if text.isdecimal()]
    comparison: Comparison = compared(candidates, group, wanted)
    record_look(request, "compare", child=child)
    context = {"child": child, "group": group, "comparison": comparison, "most": MOST}
    return render(request, "matching/compare.html", context)
