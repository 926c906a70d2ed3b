"""Where a home lay on a day: foster families move, and who answers for the supervision follows the home (FF § 16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from .home import Home
from .service import Municipality


class HomeMove(models.Model):
    """The foster family moved: until this day the home lay in `from_municipality`, which answered for supervision.

    `Home.municipality` is where it lies now. Where it lay before is asked of `homes_lying_in` and `lay_in` alone.
    """

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="moves")
    on_day = models.DateField(_("moved on"))
    from_municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("moved from")
    )

    class Meta:
        verbose_name = _("move of a foster family")
        ordering = ("on_day", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("home", "on_day"),
                name="home_moves_once_a_day",
                violation_error_message=_("A move on that day is already registered."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.home} {self.on_day}"


def homes_lying_in(municipalities: models.QuerySet[Municipality], on: date) -> models.QuerySet[Home]:
    """Return the homes that lay in one of the municipalities that day: where the next move left from, else where now.

    The same as `lay_in`, asked of the database; a test holds the two together.
    """
    later = HomeMove.objects.filter(home=OuterRef("pk"), on_day__gt=on).order_by("on_day")
    number = Municipality._meta.pk
    left = Subquery(later.values("from_municipality")[:1], output_field=number)
    lay_in = Coalesce(left, F("municipality"), output_field=number)
    return Home.objects.alias(lay_in=lay_in).filter(lay_in__in=municipalities.values("pk"))


def lay_in(home: Home) -> Iterator[tuple[Municipality, date, date | None]]:
    """Yield each municipality in which the home has lain, from which day and until which, the first one first.

    Reads `home.moves`: prefetch it with the municipalities (`MOVES`) where many homes are asked.
    """
    since = date.min
    # Sorted here: a prefetched relation need not be in order.
    for move in sorted(home.moves.all(), key=lambda move: move.on_day):
        yield move.from_municipality, since, move.on_day
        since = move.on_day
    yield home.municipality, since, None
