"""People who log in, and their duties: given from a day, ended on a day."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Duty, Service, User
from ..periods import covers
from .base import deed, record, save_changes, save_new


def register_person(
    *, email: str, name: str, phone: str, role: str, service: Service, from_on: date, by: User, at: datetime
) -> User:
    """Register somebody and give the first duty. A person who is known by e-mail gets the duty alone."""
    with deed():
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User(email=User.objects.normalize_email(email), name=name, phone=phone)
            user.set_unusable_password()
            save_new(user, verb="person.registered", by=by, at=at)
        give_duty(user=user, role=role, service=service, from_on=from_on, by=by, at=at)
    return user


def give_duty(*, user: User, role: str, service: Service, from_on: date, by: User, at: datetime) -> Duty:
    """Give a duty from a day. Raises `ValidationError` when the person already has it then."""
    with deed():
        if Duty.objects.filter(covers(from_on), user=user, role=role, service=service).exists():
            raise ValidationError(_("This person already has this duty on that day."))
        duty = Duty(user=user, role=role, service=service, from_on=from_on)
        save_new(duty, verb="duty.given", by=by, at=at)
    return duty


def correct_phone(*, user: User, by: User, at: datetime) -> None:
    """Store the number that somebody is called on: the on-call rota shows it. Raises `ValidationError` for none."""
    save_changes(user, verb="person.phone_corrected", by=by, at=at)


def choose_language(*, user: User, language: str, at: datetime) -> None:
    """Store in which language the person reads, so that what is sent to them is in it too."""
    user.language = language
    save_changes(user, verb="person.language_chosen", by=user, at=at)


def end_duty(*, duty: Duty, until_on: date, by: User, at: datetime) -> None:
    """End a duty on a day. Raises `ValidationError` when nobody would be left who can give duties."""
    with deed():
        keepers = Duty.objects.select_for_update().filter(service=duty.service, role__in=("administrator", "leader"))
        left = keepers.filter(covers(until_on)).exclude(pk=duty.pk)
        if duty.role in ("administrator", "leader") and not left.exists():
            raise ValidationError(_("Somebody else must be leader or system administrator first."))
        duty.until_on = until_on
        duty.full_clean()
        duty.save(update_fields=["until_on"])
        record("duty.ended", duty, by=by, at=at, fields=["until_on"])
