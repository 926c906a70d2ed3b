"""What a reminder says: numbers of what presses, each with a link, and never a child's name, birth date or village.

The numbers are those of the pages they lead to: `visits.due`, `visits.dates`, tasks, reports and one's own schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from fosterhomes.models import Child, ContactPerson, Cover, Role, Supervisor, User, followed_by
from fosterhomes.periods import covers
from fosterhomes.permissions import Access
from fosterhomes.shown import name_key

from .. import law
from ..dates import DateRow, Show, date_rows
from ..due import Counts, DueRow, due_rows
from ..hindrances import others, waiting_count
from ..models import Absence
from ..rules import State
from ..schedule import errands_of, is_made_by
from ..supervision_reports.lists import own_rows, report_rows, to_write
from ..supervision_reports.permissions import to_follow_up
from ..tasks import is_late, my_tasks

SOON_DAYS = 7
"""What is due within a week presses; what is due later this month is only counted."""
ANSWERS_FOR = (Role.LEADER, Role.COORDINATOR)


@dataclass
class Share:
    """What one person owes, or what somebody owes in the place of `absent`, in numbers."""

    absent: User | None = None
    late: int = 0
    soon: int = 0
    this_month: int = 0
    dates_late: int = 0
    dates_soon: int = 0
    tasks_late: int = 0
    tasks_soon: int = 0

    @property
    def presses(self) -> bool:
        """Return whether something is late or due within a week."""
        return any((self.late, self.soon, self.dates_late, self.dates_soon, self.tasks_late, self.tasks_soon))

    @property
    def says_something(self) -> bool:
        return self.presses or self.this_month > 0


ShareOf = Callable[[User | None], Share]
"""Which share something counts in, by whose it is."""


@dataclass(frozen=True)
class Colleague:
    """The number behind a name: visits late and due this month of whoever makes them; dates of the contact person."""

    name: str
    link: str
    """The filter of the page *Visits that are owed* that shows these rows."""
    late: int
    children_late: int
    this_month: int


@dataclass(frozen=True)
class Team:
    """The whole service in numbers, and the colleagues with something late or due, the most late first."""

    counts: Counts
    colleagues: tuple[Colleague, ...]
    quiet: int
    """How many colleagues have nothing late and nothing due this month."""
    dates_late: int
    reports_late: int
    uncovered: int
    """Children whose contact person is away today and for whom nobody covers."""
    hindered: int
    """Visits that somebody has said they cannot make, and that wait for a new time."""

    @property
    def presses(self) -> bool:
        return any((self.counts.visits_late, self.dates_late, self.uncovered, self.hindered))


@dataclass
class Digest:
    """Everything one reminder tells. `shares`: the person's own first, then those they cover."""

    shares: list[Share] = field(default_factory=list)
    unrecorded: int = 0
    reports_to_write: int = 0
    concerns: int = 0
    hindered_others: int = 0
    """Visits to the person's children that somebody else makes, and cannot; in numbers only."""
    team: Team | None = None

    @property
    def presses(self) -> bool:
        """Return whether something is late, or due within a week, or waits to be written."""
        waits = self.unrecorded + self.reports_to_write + self.hindered_others
        own = any(share.presses for share in self.shares) or waits > 0
        team = self.team is not None and self.team.presses
        return own or team or self.concerns > 0

    @property
    def says_something(self) -> bool:
        team = self.team is not None and self.team.counts.this_month > 0
        return self.presses or team or any(share.says_something for share in self.shares)

    @property
    def late(self) -> int:
        """Return the number of the subject: of the person's own, else of the service."""
        own = sum(share.late for share in self.shares)
        return own or (self.team.counts.visits_late if self.team else 0)


def digest(access: Access) -> Digest:
    """Return what the person is reminded of on their day. A fixed number of queries."""
    rows, dates = due_rows(access), date_rows(access)
    errands = errands_of(access)
    team = _team(access, rows, dates) if access.has(*ANSWERS_FOR) else None
    return Digest(
        shares=_shares(access, rows, dates),
        unrecorded=sum(errand.visit.on_day < access.on for errand in errands),
        reports_to_write=len(to_write(own_rows(access))),
        concerns=to_follow_up(access).count(),
        hindered_others=len(others(access)),
        team=team,
    )


