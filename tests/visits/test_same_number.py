"""One truth: what every page, file, feed, report and reminder says of every child of the demo is the same.

The day is the last of a window for most children: a window that ends today can still be filled, everywhere.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from fosterhomes.children import lacking_supervisor
from fosterhomes.models import Child, Role, Service, User
from fosterhomes.permissions import Access, access_for
from visits import law, rules
from visits.calendars.file import calendar_file, visits_in_feed
from visits.days import Span
from visits.due import Counts, Show, due_rows, shown
from visits.extract import Pseudonyms, _windows
from visits.forecast import forecasts
from visits.handover_sheet import sheet
from visits.models import VisitSettings
from visits.my_year import my_year
from visits.owed import TrackYear, owed
from visits.register_message.facts import FULL, REDUCED, value_on
from visits.register_message.register import Facts, own_children
from visits.reminding.digest import digest
from visits.schedule import schedule
from visits.statements import measures
from visits.statements.half_year import HalfYear
from visits.statements.half_year_rows import TRACK_OF, half_year_report
from visits.statements.inspection import packs
from visits.statements.measures import Asked
from visits.year import lines

from .rows import noon

pytestmark = pytest.mark.usefixtures("english")

ON = date(2026, 10, 1)
TOMORROW = date(2026, 10, 2)
DAY = timedelta(days=1)
NEW_YEARS_EVE = date(2026, 12, 31)
Key = tuple[int, str]


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(noon(ON), tick=False):
        call_command("demo_data", on=ON, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def service(_loaded: None, db: None) -> Iterator[Service]:
    with time_machine.travel(noon(ON), tick=False):
        yield Service.objects.get(name="Alver barnevernteneste")


@pytest.fixture(params=["calendar", "placement"])
def counting(request: Any, service: Service) -> Service:
    """Every child, in both ways in which a service may count its years."""
    VisitSettings.objects.update_or_create(service=service, defaults={"counting": request.param})
    return service


def leader(service: Service, on: date = ON) -> Access:
    return access_for(User.objects.with_duty(Role.LEADER, service, on)[0], on)


def visitors(service: Service, on: date = ON) -> list[Access]:
    people = [
        *User.objects.with_duty(Role.CASEWORKER, service, on),
        *User.objects.with_duty(Role.SUPERVISOR, service, on),
    ]
    return [access_for(person, on) for person in people]


def key(year: TrackYear) -> Key:
    return year.placement.pk, year.track


def truth(service: Service, on: date = ON) -> dict[Key, TrackYear]:
    """Return what the one rule says of every stay of the year that has begun."""
    rows = owed(Child.objects.filter(service=service), on)
    return {key(row): row for row in rows if row.case.moved_in_on <= on}


def told(year: TrackYear) -> tuple[Any, ...]:
    return year.made_on, year.required, year.missing, year.result.windows


def late(rows: Any) -> dict[Key, int]:
    """Return what is late and can still be made good, by the rule alone."""
    return {key(row): row.missing for row in rows if row.missing and not row.has_ended}


def test_the_day_is_one_on_which_it_matters_whether_today_has_ended(service: Service) -> None:
    assert sum(late(truth(service, TOMORROW).values()).values()) > sum(late(truth(service).values()).values()) + 5


def test_due_the_childs_line_and_the_inspection_say_the_same_of_every_child(counting: Service) -> None:
    known, access = truth(counting), leader(counting)
    everybody = Child.objects.filter(service=counting)
    due = {key(row.year): row for row in due_rows(access)}
    assert set(due) == {at for at, row in known.items() if row.required and (row.missing or not row.has_ended)}
    assert {at: told(row.year) for at, row in due.items()} == {at: told(known[at]) for at in due}
    drawn = {key(line.year): line for line in lines(access, everybody)}
    assert {at: told(drawn[at].year) for at in known} == {at: told(row) for at, row in known.items()}
    assert [drawn[at].fraction for at in due] == [row.fraction for row in due.values()]
    inspected = [year for pack in packs(access, everybody) for year in pack.years if year.days.holds(ON)]
    assert {key(year): told(year) for year in inspected if key(year) in known} == {
        at: told(row) for at, row in known.items()
    }


def test_the_visitors_year_schedule_reminder_and_forecast_say_the_same_of_every_child(service: Service) -> None:
    known = truth(service)
    ends_short = {key(one.row.year): one.short for one in forecasts(leader(service))}
    asked = Counter[str]()
    for access in visitors(service):
        mine, reminded = my_year(access), digest(access)
        left = {key(one.row.year): (one.number, one.late) for one in schedule(access, weeks=None).left}
        for one in mine.children:
            at = key(one.row.year)
            assert told(one.row.year) == told(known[at])
            assert left.get(at, (0, 0)) == (one.left, one.late)
            assert ends_short[at] == one.left
        assert sum(share.late for share in reminded.shares) == sum(one.row.late for one in mine.children)
        asked[access.main_role or ""] += len(mine.children)
    assert min(asked[Role.CASEWORKER], asked[Role.SUPERVISOR]) > 20


def test_the_leaders_numbers_have_the_rows_of_the_rule_behind_them(service: Service) -> None:
    for on in (ON, TOMORROW, NEW_YEARS_EVE):
        access, known = leader(service, on), truth(service, on)
        rows, behind = due_rows(access), late(known.values())
        counts, team = Counts.of(rows), digest(access).team
        assert team is not None
        assert team.counts == counts
        assert {key(row.year): row.late for row in shown(rows, Show.LATE)} == behind
        assert (counts.visits_late, counts.children_late) == (
            sum(behind.values()), len({known[at].child.pk for at in behind}),
        )  # fmt: skip
        assert sum(one.late for one in team.colleagues) == sum(row.late for row in rows if row.visitor)
        assert {key(row.year) for row in shown(rows, Show.ENDED)} == {
            at for at, row in known.items() if row.required and row.missing and row.has_ended
        }


def test_the_half_year_names_those_whom_due_calls_late(service: Service) -> None:
    for on in (ON, TOMORROW, NEW_YEARS_EVE):
        known, report = truth(service, on), half_year_report(service, HalfYear.holding(on), on)
        assert len(report.tracks) > 100
        assert {(one.stay.pk, one.requirement.track): one.requirement.missing for one in report.tracks} == {
            at: row.missing for at, row in known.items() if not row.has_ended
        }
        for code, figure in report.figures().items():
            if code in TRACK_OF:
                rows = [one for one in report.behind(code) if not one.requirement.met]
                assert set(figure.ids) == {one.child.pk for one in rows}
                assert all(known[one.stay.pk, TRACK_OF[code]].missing for one in rows)


def test_the_reports_to_the_council_and_of_the_month_count_the_windows_of_the_rule(service: Service) -> None:
    for on in (ON, TOMORROW, NEW_YEARS_EVE):
        known = truth(service, on).values()
        year = measures.visits(Asked(service, Span(date(on.year, 1, 1), on + DAY), (), on))
        month = measures.visits(Asked(service, Span(on.replace(day=1), on + DAY), (), on))
        for track in law.TRACKS:
            rows = [row for row in known if row.track == track]
            closed = [(row, due) for row in rows for due in row.dues if due.window.until_on <= on]
            lacking = [row for row, due in closed if due.done_on is None]
            assert year[f"{track}_owed", "this"] == len(closed)
            assert year[f"{track}_missing", "this"] == len(lacking) == sum(row.missing for row in rows)
            assert year[f"{track}_short", "this"] == len({row.child.pk for row in lacking})
            of_month = [due for _row, due in closed if rules.last_day(due.window) >= on.replace(day=1)]
            assert month[f"{track}_owed", "this"] == len(of_month)
            assert month[f"{track}_missing", "this"] == sum(due.done_on is None for due in of_month)


def test_the_register_message_tells_the_visits_that_count_and_the_frequency_of_the_rule(service: Service) -> None:
    known, facts = truth(service), Facts(own_children(service, ON))
    stays = [(child, stay, track) for child in facts.children for stay in facts.stays[child.pk] for track in law.TRACKS]
    compared = 0
    for child, stay, track in stays:
        told_of, row = facts.measure(child, stay).track(track), known.get((stay.pk, track))
        if row is None or not told_of.frequencies:
            continue
        compared += 1
        assert {day for day in told_of.days if row.days.holds(day) and row.counts(day)} == set(row.made_on)
        if asked_for := rules.frequency_on(row.case, ON):
            assert value_on(told_of.frequencies, ON) == (REDUCED if asked_for < int(FULL) else FULL)
    assert compared > 60


def test_the_calendar_feed_holds_the_visits_of_ones_own_schedule(service: Service) -> None:
    found = 0
    for access in visitors(service):
        weeks = schedule(access, weeks=None).weeks
        ahead = {f"visit-{one.visit.pk}@fosterhomes": one.visit.on_day for week in weeks for one in week.errands}
        events = Calendar.from_ical(calendar_file(visits_in_feed(access), lambda visit: f"/{visit.pk}")).walk("VEVENT")
        in_feed = {str(event["uid"]): day_of(event) for event in events if event["status"] != "CANCELLED"}
        assert {uid: day for uid, day in in_feed.items() if day > ON} == {u: d for u, d in ahead.items() if d > ON}
        assert ahead.keys() <= in_feed.keys()
        found += len(ahead)
    assert found > 50


def day_of(event: Any) -> date:
    start = event.decoded("dtstart")
    return start.date() if isinstance(start, datetime) else start


def test_the_analysts_windows_and_the_handover_sheet_are_those_of_the_rule(service: Service) -> None:
    known = truth(service)
    rows = [row for row in _windows(service, ON, 0, Pseudonyms()) if row["year_from"] == date(2026, 1, 1)]
    states = Counter(str(row["state"]) for row in rows)
    assert states == Counter(due.state.value for row in known.values() for due in row.dues)
    for access in visitors(service)[:3]:
        for child in sheet(access, access.user, None).children:
            assert all(told(row.year) == told(known[key(row.year)]) for row in child.due)


def test_children_without_a_supervisor_are_the_same_on_every_page(service: Service) -> None:
    access = leader(service)
    lacking = set(lacking_supervisor(access).values_list("pk", flat=True))
    nobody = {row.year.child.pk for row in shown(due_rows(access), Show.NOBODY) if row.year.track == law.SUPERVISION}
    counted = measures.supervisors(Asked(service, Span(ON, TOMORROW), (), ON))
    assert len(lacking) == counted["without_supervisor", "this"] > 0
    assert nobody == lacking & {row.child.pk for row in truth(service).values() if row.required}


def test_the_files_and_the_pages_show_what_the_rule_says(service: Service, client: Client) -> None:
    client.force_login(leader(service).user, backend="django.contrib.auth.backends.ModelBackend")
    rows = shown(due_rows(leader(service)), "")
    expected = Counter(
        (row.year.child.name, row.track_label, row.year.required, len(row.year.made_on), row.late) for row in rows
    )
    asked = {"why": "ei prøve", "sort": "name"}
    text = client.post(reverse("list_out", args=["due"]), asked | {"as_file": "csv"}).content.decode("utf-8-sig")
    in_csv = [next(csv.reader(StringIO(line), delimiter=";")) for line in text.splitlines()[1:]]
    book = load_workbook(BytesIO(client.post(reverse("list_out", args=["due"]), asked | {"as_file": "xlsx"}).content))
    in_book = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    for table in (in_csv, in_book):
        found = Counter(
            (row[0], row[3], *map(int, row[4:7])) for row in table if row[3] in ("follow-up", "supervision")
        )
        assert found == expected
    worst = [row for row in rows if row.late][:10]
    for row in worst:
        page = client.get(reverse("child_visits", args=[row.year.child.pk])).content.decode()
        said = re.findall(r'windows__sum">(.+?)</span>', page)
        assert row.fraction in said
        assert f"{row.late} late" in page
        assert all(box.text in page for box in row.boxes)
    assert len(worst) == 10
