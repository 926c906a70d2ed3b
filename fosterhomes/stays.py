"""What a stay asks of the home and of the register around it, before it is stored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Child, Hold, Home, HomeKind, Placement, SupervisorTie
from .periods import overlaps
from .vacancy import Vacancy, vacancy_of


def living_in(child: Child, on: date) -> Placement | None:
    """Return the stay in which the child lives that day; days in a relief home are not where it lives."""
    return child.placements.living(on).exclude(kind=HomeKind.RELIEF).first()


def check_room(stay: Placement, at: datetime) -> None:
    """Raise `ValidationError` when the home cannot have the child from the day of the stay on.

    Locks the home's row: call it in the deed that stores the stay. A stay that has ended takes no place from anybody.
    The places of a relief home are the children it serves in its cycle of weekends, and are counted like any other's.
    """
    today = timezone.localdate(at)
    if stay.home_id is None or (stay.until_on and stay.until_on <= today):
        return
    Home.objects.select_for_update().get(pk=stay.home_id)
    home: Any = Home.objects.with_vacancy(max(stay.from_on, today), at).get(pk=stay.home_id)
    vacancy = vacancy_of(home, max(stay.from_on, today))
    if vacancy.state in ("closed", "paused", "later"):
        sentence = _("%(home)s is %(state)s.") % {"home": home.name, "state": vacancy.text}
        raise ValidationError({"home": sentence})
    if _taken_by_others(stay, vacancy, at) >= vacancy.places:
        sentence = _("%(home)s has no free place on %(day)s: %(why)s.")
        words = {"home": home.name, "day": date_format(vacancy.on, "DATE_FORMAT"), "why": vacancy.why}
        raise ValidationError({"home": sentence % words})


def _taken_by_others(stay: Placement, vacancy: Vacancy, at: datetime) -> int:
    """Return the places taken, promised or held, less those that the child itself already has."""
    same = Placement.objects.filter(child=stay.child_id, home=stay.home_id)
    held = Hold.objects.live(at).filter(child=stay.child_id, home=stay.home_id).count()
    own = same.living(vacancy.on).count() + same.filter(planned=True).count() + held
    return vacancy.living + vacancy.promised + vacancy.held - own


def check_supervisor_untied(stay: Placement) -> None:
    """Raise `ValidationError` when the child's supervisor is tied to the home it would live in (FF § 17)."""
    if stay.home_id is None:
        return
    appointed = stay.child.supervision_appointments.filter(overlaps(stay.from_on, stay.until_on))
    tie = SupervisorTie.objects.filter(home=stay.home_id, supervisor__in=appointed.values("supervisor")).first()
    if tie is not None:
        sentence = _("The child's supervisor, %(name)s, is tied to this home. End that appointment first (FF § 17).")
        raise ValidationError({"home": sentence % {"name": tie.supervisor.name}})


def hanging_on(stay: Placement) -> list[str]:
    """Return what is stored about the stay elsewhere and would be deleted with it, in words."""
    related = [relation for relation in stay._meta.related_objects if relation.on_delete.__name__ == "CASCADE"]  # type: ignore[union-attr]
    rows = [
        (relation, relation.related_model._base_manager.filter(**{relation.field.name: stay})) for relation in related
    ]
    return [str(relation.related_model._meta.verbose_name) for relation, found in rows if found.exists()]
