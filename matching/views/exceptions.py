"""Exceptions from the service's own rules: only a leader makes and lifts them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fosterhomes.access import DutyRequest, duty, record_look
from fosterhomes.models import Role
from fosterhomes.views.deeds import carried_out, posted

from ..actions.exceptions import except_from, lift_exception
from ..forms.exceptions import ExceptionForm
from ..models import RuleException
from ..rules import EXCEPTABLE
from ..words import rule_name, sentence
from .waiting_child import candidate_home, waiting_group, while_waiting


@require_http_methods(["GET", "HEAD", "POST"])
@duty(Role.LEADER)
@while_waiting
def exception_new(request: DutyRequest, pk: int, home_pk: int) -> HttpResponse:
    """Except a home from rules of the service that keep it from a waiting child."""
    child, candidates, group = waiting_group(request, pk)
    chosen = candidate_home(candidates, group, home_pk)
    record_look(request, "exception", child=child, home=chosen.home)
    broken = [found for found in chosen.obstacles if found.rule in EXCEPTABLE]
    choices = [(found.rule, f"{rule_name(found.rule)}: {sentence(found)}") for found in broken]
    form = ExceptionForm(posted(request), choices=choices)

    def deed() -> None:
        values = form.cleaned_data
        except_from(children=group.children, home=chosen.home, **values, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, _("The exception for %(home)s holds from now on.") % {"home": chosen.home})
        return redirect("shortlist", pk=child.pk)
    standing = RuleException.objects.filter(child=child, home=chosen.home, lifted_at=None).select_related("made_by")
    context = {
        "child": child,
        "home": chosen.home,
        "form": form,
        "fixed": [sentence(found) for found in chosen.obstacles if found.rule not in EXCEPTABLE],
        "standing": [(row, rule_name(row.rule)) for row in standing],
    }
    return render(request, "matching/exception.html", context, status=422 if form.errors else 200)


@require_POST
@duty(Role.LEADER)
def exception_lift(request: DutyRequest, pk: int) -> HttpResponse:
    """Let the rule hold again."""
    row = get_object_or_404(RuleException.objects.visible_to(request.access).filter(lifted_at=None), pk=pk)
    lift_exception(exception=row, by=request.user, at=request.now)
    messages.success(request, _("The rule holds again."))
    return redirect("shortlist", pk=row.child_id)
