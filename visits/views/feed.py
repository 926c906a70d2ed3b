"""A person's visits in their own calendar program: the secret address, what it answers, and the file of one visit."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fosterhomes.access import DutyRequest, duty, public
from fosterhomes.models import Role
from fosterhomes.permissions import Access, access_for
from fosterhomes.views.deeds import posted

from ..actions import feed as deeds
from ..calendars.file import calendar_file, visits_in_feed, whole
from ..forms.feed import FeedForm
from ..models import CalendarFeed, Visit
from ..models.feed import hash_of
from ..permissions import RECORDS
from .visit_forms import visible_visit

TYPE = "text/calendar; charset=utf-8"


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the visits of whoever made this address. No log-in: who has the address reads it.

    An address that was taken back, never was, or whose person has no duty any more answers 404, one like the other.
    """
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=hash_of(token), user__is_active=True).first()
    today = timezone.localdate()
    access = access_for(feed.user, today) if feed else None
    if feed is None or access is None or not access.has(*RECORDS):
        # Not the page for people: that one names the address it was asked for.
        return HttpResponseNotFound("404\n", content_type="text/plain; charset=utf-8")
    with override(feed.language):
        body = _feed(request, access)
    return _answer(request, body, feed.language)


def _feed(request: HttpRequest, access: Access) -> bytes:
    return calendar_file(visits_in_feed(access), _address(request), name=_("Visits"))


def _address(request: HttpRequest) -> Any:
    return lambda visit: request.build_absolute_uri(reverse("visit", args=[visit.pk]))


def _answer(request: HttpRequest, body: bytes, language: str) -> HttpResponse:
    """Answer with the file, or that it is still the same (`ETag`)."""
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    headers = {
        "Content-Type": TYPE,
        "Content-Disposition": 'inline; filename="visits.ics"',
        "Content-Language": language,
        "ETag": etag,
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(body, headers=headers)
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
@duty(*RECORDS, Role.CLERK)
def visit_file(request: DutyRequest, pk: int) -> HttpResponse:
    """Return one visit as a calendar file."""
    visible_visit(request, pk)
    (row,) = whole(Visit.objects.filter(pk=pk))
    response = HttpResponse(calendar_file([row], _address(request)), content_type=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="visit-{pk}.ics"'
    patch_cache_control(response, private=True, no_store=True)
    return response


@never_cache
@require_http_methods(("GET", "HEAD", "POST"))
@duty(*RECORDS)
def calendar_subscription(request: DutyRequest) -> HttpResponse:
    """Show whether the person has an address, and make one (anew). It is shown once, in the answer to making it."""
    form = FeedForm(posted(request), initial={"language": request.user.language or get_language()})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        token = deeds.make_feed(language=form.cleaned_data["language"], by=request.user, at=request.now)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
        context |= {"address": address, "webcal": "webcal:" + address.partition(":")[2]}
    context["feed"] = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "visits/subscription.html", context, status=422 if form.errors else 200)


@require_POST
@duty(*RECORDS)
def calendar_revoke(request: DutyRequest) -> HttpResponse:
    """Take the address back."""
    deeds.revoke_feed(by=request.user, at=request.now)
    messages.success(request, _("The address is taken back. Nobody can read your visits with it any more."))
    return redirect("calendar_subscription")
