"""Who is away in the demo service in the coming weeks, who has working hours of their own, and the rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from fosterhomes import periods
from fosterhomes.demo.rows import Demo
from fosterhomes.models import ContactPerson, Cover, Duty, OnCallShift, Role, Supervisor, User

from ..models import Absence, TravelRate, WorkingHours

UNCOVERED = 3
Kind, Weeks = Absence.Kind, WorkingHours.Weeks
OFFICE, EVENING = (time(8), time(15, 30)), (time(15), time(21))


def load_absences(demo: Demo) -> None:
    """Store absences, part-time weeks of two caseworkers, evenings of supervisors, and what their hour is paid with."""
    workers = [row.user for row in demo.rows[Duty] if row.role == Role.CASEWORKER and row.service is demo.service]
    supervisors = [row for row in demo.rows[Supervisor] if row.service is demo.service]
    Absence.objects.bulk_create(_absences(demo, workers, supervisors))
    Absence.objects.bulk_create(_of_who_is_on_call(demo))
    Cover.objects.bulk_create(_covers(demo, Absence.objects.get(worker=workers[2]), workers[5:7]))
    TravelRate.objects.create(
        service=demo.service, from_on=demo.on.replace(month=1, day=1), kilometre_ore=530, passenger_ore=100,
        hour_ore=26000, source="Kommunestyret i Alver (oppdikta)",
    )  # fmt: skip
    WorkingHours.objects.bulk_create([*_of_workers(demo, workers), *_of_supervisors(demo, supervisors)])


def _absences(demo: Demo, workers: list[User], supervisors: list[Supervisor]) -> Iterator[Absence]:
    def away(kind: str, first: int, days: int, **who: User | Supervisor) -> Absence:
        from_on: date = demo.on + timedelta(days=first)
        return Absence(service=demo.service, kind=kind, from_on=from_on, until_on=from_on + timedelta(days=days), **who)

    yield away(Kind.COURSE, 12, 2, worker=workers[1])
    yield away(Kind.LEAVE, 30, 14, worker=workers[2])
    yield away(Kind.LEAVE, 20, 21, supervisor=supervisors[3])
    yield away(Kind.ILL, -3, 10, supervisor=supervisors[5])


def _of_who_is_on_call(demo: Demo) -> Iterator[Absence]:
    """One of those in the on-call rota has leave on some days of it, and nobody has changed the rota yet."""
    shift = next((row for row in demo.rows[OnCallShift] if row.from_at.date() >= demo.on + timedelta(days=18)), None)
    if shift:
        day = shift.from_at.date()
        yield Absence(
            service=demo.service, worker=shift.worker, kind=Kind.LEAVE, from_on=day, until_on=day + timedelta(days=2)
        )


def _covers(demo: Demo, absence: Absence, stand_ins: list[User]) -> Iterator[Cover]:
    """Two colleagues share the children of one on leave; for the last three nobody has been found yet."""
    contacts = ContactPerson.objects.filter(periods.covers(demo.on), worker=absence.worker).order_by("child")
    for number, contact in enumerate(contacts[: max(0, contacts.count() - UNCOVERED)]):
        yield Cover(
            child_id=contact.child_id, worker=contact.worker, stand_in=stand_ins[number % 2], from_on=absence.from_on,
            until_on=absence.until_on,
        )  # fmt: skip


def _of_workers(demo: Demo, workers: list[User]) -> Iterator[WorkingHours]:
    """One works Monday to Thursday, one is off every other Monday."""
    for weekday in range(4):
        yield _hours(demo, weekday, OFFICE, worker=workers[4])
    for weekday in range(5):
        yield _hours(demo, weekday, OFFICE, Weeks.EVERY if weekday else Weeks.ODD, worker=workers[5])


def _of_supervisors(demo: Demo, supervisors: list[Supervisor]) -> Iterator[WorkingHours]:
    """Some have a job by day and visit on two evenings and on Saturdays."""
    for supervisor in supervisors[::9]:
        for weekday in (1, 3):
            yield _hours(demo, weekday, EVENING, supervisor=supervisor)
        yield _hours(demo, 5, (time(10), time(18)), supervisor=supervisor)


def _hours(
    demo: Demo, weekday: int, hours: tuple[time, time], weeks: str = Weeks.EVERY, **who: User | Supervisor
) -> WorkingHours:
    begin, end = hours
    return WorkingHours(service=demo.service, weekday=weekday, weeks=weeks, from_time=begin, until_time=end, **who)
