"""Who stands in for a contact person who is away: which children, from when until when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..constraints import NoOverlap
from ..periods import Period, PeriodQuerySet, covers, ends_after_start
from .child import Child, ContactPerson
from .person import Role, User

if TYPE_CHECKING:
    from ..permissions import Access


class CoverQuerySet(PeriodQuerySet["Cover"]):
    def visible_to(self, access: Access) -> CoverQuerySet:
        """Return the covers that the person's duties show: the whole service's, or those they have a part in."""
        whole = Q(child__service__in=access.services(Role.LEADER, Role.COORDINATOR))
        return self.filter(whole | Q(worker=access.user) | Q(stand_in=access.user))

    def holding(self, on: date) -> CoverQuerySet:
        """Return the covers that hold that day: within their days, and while the child still is the absent one's."""
        still = covers(on, "child__contact_persons__") & Q(child__contact_persons__worker=F("worker"))
        return self.filter(covers(on)).filter(still)


class Cover(Period):
    """`stand_in` acts as the child's contact person in `worker`'s place, and reads what that takes, on these days.

    One row for each child, so that the children of one caseworker can be shared out. A child that gets another contact
    person meanwhile is that one's: the cover falls away by itself.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="covers")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covered_by", verbose_name=_("who is away"))
    stand_in = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="covers_for", verbose_name=_("who covers")
    )

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("cover")
        ordering = ("from_on", "pk")
        constraints = (
            ends_after_start("cover_ends_after_start"),
            models.CheckConstraint(
                name="cover_by_another",
                condition=~Q(stand_in=F("worker")),
                violation_error_message=_("Who covers must be somebody else than who is away."),
            ),
            NoOverlap(
                key="child",
                name="cover_one_at_a_time",
                violation_error_message=_("Somebody already covers for the child on these days."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.stand_in}"


def followed_by(user: User, on: date) -> Q:
    """Return the condition that a child is the person's to follow up that day: as contact person or covering for one.

    The one definition: what is read, recorded, owed and told asks it.
    """
    own = ContactPerson.objects.filter(covers(on), worker=user)
    covered = Cover.objects.holding(on).filter(stand_in=user)
    return Q(pk__in=own.values("child")) | Q(pk__in=covered.values("child"))
