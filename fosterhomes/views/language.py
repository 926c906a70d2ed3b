"""The choice of language: for the pages at once, and for whoever is logged in also for what is sent to them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.i18n import set_language

from ..access import public
from ..actions.people import choose_language
from ..models import User


@public
def language(request: HttpRequest) -> HttpResponse:
    """Store the language as Django does, and with the person."""
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in dict(settings.LANGUAGES) and isinstance(request.user, User):
        choose_language(user=User.objects.get(pk=request.user.pk), language=chosen, at=timezone.now())
    answer: HttpResponse = set_language(request)
    return answer
