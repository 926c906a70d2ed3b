"""Siblings: who belongs together, and whether they live together or, with a reason, apart."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import Child, SiblingGroup, User
from .base import deed, record, save_changes, save_new


def join_siblings(*, child: Child, other: Child, by: User, at: datetime) -> SiblingGroup:
    """Make two children siblings; either may already have others. Raises `ValidationError` when both do."""
    with deed():
        group = _common_group(child, other, by, at)
        for one in (child, other):
            if one.sibling_group_id != group.pk:
                one.sibling_group = group
                save_changes(one, verb="siblings.joined", by=by, at=at)
    return group


def _common_group(child: Child, other: Child, by: User, at: datetime) -> SiblingGroup:
    if child.pk == other.pk or child.service_id != other.service_id:
        raise ValidationError({"other": _("Choose another child of the same service.")})
    if child.sibling_group and other.sibling_group:
        raise ValidationError({"other": _("Both already have siblings. Take one of them out of its group first.")})
    if group := child.sibling_group or other.sibling_group:
        return group
    group = SiblingGroup(service=child.service)
    save_new(group, verb="siblings.registered", by=by, at=at)
    return group


def leave_siblings(*, child: Child, reason: str, by: User, at: datetime) -> None:
    """Take a child out of a sibling group where it was put by mistake. One child alone is no group."""
    with deed():
        group, child.sibling_group = child.sibling_group, None
        save_changes(child, verb="siblings.left", by=by, at=at, reason=reason)
        left = list(group.children.all()) if group else []
        if group and len(left) < 2:
            for last in left:
                last.sibling_group = None
                save_changes(last, verb="siblings.left", by=by, at=at, reason=reason)
            record("siblings.dissolved", group, by=by, at=at, reason=reason)
            group.delete()


def split_siblings(*, group: SiblingGroup, why: str, reassess_on: date, by: User, at: datetime) -> None:
    """Write that the siblings live apart, why, and when that is to be looked at again."""
    group.together, group.why_split, group.reassess_on = False, why, reassess_on
    _change(group, "siblings.split", by=by, at=at)


def keep_siblings_together(*, group: SiblingGroup, by: User, at: datetime) -> None:
    """Write that the siblings are to live together."""
    group.together, group.why_split, group.reassess_on = True, "", None
    _change(group, "siblings.together", by=by, at=at)


def _change(group: SiblingGroup, verb: str, *, by: User, at: datetime) -> None:
    """The group has no page of its own: what happened to it stands in the trace of each of its children."""
    with deed():
        changed = save_changes(group, verb=verb, by=by, at=at)
        for child in group.children.all() if changed else ():
            record(verb, child, by=by, at=at, fields=changed)
