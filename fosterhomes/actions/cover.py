"""Somebody covers for a contact person who is away: begun, moved with the absence, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Child, Cover, Role, User
from ..periods import covers
from .base import deed, record, save_changes, save_new
from .children import lock_child


def begin_covers(
    *, shares: Mapping[Child, User], worker: User, from_on: date, until_on: date | None, by: User, at: datetime
) -> list[Cover]:
    """Let each child's stand-in act for `worker` on `[from_on, until_on)`: all of them, or none.

    Raises `ValidationError`: the child is another's by now, somebody covers already, or the stand-in is no caseworker.
    """
    with deed():
        days = {"worker": worker, "from_on": from_on, "until_on": until_on}
        in_order = sorted(shares, key=lambda child: child.pk)
        return [_begin(Cover(child=child, stand_in=shares[child], **days), by, at) for child in in_order]


def _begin(cover: Cover, by: User, at: datetime) -> Cover:
    lock_child(cover.child_id)
    if not cover.child.contact_persons.filter(covers(cover.from_on), worker=cover.worker).exists():
        words = {"child": cover.child, "name": cover.worker}
        raise ValidationError(_("%(name)s is not the contact person of %(child)s on the first day.") % words)
    there = User.objects.with_duty(Role.CASEWORKER, cover.child.service, cover.from_on)
    if not there.filter(pk=cover.stand_in_id).exists():
        raise ValidationError(_("%(name)s is not a caseworker of the service on that day.") % {"name": cover.stand_in})
    save_new(cover, verb="cover.begun", by=by, at=at)
    return cover


def end_cover(*, cover: Cover, on: date, by: User, at: datetime) -> None:
    """End a cover: from that day the stand-in reads nothing more. One that has not begun goes as if never made."""
    with deed():
        lock_child(cover.child_id)
        if on <= cover.from_on:
            record("cover.ended", cover, by=by, at=at)
            cover.delete()
            return
        cover.until_on = on
        save_changes(cover, verb="cover.ended", by=by, at=at)


def move_covers(
    *, worker: User, away_on: date, ended: date | None, until_on: date | None, by: User, at: datetime
) -> int:
    """Let the covers of an absence, `[away_on, ended)`, end with it on its new day. Return how many.

    Its covers begin within it and were to end with it. One that began before is another agreement, and stays.
    """
    moved = 0
    covers_of_it = Cover.objects.filter(worker=worker, from_on__gte=away_on, until_on=ended)
    with deed():
        for cover in covers_of_it.order_by("child").select_related("child"):
            if until_on is not None and until_on <= cover.from_on:
                end_cover(cover=cover, on=until_on, by=by, at=at)
            else:
                cover.until_on = until_on
                save_changes(cover, verb="cover.changed", by=by, at=at)
            moved += 1
    return moved
