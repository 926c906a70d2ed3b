"""Every view says who may open it. A view without an access decision fails a test of the code base.

`@duty(Role.LEADER, …)` asks for one of these duties today, `@any_duty` for any, `@public` for nobody in particular.
Outside one's duty a page does not exist: 404. The decorated view finds the person's duties in `request.access`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from .models import Look, Role, User
from .permissions import Access, access_for

View = Callable[..., HttpResponse]


class DutyRequest(HttpRequest):
    """A request whose person has a duty: `access` says which, `today` and `now` are the clock for what is below."""

    user: User
    htmx: HtmxDetails
    access: Access
    today: date
    now: datetime


def duty(*roles: str) -> Callable[[View], View]:
    """Open the view to people who hold one of `roles` today; for everybody else it is not there (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            request.now = timezone.now()
            request.today = timezone.localdate(request.now)
            request.access = access_for(request.user, request.today, request.now)
            if not request.access.has(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        guarded_by_login = login_required(guarded)
        guarded_by_login.access_decision = roles or ("any duty",)  # type: ignore[attr-defined]
        return guarded_by_login

    return decorate


any_duty = duty(*Role.values)


def public(view: View) -> View:
    """Open the view to everybody, also without log-in."""
    view.access_decision = ("public",)  # type: ignore[attr-defined]
    return view


def record_look(request: DutyRequest, page: str, *, child: Any = None, home: Any = None) -> None:
    """Store that the person looked at a page about a child or a home, in its own short transaction."""
    Look.objects.create(at=request.now, by=request.access.user, page=page, child=child, home=home)


def record_looks(request: DutyRequest, page: str, children: Iterable[Any]) -> None:
    """Store one look at a page about several children, with a row for each, in one statement."""
    who = {"at": request.now, "by": request.access.user, "page": page}
    Look.objects.bulk_create([Look(child=child, **who) for child in children])
