"""Visits from a file. A visit is the child's one of that day on that track; siblings of one day share theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fosterhomes.models import Child, Home, Placement, SupervisionAppointment, Supervisor, User
from fosterhomes.tables.check import Batch, State, Taken
from fosterhomes.tables.columns import Column, Kind, Sort, column_of
from fosterhomes.tables.names import names_of, words_for_codes
from fosterhomes.tables.placements import CHILD, WHICH_CHILD
from fosterhomes.tables.register import Seen

from .actions.past_visits import store_past_visit
from .actions.recording import correct_visit, record_planned, visit_version
from .models import Visit, VisitChild
from .models.visit import Track
from .permissions import OPEN
from .recording import Account, Facts, SeenChild

UNKNOWN = "unknown"
MADE = tuple(choice for choice in Visit.Status.choices if choice[0] in (Visit.Status.DONE, Visit.Status.TRIED))
COLUMNS = (
    *CHILD,
    column_of(Visit, "on_day", label=gettext_lazy("day"), example="03.02.2026"),
    column_of(Visit, "track", label=gettext_lazy("kind of visit"), also=words_for_codes("track"), example="oppfølging"),
    Column(
        "visitor",
        gettext_lazy("visitor"),
        required=True,
        example="sakshandsamar@example.no",
        help=gettext_lazy("Name or e-mail: of a caseworker for follow-up, of a supervisor for supervision."),
    ),
    Column(
        "alone",
        VisitChild._meta.get_field("alone").verbose_name,
        Sort.ONE_OF,
        choices=(*VisitChild.Alone.choices, (UNKNOWN, gettext_lazy("nobody knows any more"))),
        also=words_for_codes("alone"),
        example=gettext_lazy("the child was spoken to alone"),
        help=gettext_lazy("Whether the child could talk without the foster parents present (yes, or why not)."),
    ),
    column_of(VisitChild, "alone_reason"),
    column_of(Visit, "status", required=False, choices=MADE, help=gettext_lazy("Empty: the visit was made.")),
    column_of(Visit, "reason"),
    column_of(Visit, "start"),
    column_of(Visit, "in_person", also=()),
    column_of(Visit, "announced"),
    Column(
        "home",
        gettext_lazy("home"),
        help=gettext_lazy("Empty: where the child lived that day."),
    ),
    Column("home_municipality", gettext_lazy("municipality of the home")),
)  # fmt: skip
PLAIN = ("status", "start", "in_person", "announced", "reason")

Key = tuple[int, str, date]


class ReadFacts(Facts):
    """What is asked around each visit, read once for the whole service."""

    def __init__(self, batch: Batch) -> None:
        self._stays: dict[tuple[int, int], list[Placement]] = defaultdict(list)
        self.lived: dict[int, list[Placement]] = defaultdict(list)
        self._appointments: dict[tuple[int, int], list[SupervisionAppointment]] = defaultdict(list)
        stays = Placement.objects.filter(child__service=batch.service, planned=False, home__isnull=False)
        for stay in stays.select_related("home__service").order_by("from_on"):
            self._stays[stay.child_id, stay.home_id].append(stay)  # type: ignore[index]
            self.lived[stay.child_id].append(stay)
        for one in SupervisionAppointment.objects.filter(child__service=batch.service).order_by("from_on"):
            self._appointments[one.child_id, one.supervisor_id].append(one)
        rows = VisitChild.objects.filter(visit__service=batch.service).exclude(visit__status=Visit.Status.CANCELLED)
        joined = rows.select_related("visit__home", "visit__worker", "visit__supervisor").order_by("pk")
        self.known = {(row.child_id, row.visit.track, row.visit.on_day): row for row in joined}

    def stays(self, child: Child, home: Home) -> list[Placement]:
        return self._stays[child.pk, home.pk]

    def appointments(self, child: Child, supervisor: User | Supervisor) -> list[SupervisionAppointment]:
        return self._appointments[child.pk, supervisor.pk]

    def done_for(self, children: Iterable[Child], track: str, day: date, visit_id: int | None) -> set[int]:
        found = ((child.pk, self.known.get((child.pk, track, day))) for child in children)
        done = Visit.Status.DONE
        return {pk for pk, row in found if row and row.visit_id != visit_id and row.visit.status == done}


class VisitRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen, self.facts = batch, Seen(), ReadFacts(batch)
        self.of_the_file: dict[Any, Visit] = {}

    def take(self, values: dict[str, Any]) -> Taken:
        child, track = self.batch.register.child(values), values["track"]
        self.seen.once((child.pk, track, values["on_day"]), "on_day")
        find = self.batch.register.worker if track == Track.FOLLOW_UP else self.batch.register.supervisor
        visitor = find(values["visitor"], "visitor")
        home = self._home(child, values)
        known = self.facts.known.get((child.pk, track, values["on_day"]))
        try:
            return self._change(known, visitor, values) if known else self._new(child, home, visitor, values)
        except ValidationError as error:
            raise _at_columns(error) from error

    def _home(self, child: Child, values: dict[str, Any]) -> Home:
        """Return where the child lived that day; where it lived nowhere, the last home, so that the refusal says so."""
        if values.get("home"):
            return self.batch.register.home(values)
        lived = self.facts.lived[child.pk]
        there = [stay for stay in lived if stay.holds_on(values["on_day"])]
        lasting = [stay for stay in there or lived if stay.kind != "relief"]
        if not lasting:
            raise ValidationError({"on_day": _("The child did not live in a home that day. Bring the stays in first.")})
        return lasting[-1].home  # type: ignore[return-value]

    def _account(self, child: Child, visitor: Any, values: dict[str, Any], row: VisitChild | None = None) -> Account:
        """Return what the file tells; what it is silent about stays as it stands in the row."""
        known = {name: getattr(row.visit, name) for name in PLAIN} if row else {"status": Visit.Status.DONE}
        told = known | {name: values[name] for name in PLAIN if name in values}
        if row and row.visit.status in OPEN and "status" not in values:
            told["status"] = Visit.Status.DONE
        alone = values.get("alone", row.alone if row else "")
        reason = values.get("alone_reason", row.alone_reason if row else "")
        seen = SeenChild(child, "" if alone == UNKNOWN else alone, reason, row.words if row else "")
        return Account(on_day=values["on_day"], visitor=visitor, children=(seen,), **told)

    def _new(self, child: Child, home: Home, visitor: Any, values: dict[str, Any]) -> Taken:
        account = self._account(child, visitor, values)
        key = (home.pk, values["track"], account.on_day, type(visitor), visitor.pk, account.status, account.start)
        visit = self.of_the_file.get(key) or _visit(home, values["track"], account)
        store_past_visit(
            visit=visit, account=account, facts=self.facts, alone_unknown=values.get("alone") == UNKNOWN,
            by=self.batch.by, at=self.batch.at,
        )  # fmt: skip
        self.of_the_file[key] = visit
        row = VisitChild(visit=visit, child=child)
        self.facts.known[child.pk, visit.track, visit.on_day] = row
        return Taken(State.NEW)

    def _change(self, row: VisitChild, visitor: Any, values: dict[str, Any]) -> Taken:
        visit, child, by, at = row.visit, row.child, self.batch.by, self.batch.at
        account = self._account(child, visitor, values, row)
        changed = _differing(row, account)
        among = [child.pk]
        if visit.status in OPEN:
            record_planned(visit=visit, account=account, among=among, by=by, at=at)
        elif changed:
            correct_visit(
                visit=visit, account=account, among=among, reason=_("From a spreadsheet."),
                seen=visit_version(visit), by=by, at=at,
            )  # fmt: skip
        return Taken(State.CHANGED if changed else State.UNCHANGED, fields=changed)


def _visit(home: Home, track: str, account: Account) -> Visit:
    visit = Visit(home=home, track=track, service=home.service, status=account.status, on_day=account.on_day)
    visit.start, visit.in_person, visit.announced = account.start, account.in_person, account.announced
    visit.reason = account.reason
    if track == Track.FOLLOW_UP:
        visit.worker = account.visitor  # type: ignore[assignment]
    else:
        visit.supervisor = account.visitor  # type: ignore[assignment]
    return visit


def _differing(row: VisitChild, account: Account) -> list[str]:
    (seen,) = account.children
    changed = [name for name in PLAIN if getattr(row.visit, name) != getattr(account, name)]
    changed += ["visitor"] if row.visit.visitor != account.visitor else []
    return changed + [name for name in ("alone", "alone_reason") if getattr(row, name) != getattr(seen, name)]


def _at_columns(error: ValidationError) -> ValidationError:
    """Return the refusal with the columns of the file: the form names its fields for each child (`alone_7`)."""
    if not hasattr(error, "error_dict"):
        return error
    found: dict[str, list[str]] = defaultdict(list)
    for name, told in error.message_dict.items():
        bare = re.sub(r"_\d+$", "", name)
        found["reference" if bare == "child" else bare].extend(told)
    return ValidationError(dict(found))


VISITS = Kind(
    key="visits",
    label=gettext_lazy("Visits"),
    lead=gettext_lazy(
        "Visits that were made, by child, day and track. Bring children, supervisors and stays in first."
    ),
    columns=COLUMNS,
    names=names_of("visits"),
    rows=VisitRows,
    place=70,
    one_of=(WHICH_CHILD,),
    order=lambda values: values["on_day"],
)
