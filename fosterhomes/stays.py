"""What a stay asks of the home and of the register around it, before it is stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Child, Home, HomeKind, Placement, SupervisorTie
from .periods import overlaps
from .vacancy import Vacancy, vacancy_of


def living_in(child: Child, on: date) -> Placement | None:
    """Return the stay in which the child lives that day; days in a relief home are not where it lives."""
    return child.placements.living(on).exclude(kind=HomeKind.RELIEF).first()


def check_room(stay: Placement, today: date) -> None:
    """Raise `ValidationError` when the home cannot have the child from the day of the stay on.

    Locks the home's row: call it in the deed that stores the stay. A stay that has ended takes no place from anybody;
    children in a relief home come on different weekends, so its places are not counted together.
    """
    if stay.home_id is None or stay.kind == HomeKind.RELIEF or (stay.until_on and stay.until_on <= today):
        return
    Home.objects.select_for_update().get(pk=stay.home_id)
    home: Any = Home.objects.with_vacancy(max(stay.from_on, today)).get(pk=stay.home_id)
    vacancy = vacancy_of(home, max(stay.from_on, today))
    if vacancy.state in ("closed", "paused", "later"):
        sentence = _("%(home)s is %(state)s.") % {"home": home.name, "state": vacancy.text}
        raise ValidationError({"home": sentence})
    if _taken_by_others(stay, vacancy) >= vacancy.places:
        sentence = _("%(home)s has no free place on %(day)s: %(why)s.")
        words = {"home": home.name, "day": date_format(vacancy.on, "DATE_FORMAT"), "why": vacancy.why}
        raise ValidationError({"home": sentence % words})


def _taken_by_others(stay: Placement, vacancy: Vacancy) -> int:
    """Return the places taken or promised, less the one that the child itself already has."""
    same = Placement.objects.filter(child=stay.child_id, home=stay.home_id)
    own = same.living(vacancy.on).count() + same.filter(planned=True).count()
    return vacancy.living + vacancy.promised - own


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
