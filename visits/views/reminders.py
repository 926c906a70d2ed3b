"""My reminders: how often, what the next one would say, and the last ones; and whether the service's arrive."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty
from fosterhomes.views.deeds import carried_out, posted

from ..actions.reminders import choose_reminders, try_again
from ..forms.reminders import ReminderForm
from ..models import Mail, ReminderChoice
from ..models.reminder import KEEPS_MAIL
from ..reminding.digest import digest
from ..reminding.reminders import REMINDED, choice_of, subject_of, text_of

LATEST = 8
PER_PAGE = 40
TROUBLED = (Mail.State.GIVEN_UP, Mail.State.WAITING, Mail.State.SENDING)


@require_http_methods(("GET", "HEAD", "POST"))
@duty(*REMINDED)
def my_reminders(request: DutyRequest) -> HttpResponse:
    """Show and store how the person is reminded."""
    stored = ReminderChoice.objects.filter(user=request.user).first()
    choice = choice_of(request.access, stored)
    row = stored or ReminderChoice(user=request.user, rhythm=choice.rhythm, weekday=choice.weekday)
    form = ReminderForm(posted(request), instance=row)

    def store() -> None:
        choose_reminders(choice=form.instance, by=request.user, at=request.now)

    if request.method == "POST" and carried_out(form, store):
        messages.success(request, _("Your choice is stored."))
        return redirect("my_reminders")
    told = digest(request.access)
    context = {"form": form, "own": choice.own, "email": request.user.email}
    context |= {"subject": subject_of(told), "text": text_of(request.access, told, choice.rhythm)}
    latest = Mail.objects.filter(to=request.user).exclude(state=Mail.State.NOTHING)
    context |= {"mails": latest[:LATEST], "language": request.user.spoken}
    return render(request, "visits/my_reminders.html", context, status=422 if form.errors else 200)


@require_safe
@duty(*REMINDED, *KEEPS_MAIL)
def mail(request: DutyRequest, pk: int) -> HttpResponse:
    """Show a mail to whom it was written; in the demo also to who sees the list."""
    return render(request, "visits/mail.html", {"mail": get_object_or_404(_to_read(request), pk=pk)})


def _to_read(request: DutyRequest) -> QuerySet[Mail]:
    mails = Mail.objects.visible_to(request.access).exclude(text="").select_related("to")
    return mails if settings.DEMO else mails.filter(to=request.user)


@require_safe
@duty(*KEEPS_MAIL)
def mail_list(request: DutyRequest) -> HttpResponse:
    """Show whether the service's reminders arrive, the ones that do not first."""
    mails = Mail.objects.visible_to(request.access).filter(service__in=request.access.services(*KEEPS_MAIL))
    mails = mails.exclude(state=Mail.State.NOTHING)
    troubled = Q(state__in=TROUBLED)
    counted = mails.aggregate(waits=Count("pk", troubled), gone=Count("pk", ~troubled))
    first = Case(When(troubled, then=Value(0)), default=Value(1))
    ordered = mails.select_related("to").order_by(first, "-made_at", "-pk")
    context = {
        "page": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")),
        "sentence": _sentence(counted["waits"], counted["gone"]),
        "readable": settings.DEMO,
        "is_sent": settings.MAIL_IS_SENT,
    }
    return render(request, "visits/mails.html", context)


def _sentence(waits: int, gone: int) -> str:
    """Return `2 mails have not got through, 31 have.`"""
    failed = ngettext("%(n)d mail has not got through", "%(n)d mails have not got through", waits) % {"n": waits}
    return _("%(failed)s, %(gone)d have.") % {"failed": failed, "gone": gone}


@require_POST
@duty(*KEEPS_MAIL)
def mail_retry(request: DutyRequest, pk: int) -> HttpResponse:
    """Let a mail go with the next run."""
    mails = Mail.objects.filter(service__in=request.access.services(*KEEPS_MAIL))
    try:
        try_again(mail=get_object_or_404(mails, pk=pk), by=request.user, at=request.now)
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is sent with the next run, within minutes."))
    return redirect("mail_list")
