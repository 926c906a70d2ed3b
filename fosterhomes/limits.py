"""What the search for a home must respect for a child, as its page shows it: row by row, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Child, KeepAway, NotTogether, ReliefNeed, TravelLimit, WeekendPattern
from .permissions import Access
from .shown import shown_day
from .weekends import friday_of


@dataclass(frozen=True)
class LimitRow:
    """One row: `kind` and `pk` lead to its form; `tag` says of what sort it is. `elsewhere`: another child's row."""

    kind: str
    pk: int
    title: str
    note: str
    tag: str
    color: str = "neutral"
    elsewhere: bool = False


def limits_of(child: Child, access: Access) -> list[LimitRow]:
    """Return every limit, ban and "not together with" of the child. A fixed number of queries."""
    return [
        *(_away(row, access) for row in child.keep_aways.select_related("from_home", "municipality", "point")),
        *_apart(child, access),
        *(_way(row) for row in child.travel_limits.select_related("point")),
        *(_relief(row) for row in child.relief_needs.all()),
        *(_weekends(row, access) for row in child.weekend_patterns.all()),
    ]


def _relief(row: ReliefNeed) -> LimitRow:
    title = _("Relief: %(weekends)s in each cycle") % {"weekends": row.get_weekends_display()}
    alone = [_("without brothers and sisters")] if row.apart else []
    return LimitRow("relief", row.pk, title, _noted(alone, row.note), "")


def _noted(parts: list[str], note: str) -> str:
    """Return what stands beneath a title: the parts in a row, then what somebody wrote as a sentence of its own."""
    return ". ".join(words for words in (", ".join(parts), note) if words)


def _weekends(row: WeekendPattern, access: Access) -> LimitRow:
    wished = row.kind == WeekendPattern.Kind.WISHED
    title = _("Wished weekends: %(why)s") if wished else _("Blocked weekends: %(why)s")
    often = str(row.get_every_weeks_display()) if row.every_weeks else _("one weekend")
    parts = [often, _("from %(day)s") % {"day": shown_day(friday_of(row.first_on))}]
    if row.until_on:
        parts.append(_("until %(day)s") % {"day": shown_day(row.until_on)})
    over = row.until_on is not None and row.until_on <= access.on
    tag = _("no longer valid") if over else _("wish") if wished else ""
    return LimitRow("weekends", row.pk, title % {"why": row.why}, ", ".join(parts), tag)


def _way(row: TravelLimit) -> LimitRow:
    limits = [_("at most %(limit)s") % {"limit": _limit(row)}] if row.longest_minutes or row.longest_km else []
    where = [row.point.village] if row.point else []
    title = _("The way to %(what)s") % {"what": row.get_purpose_display()}
    tag = _("wish") if row.wish else _("the service's rule") if limits else ""
    return LimitRow("way", row.pk, title, _noted([*where, *limits], row.note), tag)


def _limit(row: TravelLimit) -> str:
    parts = []
    if row.longest_minutes:
        minutes = row.longest_minutes
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes})
    if row.longest_km:
        parts.append(_("%(n)d km") % {"n": row.longest_km})
    return _(" and ").join(parts)


def _away(row: KeepAway, access: Access) -> LimitRow:
    title = _("No contact with %(who)s") % {"who": row.who}
    parts = [_from(row)]
    over = row.until_on is not None and row.until_on <= access.on
    if row.until_on:
        told = _("held until %(day)s") if over else _("holds until %(day)s")
        parts.append(told % {"day": shown_day(row.until_on)})
    note = _noted(parts, row.note)
    if over:
        return LimitRow("away", row.pk, title, note, _("no longer valid"))
    if row.ordered:
        return LimitRow("away", row.pk, title, note, _("the law"), "danger")
    return LimitRow("away", row.pk, title, note, _("the service's rule"))


def _from(row: KeepAway) -> str:
    if row.from_home:
        return _("not in the home %(home)s") % {"home": row.from_home}
    if row.municipality:
        return _("not in %(municipality)s") % {"municipality": row.municipality}
    village = row.point.village if row.point else ""
    return _("at least %(minutes)d minutes from %(village)s") % {"minutes": row.minutes, "village": village}


def _apart(child: Child, access: Access) -> Iterator[LimitRow]:
    """Yield with whom the child is not to live, also where it is written on the other child."""
    rows = list(NotTogether.objects.filter(Q(child=child) | Q(other=child)).select_related("child", "other"))
    seen = _seen(rows, access)
    for row in rows:
        theirs = row.child_id != child.pk
        tag = _("the service's rule")
        yield LimitRow("apart", row.pk, _apart_title(row, theirs, seen), row.reason, tag, elsewhere=theirs)


def _seen(rows: Iterable[NotTogether], access: Access) -> set[int]:
    named = {pk for row in rows for pk in (row.child_id, row.other_id) if pk}
    return set(Child.objects.visible_to(access).filter(pk__in=named).values_list("pk", flat=True))


def _apart_title(row: NotTogether, theirs: bool, seen: set[int]) -> str:
    other = row.child if theirs else row.other
    if other is not None:
        name = other.name if other.pk in seen else _("another child")
        return _("Not together with %(name)s") % {"name": name}
    return _("Not together with %(whom)s") % {"whom": _whom(row)}


def _whom(row: NotTogether) -> str:
    who = {"girl": _("girls"), "boy": _("boys")}.get(row.gender, _("children"))
    if row.youngest_age is not None and row.oldest_age is not None:
        ages = {"who": who, "from": row.youngest_age, "to": row.oldest_age}
        return _("%(who)s of %(from)d to %(to)d") % ages
    if row.youngest_age is not None:
        return _("%(who)s of %(from)d and older") % {"who": who, "from": row.youngest_age}
    if row.oldest_age is not None:
        return _("%(who)s of %(to)d and younger") % {"who": who, "to": row.oldest_age}
    return who