def _shares(access: Access, rows: Iterable[DueRow], dates: Iterable[DateRow]) -> list[Share]:
    """Return the person's own share, where there is one, and one for each colleague whom they cover."""
    shares: dict[int | None, Share] = {}

    def share_of(person: User | None) -> Share:
        absent = None if person is None or person.pk == access.user.pk else person
        return shares.setdefault(absent.pk if absent else None, Share(absent))

    _count_visits(access, rows, share_of)
    _count_dates(access, dates, share_of)
    _count_tasks(access, share_of)
    return sorted(shares.values(), key=lambda share: name_key(share.absent.name) if share.absent else name_key(""))


def _count_visits(access: Access, rows: Iterable[DueRow], share_of: ShareOf) -> None:
    for row in rows:
        if row.year.has_ended or not is_made_by(access, row):
            continue
        share = share_of(row.on_behalf_of(access.user))
        share.late += row.late
        share.this_month += sum(due.state is State.THIS_MONTH for due in row.year.dues)
        share.soon += not row.late and row.deadline is not None and row.deadline <= _soon(access)


def _count_dates(access: Access, dates: Iterable[DateRow], share_of: ShareOf) -> None:
    mine = set(Child.objects.filter(followed_by(access.user, access.on)).values_list("pk", flat=True))
    for row in dates:
        if row.child is not None and row.child.pk in mine:
            share = share_of(row.contact)
            share.dates_late += row.state == Show.LATE
            share.dates_soon += row.state != Show.LATE and row.deadline.last_on <= _soon(access)


def _count_tasks(access: Access, share_of: ShareOf) -> None:
    for task in my_tasks(access):
        late = is_late(task, access.on)
        share = share_of(task.owner)
        share.tasks_late += late
        share.tasks_soon += not late and task.due_on <= _soon(access)


def _soon(access: Access) -> date:
    return access.on + timedelta(days=SOON_DAYS)


def _team(access: Access, rows: list[DueRow], dates: Iterable[DateRow]) -> Team:
    colleagues = [_colleague(person, theirs) for person, theirs in _by_visitor(rows).items()]
    pressing = [one for one in colleagues if one.late or one.this_month]
    return Team(
        counts=Counts.of(rows),
        colleagues=tuple(sorted(pressing, key=lambda one: (-one.late, -one.this_month, name_key(one.name)))),
        quiet=len(colleagues) - len(pressing),
        dates_late=sum(row.state == Show.LATE for row in dates),
        reports_late=sum(row.overdue for row in report_rows(access)),
        uncovered=_uncovered(access),
        hindered=waiting_count(access),
    )


def _uncovered(access: Access) -> int:
    away = Absence.objects.visible_to(access).filter(covers(access.on), worker__isnull=False)
    theirs = ContactPerson.objects.filter(covers(access.on), worker__in=away.values("worker"))
    covered = Cover.objects.holding(access.on).values("child")
    return theirs.filter(child__service__in=access.services(*ANSWERS_FOR)).exclude(child__in=covered).count()


def _by_visitor(rows: Iterable[DueRow]) -> dict[User | Supervisor, list[DueRow]]:
    found: dict[User | Supervisor, list[DueRow]] = {}
    for row in rows:
        if row.visitor is not None:
            found.setdefault(row.visitor, []).append(row)
    return found


def _colleague(person: User | Supervisor, rows: list[DueRow]) -> Colleague:
    counts = Counts.of(rows)
    track = law.SUPERVISION if isinstance(person, Supervisor) else law.FOLLOW_UP
    who = "supervisor" if isinstance(person, Supervisor) else "caseworker"
    link = f"?track={track}&{who}={person.pk}"
    return Colleague(person.name, link, counts.visits_late, counts.children_late, counts.this_month)
