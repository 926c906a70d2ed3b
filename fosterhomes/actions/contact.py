"""The child's contact person (FF § 8): chosen, and handed over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Child, ContactPerson, Handover, Role, User
from ..periods import covers
from .base import deed, save_changes, save_new
from .children import lock_child


def assign_contact_person(*, child: Child, worker: User, on: date, by: User, at: datetime) -> ContactPerson:
    """Make `worker` the child's contact person from `on`; who was it until then ends that day, in the same deed.

    Raises `ValidationError` when the worker has no duty as caseworker that day, or already is the contact person.
    """
    with deed():
        lock_child(child.pk)
        _check_is_caseworker(worker, child, on)
        current = child.contact_persons.filter(covers(on)).first()
        if current and current.worker_id == worker.pk:
            sentence = _("%(name)s already is the contact person.") % {"name": worker.name}
            raise ValidationError({"worker": sentence})
        if current and current.from_on == on:
            return _replace(current, worker, by, at)
        new = ContactPerson(child=child, worker=worker, from_on=on)
        if current:
            # A period that was to end later hands its end on to the new one.
            new.until_on, current.until_on = current.until_on, on
            save_changes(current, verb="contact_person.ended", by=by, at=at)
            _remember(child, current.worker, on)
        save_new(new, verb="contact_person.assigned", by=by, at=at)
    return new


def hand_over_cases(*, shares: Mapping[Child, User], giver: User, on: date, by: User, at: datetime) -> None:
    """Hand the children of `giver` over, each to its new contact person: all or none, in one order for everybody.

    Raises `ValidationError` also when another person has handed one of them over meanwhile.
    """
    with deed():
        for child in sorted(shares, key=lambda child: child.pk):
            lock_child(child.pk)
            if not child.contact_persons.filter(covers(on), worker=giver).exists():
                words = {"name": giver.name, "child": child.name}
                sentence = _("%(name)s no longer is the contact person of %(child)s on that day.") % words
                raise ValidationError(sentence)
            assign_contact_person(child=child, worker=shares[child], on=on, by=by, at=at)
            _remember(child, giver, on)


def _remember(child: Child, giver: User, on: date) -> None:
    """Keep that `giver` handed the child over: of somebody who began that same day no period is left to tell it."""
    Handover.objects.get_or_create(child=child, giver=giver, on_day=on)


def _replace(current: ContactPerson, worker: User, by: User, at: datetime) -> ContactPerson:
    """Two contact persons cannot begin the same day: the later choice corrects the earlier."""
    current.worker = worker
    save_changes(current, verb="contact_person.corrected", by=by, at=at)
    return current


def _check_is_caseworker(worker: User, child: Child, on: date) -> None:
    if not User.objects.with_duty(Role.CASEWORKER, child.service, on).filter(pk=worker.pk).exists():
        sentence = _("%(name)s is not a caseworker of the service on that day.") % {"name": worker.name}
        raise ValidationError({"worker": sentence})
