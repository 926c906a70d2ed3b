"""What the register has kept long enough, by the rules of `retention.toml`: rows, and how they go. Nothing goes here.

`visits` and `matching` have the same for their tables; `fosterhomes/project/retention.py` carries all of them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import (
    AuditEvent,
    Child,
    Duty,
    Home,
    Look,
    OnCallShift,
    PoliceCertificate,
    Run,
    SiblingGroup,
    Supervisor,
    Upload,
    User,
)

TRACE_YEARS = 5
"""How long it can be asked who read and who wrote, and by which duty."""
WORK_YEARS = 1
"""How long a solver's problem and result are kept."""


@dataclass(frozen=True)
class Sweep:
    """Rows whose time is over. `emptied`: the columns that go, with what stands there instead; None: the whole row."""

    code: str
    sentence: str
    rows: QuerySet[Any]
    emptied: dict[str, Any] | None = None


def years_before(today: date, years: int) -> date:
    """Return the same day `years` earlier; for 29 February the day before, where the year has none."""
    day = today.day if (today.month, today.day) != (2, 29) else 28
    return date(today.year - years, today.month, day)


def closed_before(today: date) -> date:
    """Return the first day that is kept: 1 January of the year before, because reports compare with it."""
    return date(today.year - 1, 1, 1)


def sweeps(today: date) -> Iterator[Sweep]:
    """Yield what of the register has been kept long enough on the day; homes wait until no case needs them."""
    cases = Child.objects.filter(closed_on__lt=closed_before(today), merged_into=None)
    duplicates = Child.objects.filter(merged_into__in=cases.values("pk"))
    yield Sweep("duplicate", "duplicates of children whose case closed before last year", duplicates)
    yield Sweep("case", "children whose case closed before last year, with all that hangs on them", cases)
    yield Sweep("siblings", "sibling groups without children", SiblingGroup.objects.filter(children=None))
    yield from _contact(today)
    yield Sweep("certificate", "police certificates of assignments that have ended", _certificates(today))
    yield from _old(today)


def _contact(today: date) -> Iterator[Sweep]:
    homes = Home.objects.filter(closed_on__lte=today).exclude(address="", phone="", email="", point=None)
    where = {"address": "", "phone": "", "email": "", "point": None}
    yield Sweep("contact_home", "addresses and telephones of homes that closed", homes, where)
    left = Supervisor.objects.filter(until_on__lte=today).exclude(phone="", email="")
    reached = {"phone": "", "email": ""}
    yield Sweep("contact_supervisor", "telephones and addresses of supervisors who left", left, reached)
    yield Sweep("contact_person", "telephones of people without duties, who can no longer log in", _gone(today), GONE)


GONE = {"phone": "", "is_active": False}
"""Name and e-mail stay as long as the log must tell who it was."""


def _gone(today: date) -> QuerySet[User]:
    """People who had a duty and have none any more, nor one to come. Who never had any is about to get one."""
    lasting = Duty.objects.filter(Q(until_on=None) | Q(until_on__gt=today), user=OuterRef("pk"))
    had = User.objects.filter(duties__isnull=False).exclude(Exists(lasting)).exclude(phone="", is_active=False)
    return User.objects.filter(pk__in=had.values("pk"))


def _certificates(today: date) -> QuerySet[PoliceCertificate]:
    ended = Q(home__closed_on__lte=today) | Q(member__until_on__lte=today) | Q(supervisor__until_on__lte=today)
    return PoliceCertificate.objects.filter(pk__in=PoliceCertificate.objects.filter(ended).values("pk"))


def _old(today: date) -> Iterator[Sweep]:
    asked, solved = years_before(today, TRACE_YEARS), years_before(today, WORK_YEARS)
    yield Sweep("look", "looks at pages more than five years ago", Look.objects.filter(at__date__lt=asked))
    yield Sweep("event", "deeds more than five years ago", AuditEvent.objects.filter(at__date__lt=asked))
    yield Sweep("duty", "duties that ended more than five years ago", Duty.objects.filter(until_on__lt=asked))
    shifts = OnCallShift.objects.filter(until_at__date__lt=asked)
    yield Sweep("shift", "on-call shifts of more than five years ago", shifts)
    yield Sweep("upload", "files of rows of an earlier day", Upload.objects.filter(at__date__lt=today))
    runs = Run.objects.filter(finished_at__date__lt=solved)
    yield Sweep("run", "solver runs of more than a year ago, with what they proposed", runs)
