"""Log-in with one click, for the demo's invented people and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ..access import public
from ..models import Duty, Role, User
from ..periods import covers

WORK = {
    Role.LEADER: _("Sees the whole service: what is late, who has too much, what the figures say."),
    Role.COORDINATOR: _("Finds a home for each child who waits, and a supervisor close by."),
    Role.CASEWORKER: _("Follows up children in their foster homes, and plans the visits of the year."),
    Role.SUPERVISOR: _("Visits some children on their behalf, and writes a report each time."),
    Role.ON_CALL: _("Finds an emergency home at night, on a phone."),
    Role.CLERK: _("Keeps the register of homes, children and supervisors right."),
    Role.ADMINISTRATOR: _("Keeps the system running, and sees nothing about children."),
}

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody whom the log-in page offers, with the duty that the person shows."""

    user: User
    role: Role

    @property
    def work(self) -> str:
        """Return in one sentence what the person does here."""
        return str(WORK[self.role])


def demo_duties(on: date) -> QuerySet[Duty]:
    """Return the duties that hold on a day in services whose people are invented."""
    duties = Duty.objects.filter(covers(on), service__demo_on__isnull=False, user__is_active=True)
    return duties.select_related("user").order_by("pk")


def demo_people(on: date) -> list[DemoPerson]:
    """Return one person for each duty, in the order of the duties; empty when this is no demo."""
    if not settings.DEMO:
        return []
    # The first one entered is the one that the demo service was built around.
    first = {duty.role: duty.user for duty in reversed(demo_duties(on))}
    return [DemoPerson(first[role], role) for role in Role if role in first]


def demo_neighbours(on: date) -> list[Duty]:
    """Return the leaders of the demo's other services: what they see, the first one must not, and the other way."""
    if not settings.DEMO:
        return []
    leaders = demo_duties(on).filter(role=Role.LEADER).select_related("service")
    first = leaders.first()
    return list(leaders.exclude(service=first.service)) if first else []


@public
@require_POST
def demo_login(request: HttpRequest, user_id: int) -> HttpResponse:
    """Log in as an invented person. Outside the demo, and for everybody else, this page does not exist."""
    if not settings.DEMO:
        raise Http404
    invented = demo_duties(timezone.localdate()).values("user")
    user = get_object_or_404(User, pk__in=invented, pk=user_id)
    login(request, user, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


def demo_context(request: HttpRequest) -> dict[str, bool]:
    """Tell every template whether this is the demo."""
    return {"DEMO": settings.DEMO}
