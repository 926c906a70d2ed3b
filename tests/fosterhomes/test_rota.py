"""The on-call rota: somebody answers at every hour at which the office is closed, and a gap is seen weeks ahead."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.models import Duty, OnCallHours, OnCallShift, Role
from fosterhomes.rota import by_week, closed_hours, gaps, on_call_now, rota
from fosterhomes.rules import callable_digits
from tests.cast import TODAY, World, make_user

OSLO = ZoneInfo("Europe/Oslo")
HOURS = OnCallHours()
READERS = {"leader", "coordinator", "on_call", "other_service"}
WRITERS = {"leader", "coordinator", "other_service"}


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(datetime(2026, 3, 10, 23, 15, tzinfo=OSLO), tick=False):
        yield


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def shift(world: World, from_at: str, until_at: str, **values: Any) -> OnCallShift:
    values = {"worker": world.cast.on_call} | values
    return OnCallShift.objects.create(service=world.service, from_at=at(from_at), until_at=at(until_at), **values)


CLOSED = [
    ("an ordinary Tuesday", date(2026, 3, 10), 1, ["10T00:00/10T08:00", "10T15:30/11T00:00"]),
    ("a weekend and its nights", date(2026, 3, 13), 4, ["13T00:00/13T08:00", "13T15:30/16T08:00", "16T15:30/17T00:00"]),
    ("17 May is closed all day", date(2027, 5, 17), 1, ["17T00:00/18T00:00"]),
]


@pytest.mark.parametrize(("what", "first", "days", "stretches"), CLOSED, ids=[row[0] for row in CLOSED])
def test_the_hours_at_which_somebody_must_answer(what: str, first: date, days: int, stretches: list[str]) -> None:
    found = [f"{a.astimezone(OSLO):%dT%H:%M}/{b.astimezone(OSLO):%dT%H:%M}"
             for a, b in closed_hours(first, days, HOURS)]  # fmt: skip
    assert found == stretches


def test_the_night_in_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    (weekend,) = closed_hours(date(2026, 3, 28), 2, HOURS)
    assert weekend[1] - weekend[0] == timedelta(hours=48)  # on the wall
    assert weekend[1].timestamp() - weekend[0].timestamp() == 47 * 3600


NIGHT = (at("2026-03-10T15:30"), at("2026-03-11T08:00"))
GAPS = [
    ("nobody", [], ["15:30-08:00"]),
    ("the whole night", [("10T15:30", "11T08:00")], []),
    ("from nine in the evening", [("10T21:00", "11T08:00")], ["15:30-21:00"]),
    ("until midnight, and from two", [("11T02:00", "12T08:00"), ("10T12:00", "11T00:00")], ["00:00-02:00"]),
    ("two at once, and then nobody", [("10T15:00", "11T01:00"), ("10T16:00", "11T03:00")], ["03:00-08:00"]),
]


@pytest.mark.parametrize(("who", "covered", "left"), GAPS, ids=[row[0] for row in GAPS])
def test_what_of_a_night_nobody_has(who: str, covered: list[tuple[str, str]], left: list[str]) -> None:
    found = gaps([NIGHT], [(at(f"2026-03-{a}"), at(f"2026-03-{b}")) for a, b in covered])
    assert [f"{a:%H:%M}-{b:%H:%M}" for a, b in found] == left


@pytest.mark.parametrize(
    ("number", "digits"),
    [("68 05 00 01", "68050001"), ("+47 68 05 00 01", "+4768050001"), ("0047 68050001", "68050001"),
     ("116 111", "116111"), ("ring Kari", ""), ("68 05 00", ""), ("", "")],
)  # fmt: skip
def test_what_a_telephone_can_call(number: str, digits: str) -> None:
    assert callable_digits(number) == digits


def test_who_answers_now_and_who_is_behind(world: World) -> None:
    shift(world, "2026-03-10T15:30", "2026-03-11T08:00", backup=world.cast.leader)
    now = on_call_now(world.service.pk, at("2026-03-10T23:15"))
    assert (now.worker, now.backup) == (world.cast.on_call, world.cast.leader)
    morning = on_call_now(world.service.pk, at("2026-03-11T08:00"))
    assert (morning.worker, morning.office_open) == (None, True)
    evening = on_call_now(world.service.pk, at("2026-03-11T16:00"))
    assert (evening.worker, evening.office_open) == (None, False)


def test_the_rota_begins_now_and_shows_gaps_for_eight_weeks(world: World) -> None:
    shift(world, "2026-03-10T15:30", "2026-03-11T08:00")
    rows = rota(world.service.pk, at("2026-03-10T23:15"))
    assert rows[0].shift is not None
    assert rows[1].from_at == at("2026-03-11T15:30")
    assert rows[-1].until_at == at("2026-05-05T00:00")


def test_only_who_stands_in_the_rota_or_plans_it_reads_it(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        client = as_user(user)
        assert client.get(reverse("on_call_rota")).status_code == (200 if name in READERS else 404), name
        assert client.get(reverse("shift_new")).status_code == (200 if name in WRITERS else 404), name
        assert client.get(reverse("on_call_hours")).status_code == (200 if name in WRITERS else 404), name


def test_another_service_has_its_own_rota(world: World, as_user: Any) -> None:
    row = shift(world, "2026-03-10T15:30", "2026-03-11T08:00")
    client = as_user(world.cast.other_service)
    assert "On Call" not in client.get(reverse("on_call_rota")).content.decode()
    assert client.get(reverse("shift_edit", args=[row.pk])).status_code == 404
    assert client.post(reverse("shift_remove", args=[row.pk])).status_code == 404


def posted(world: World, **values: Any) -> dict[str, Any]:
    shown = {"worker": world.cast.on_call.pk, "from_at": "2026-03-20T15:30", "until_at": "2026-03-23T08:00"}
    return shown | {"times": 1, "every_weeks": 1} | values


def test_a_shift_every_other_week_keeps_its_hours_when_the_clocks_change(world: World, as_user: Any) -> None:
    answer = as_user(world.cast.leader).post(reverse("shift_new"), posted(world, times=2, every_weeks=2))
    assert answer.status_code == 302
    found = [f"{row.from_at.astimezone(OSLO):%m-%d %H:%M}" for row in OnCallShift.objects.all()]
    assert found == ["03-20 15:30", "04-03 15:30"]


def test_two_people_at_once_are_refused_and_nothing_of_the_series_is_stored(world: World, as_user: Any) -> None:
    shift(world, "2026-03-27T15:30", "2026-03-28T08:00")
    answer = as_user(world.cast.leader).post(reverse("shift_new"), posted(world, times=2))
    assert answer.status_code == 422
    assert "On Call already answers from 27 March 2026 15:30 until 28 March 2026 08:00." in answer.content.decode()
    assert OnCallShift.objects.count() == 1


REFUSED = [
    ("until before from", {"until_at": "2026-03-20T15:00"}, "The end must be after the start."),
    ("three weeks", {"until_at": "2026-04-12T08:00"}, "A shift lasts two weeks at most."),
    ("back-up is the same", {"backup": "worker"}, "The back-up must be somebody else than who answers."),
]


@pytest.mark.parametrize(("what", "values", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_is_said_at_its_place(
    world: World, as_user: Any, what: str, values: dict[str, Any], sentence: str
) -> None:
    if values.get("backup") == "worker":
        values = {"backup": world.cast.on_call.pk}
    answer = as_user(world.cast.leader).post(reverse("shift_new"), posted(world, **values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_nobody_stands_in_the_rota_after_the_duty_has_ended(world: World, as_user: Any) -> None:
    Duty.objects.filter(user=world.cast.on_call).update(until_on=date(2026, 3, 15))
    answer = as_user(world.cast.leader).post(reverse("shift_new"), posted(world))
    assert "On Call has no duty as on-call worker on 20 March 2026." in answer.content.decode()


def test_a_gap_is_filled_from_the_rota(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    page = client.get(reverse("on_call_rota")).content.decode()
    assert "?from=2026-03-11T15:30&amp;until=2026-03-12T08:00" in page
    form = client.get(reverse("shift_new") + "?from=2026-03-11T15:30&until=2026-03-12T08:00").content.decode()
    assert 'value="2026-03-11T15:30"' in form


def test_older_shifts_in_which_two_answer_are_shown_as_such_and_the_rest_works(world: World, as_user: Any) -> None:
    second = make_user("second", Role.ON_CALL, world.service)
    shift(world, "2026-03-12T15:30", "2026-03-13T08:00")
    shift(world, "2026-03-12T20:00", "2026-03-13T08:00", worker=second)
    page = as_user(world.cast.coordinator).get(reverse("on_call_rota")).content.decode()
    assert "Second answers at the same time" in page
    assert "In 2 shifts somebody else answers too." in page


def test_a_shift_is_changed_and_taken_away(world: World, as_user: Any) -> None:
    row = shift(world, "2026-03-20T15:30", "2026-03-23T08:00")
    client = as_user(world.cast.leader)
    page = client.get(reverse("shift_edit", args=[row.pk]))
    values = {"version": page.context["form"]["version"].value(), "backup": world.cast.leader.pk}
    assert client.post(reverse("shift_edit", args=[row.pk]), posted(world, **values)).status_code == 302
    row.refresh_from_db()
    assert row.backup == world.cast.leader
    client.post(reverse("shift_remove", args=[row.pk]))
    assert not OnCallShift.objects.exists()


def test_the_office_that_opens_later_needs_somebody_longer(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    client.post(reverse("on_call_hours"), {"office_opens": "09:00", "office_closes": "15:00"})
    assert rota(world.service.pk, at("2026-03-11T12:00"))[0].from_at == at("2026-03-11T15:00")
    answer = client.post(reverse("on_call_hours"), {"office_opens": "09:00", "office_closes": "08:00"})
    assert "The office must close after it opens." in answer.content.decode()


def test_the_panel_is_the_page_without_its_table(world: World, as_user: Any) -> None:
    client = as_user(world.cast.on_call)
    panel = client.get(reverse("on_call_rota"), headers={"HX-Request": "true"}).content.decode()
    assert "Answers now" in panel
    assert "<table" not in panel
    assert panel.strip()[:20] in client.get(reverse("on_call_rota")).content.decode()


@pytest.mark.parametrize("shifts", [2, 20])
def test_the_rota_takes_the_same_queries_for_few_shifts_and_many(
    world: World, as_user: Any, django_assert_num_queries: Any, shifts: int
) -> None:
    for number in range(shifts):
        day = TODAY + timedelta(days=number)
        shift(world, f"{day}T15:30", f"{day + timedelta(days=1)}T08:00", backup=world.cast.leader)
    client = as_user(world.cast.leader)
    client.get(reverse("on_call_rota"))
    with django_assert_num_queries(7):
        client.get(reverse("on_call_rota"))


def test_the_rota_is_laid_out_week_by_week_and_what_runs_now_is_of_this_week(world: World, as_user: Any) -> None:
    """A long rota is read on a phone: this week stands open, the others are one line each until they are wanted."""
    shift(world, "2026-03-06T15:30", "2026-03-11T08:00")
    shift(world, "2026-03-16T15:30", "2026-03-17T08:00")
    now = at("2026-03-10T23:15")
    weeks = by_week(rota(world.service.pk, now), now)
    assert (weeks[0].number, weeks[0].monday, weeks[0].people) == (11, date(2026, 3, 9), ["On Call"])
    assert [week.monday for week in weeks] == [date(2026, 3, 9) + timedelta(weeks=n) for n in range(len(weeks))]
    assert sum(week.gaps for week in weeks) == sum(row.shift is None for row in rota(world.service.pk, now))
    page = as_user(world.cast.leader).get(reverse("on_call_rota")).content.decode()
    assert page.count('<details class="rota-week" open>') == 1
    assert page.count('<details class="rota-week">') == len(weeks) - 1


def test_a_shift_without_back_up_is_marked_in_its_week_and_while_it_runs(world: World, as_user: Any) -> None:
    shift(world, "2026-03-10T15:30", "2026-03-11T08:00")
    shift(world, "2026-03-11T15:30", "2026-03-12T08:00", backup=world.cast.leader)
    now = at("2026-03-10T23:15")
    assert [week.unbacked for week in by_week(rota(world.service.pk, now), now)][:2] == [1, 0]
    with time_machine.travel(now, tick=False):
        page = as_user(world.cast.leader).get(reverse("on_call_rota")).content.decode()
    assert "1 shift without back-up" in page
