"""Recording what became of a visit, and correcting what was recorded wrongly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, record
from fosterhomes.models import Home, User
from fosterhomes.versions import ChangedMeanwhile, version_of

from ..models import Visit, VisitChild
from ..models.visit import Track
from ..permissions import OPEN
from ..recording import Account, SeenChild, check_account, lock_children
from .drafts import Writing, forget_draft
from .tasks import add_task

COLUMNS = ("status", "worker", "supervisor", "on_day", "start", "in_person", "announced", "reason")
CHILD_COLUMNS = ("alone", "alone_reason", "words")


def record_visit(*, home: Home, track: str, account: Account, among: Collection[int], by: User, at: datetime) -> Visit:
    """Record a visit that no row was waiting for. Raises `ValidationError` with sentences for the fields.

    A visit that was planned or booked for the same home, track, day and any of the children is that visit: its row is
    used, so that nothing stays planned that has been done. Where it also concerns children who are not `among` those
    that the person decided about, it stays planned for them alone.
    """
    with deed():
        lock_children(seen.child.pk for seen in account.children)
        visit = Visit(home=home, track=track, service=home.service)
        for waiting in _waiting_rows(home, track, account):
            if visit.pk is None and _ids(waiting) <= set(among):
                visit = waiting
            else:
                _let_go(waiting, account, by=by, at=at)
        check_account(account, home=home, track=track, at=at, visit_id=visit.pk)
        _store(visit, account, among, verb="visit.recorded", by=by, at=at)
        # The draft was begun before the visit had a row of its own.
        forget_draft(Writing(home, track), by=by)
    return visit


def record_planned(*, visit: Visit, account: Account, among: Collection[int], by: User, at: datetime) -> Visit:
    """Record what became of a planned or booked visit, in its own row.

    `among` are the children whom the person decided about; others on the visit are left as they are. Raises
    `ValidationError`, also when somebody else recorded it first.
    """
    with deed():
        visit = _locked(visit, account)
        if visit.status not in OPEN:
            raise ValidationError(_("Somebody recorded this visit meanwhile. Look at it before you write it again."))
        whole = _with_others(visit, account, among)
        check_account(whole, home=visit.home, track=visit.track, at=at, visit_id=visit.pk)
        _store(visit, account, among, verb="visit.recorded", by=by, at=at)
    return visit


def correct_visit(
    *,
    visit: Visit,
    account: Account,
    among: Collection[int],
    reason: str,
    seen: Mapping[str, str],
    by: User,
    at: datetime,
) -> Visit:
    """Correct what was recorded wrongly, with the reason. `seen` is the version that the person had before them.

    Raises `ValidationError`; `ChangedMeanwhile` when somebody else changed the visit after the form was opened.
    """
    if not reason.strip():
        raise ValidationError({"correction": _("Write why it is corrected.")})
    with deed():
        visit = _locked(visit, account)
        if changed := sorted(_differing(visit_version(visit), seen)):
            raise ChangedMeanwhile(changed)
        whole = _with_others(visit, account, among)
        check_account(whole, home=visit.home, track=visit.track, at=at, visit_id=visit.pk)
        _store(visit, account, among, verb="visit.corrected", by=by, at=at, reason=reason)
    return visit


def visit_version(visit: Visit) -> dict[str, str]:
    """Return digests of all that a form about the visit may change: see `fosterhomes.versions`."""
    version = version_of(visit, COLUMNS)
    for row in visit.visit_children.all():
        version |= {f"{row.child_id}.{name}": digest for name, digest in version_of(row, CHILD_COLUMNS).items()}
    return version


def _differing(now: Mapping[str, str], seen: Mapping[str, str]) -> set[str]:
    return {name for name in now.keys() | seen.keys() if now.get(name) != seen.get(name)}


def _ids(visit: Visit) -> set[int]:
    return set(visit.visit_children.values_list("child", flat=True)) if visit.pk else set()


def _locked(visit: Visit, account: Account) -> Visit:
    lock_children(_ids(visit) | {seen.child.pk for seen in account.children})
    return Visit.objects.select_for_update().get(pk=visit.pk)


def _waiting_rows(home: Home, track: str, account: Account) -> list[Visit]:
    waiting = VisitChild.objects.filter(child__in=[seen.child for seen in account.children], visit__status__in=OPEN)
    rows = Visit.objects.select_for_update().filter(pk__in=waiting.values("visit"))
    return list(rows.filter(home=home, track=track, on_day=account.on_day).order_by("start", "pk"))


def _let_go(waiting: Visit, account: Account, *, by: User, at: datetime) -> None:
    """Take the children who have been visited off a visit that waits; one that nobody is left on is not waited for."""
    visited = [seen.child for seen in account.children]
    waiting.visit_children.filter(child__in=visited).delete()
    record("visit.changed", waiting, by=by, at=at, fields=["children"])
    if not waiting.visit_children.exists():
        waiting.status, waiting.reason = Visit.Status.CANCELLED, _("The children were visited on another errand.")
        waiting.save(update_fields=["status", "reason"])


def _with_others(visit: Visit, account: Account, among: Collection[int]) -> Account:
    """Return the account with the children whom the person did not decide about: it must hold for them too."""
    others = visit.visit_children.exclude(child__in=among).select_related("child")
    kept = [SeenChild(row.child, row.alone, row.alone_reason, row.words) for row in others]
    return replace(account, children=(*account.children, *kept))


def _store(
    visit: Visit, account: Account, among: Collection[int], *, verb: str, by: User, at: datetime, reason: str = ""
) -> None:
    before = visit_version(visit) if visit.pk else {}
    _take_over(visit, account)
    visit.full_clean()
    visit.save()
    _store_children(visit, account, among)
    # One event tells of the visit, and one of each child, so that the log can be read out for that child alone.
    told = sorted(_differing(visit_version(visit), before)) if before else []
    record(verb, visit, by=by, at=at, fields=[name for name in told if name in COLUMNS], reason=reason)
    for row in visit.visit_children.select_related("child"):
        mine = [name.partition(".")[2] for name in told if name.startswith(f"{row.child_id}.")]
        record(verb, row, by=by, at=at, fields=mine, reason=reason)
    for promise in account.promises:
        add_task(visit=visit, by=by, at=at, **vars(promise))
    forget_draft(Writing.about(visit), by=by)


def _take_over(visit: Visit, account: Account) -> None:
    visit.status, visit.on_day, visit.start = account.status, account.on_day, account.start
    visit.in_person, visit.reason = account.in_person, account.reason.strip()
    visit.announced = account.announced
    visit.from_case_system = False  # somebody says here who made it
    if visit.track == Track.FOLLOW_UP:
        visit.worker_id = account.visitor.pk
    else:
        visit.supervisor_id = account.visitor.pk


def _store_children(visit: Visit, account: Account, among: Collection[int]) -> None:
    chosen = {seen.child.pk: seen for seen in account.children}
    visit.visit_children.filter(child__in=among).exclude(child__in=chosen).delete()
    rows = {row.child_id: row for row in visit.visit_children.filter(child__in=chosen)}
    for pk, seen in chosen.items():
        row = rows.get(pk) or VisitChild(visit=visit, child=seen.child)
        row.alone, row.alone_reason, row.words = seen.alone, seen.alone_reason.strip(), seen.words.strip()
        row.full_clean()
        row.save()
