"""Working hours in plain words, and windows that absence has swallowed: said where it is, and the rest works."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from fosterhomes.models import Cover, HomeHoliday
from tests.cast import TODAY, World
from visits.hour_words import in_words, read_words
from visits.models import Absence, WorkingHours

from .rows import lay_visit, noon

UNDERSTOOD = [
    ("Mon–Thu 8–15:30", "Monday–Thursday 08:00–15:30"),
    ("every other Monday 8-15.30", "every other Monday (even weeks) 08:00–15:30"),
    ("man–tor 8–15.30, annankvar fredag 8–12",
     "Monday–Thursday 08:00–15:30, every other Friday (odd weeks) 08:00–12:00"),
    ("annenhver mandag (oddetallsuker) kl 9 til 14", "every other Monday (odd weeks) 09:00–14:00"),
    ("tysdag og torsdag frå 15 til 21; laurdag 10-18",
     "Tuesday 15:00–21:00, Thursday 15:00–21:00, Saturday 10:00–18:00"),
]  # fmt: skip
REFUSED = [
    ("blåmandag 8-12", "“blåmandag” is not understood."),
    ("Monday 8", "Say from when until when, as in “Monday 8–15:30”."),
    ("fre-man 8-12", "“man” comes before the day that the range begins with."),
    ("man 8-12 man 13-15", "Monday is named twice: a day has one beginning and one end."),
    ("8-12", "Say on which day, before the hours."),
    ("man 25-26", "“25” is no hour of the day."),
    ("man 15-8", "The end must be after the start."),
    ("@", "“@” is not understood."),
]


def rows(text: str) -> list[WorkingHours]:
    return [
        WorkingHours(weekday=one.weekday, weeks=one.weeks, from_time=one.from_time, until_time=one.until_time)
        for one in read_words(text, TODAY)
    ]


@pytest.mark.parametrize(("written", "said"), UNDERSTOOD)
def test_what_people_write_is_understood_in_three_languages(written: str, said: str) -> None:
    assert in_words(rows(written)) == said


@pytest.mark.parametrize("language", ["nn", "nb", "en"])
def test_what_we_say_we_understand(language: str) -> None:
    for written, _said in UNDERSTOOD:
        with translation.override(language):
            said = in_words(rows(written))
            assert in_words(rows(said)) == said


@pytest.mark.parametrize(("written", "sentence"), REFUSED)
def test_what_is_not_understood_is_named(written: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_words(written, TODAY)
    assert refused.value.messages == [sentence]


def test_words_fill_in_the_days_and_nothing_is_stored_before_they_are_seen(
    world: World, as_user: Any, english: None
) -> None:
    client, address = as_user(world.cast.caseworker), reverse("working_hours", args=[f"w{world.cast.caseworker.pk}"])
    with time_machine.travel(noon(TODAY), tick=False):
        page = client.post(address, {"understand": "1", "text": "Mon–Thu 8–15:30"})
        assert (page.status_code, WorkingHours.objects.count()) == (200, 0)
        days = {day.prefix: day.initial for day in page.context["form"].days}
        assert days["day3"]["until_time"] == time(15, 30)
        assert "from_time" not in days["day4"]
        wrong = client.post(address, {"understand": "1", "text": "blåmandag"})
        assert wrong.status_code == 422
        assert "“blåmandag” is not understood." in wrong.content.decode()
        whose = {"service": world.service, "worker": world.cast.caseworker}
        WorkingHours.objects.create(**whose, weekday=0, weeks="odd", from_time=time(8), until_time=time(12))
        said = "every other Monday (odd weeks) 08:00–12:00"
        assert said in client.get(address).content.decode()
        assert said in client.get(reverse("absences")).content.decode()
        assert said in client.get(reverse("calendar")).content.decode()


def notes(client: Any) -> str:
    with time_machine.travel(noon(TODAY), tick=False):
        page = client.get(reverse("due"))
    assert page.status_code == 200
    return " ".join(f"{one.row.year.child.name}, {one.row.year.track}: {one.why}" for one in page.context["swallowed"])


def test_a_holiday_that_swallows_the_window_is_named_where_the_visit_is_owed(
    world: World, as_user: Any, english: None
) -> None:
    client = as_user(world.cast.leader)
    assert notes(client) == ""
    away = HomeHoliday.objects.create(home=world.home, from_on=TODAY, until_on=date(2026, 4, 2))
    assert notes(client).count("The family is away for all that is left of the window, to 1 April 2026.") == 0
    away.until_on = date(2026, 4, 3)
    away.save()
    assert notes(client).count("The family is away for all that is left of the window, to 2 April 2026.") == 2
    # What is planned in the year after makes nothing good of this one.
    lay_visit(world, "follow_up", date(2027, 2, 10), status="planned", start=time(10))
    assert notes(client).count("The family is away") == 2
    lay_visit(world, "follow_up", TODAY + timedelta(days=3), status="booked", start=time(10))
    assert notes(client).count("The family is away") == 1


def test_a_visitor_who_is_away_all_the_time_is_named_too(world: World, as_user: Any, english: None) -> None:
    Absence.objects.create(service=world.service, worker=world.cast.caseworker, kind="leave", from_on=TODAY)
    assert notes(as_user(world.cast.leader)) == (
        "Barn A-1, follow_up: Caseworker has no working day with the family at home before 2 April 2026."
    )


def test_leave_that_swallows_a_window_is_named_where_it_is_entered_and_in_the_calendar(
    world: World, as_user: Any, english: None
) -> None:
    """Until somebody covers: then there is a day again."""
    client, worker = as_user(world.cast.caseworker), world.cast.caseworker
    sentence = "Caseworker has no working day with the family at home before 2 April 2026."
    with time_machine.travel(noon(TODAY), tick=False):
        asked = {"kind": "leave", "from_on": TODAY.isoformat(), "last_on": "2026-04-10"}
        page = client.post(reverse("absence_new"), asked, follow=True).content.decode()
        assert "1 visit has no day left before it is due. It stands under Absences." in page
        assert sentence in page
        assert sentence in client.get(reverse("calendar")).content.decode()
        days = {"from_on": date(2026, 3, 30), "until_on": date(2026, 4, 2)}
        Cover.objects.create(child=world.child, worker=worker, stand_in=world.cast.other_caseworker, **days)
        assert sentence not in client.get(reverse("calendar")).content.decode()
        assert sentence not in client.get(reverse("absences")).content.decode()


def test_a_familys_holiday_that_swallows_a_window_is_named_on_its_home_and_in_its_calendar(
    world: World, as_user: Any, english: None
) -> None:
    client = as_user(world.cast.leader)
    HomeHoliday.objects.create(home=world.home, from_on=TODAY, until_on=date(2026, 4, 3))
    with time_machine.travel(noon(TODAY), tick=False):
        for address in (reverse("home_visits", args=[world.home.pk]), f"{reverse('calendar')}?whose=h{world.home.pk}"):
            page = client.get(address).content.decode()
            assert page.count("The family is away for all that is left of the window, to 2 April 2026.") == 2
        other = client.get(reverse("home_visits", args=[world.other_home.pk])).content.decode()
        assert "The family is away" not in other
