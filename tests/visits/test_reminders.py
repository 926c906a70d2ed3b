"""Reminders: what they say, to whom and when; sent once, tried again when they fail, and seen when they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox_of
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import AuditEvent, Cover, Role, User
from tests.cast import TODAY, World, access, make_user
from visits.actions.hindrances import say_cannot
from visits.due import Counts, due_rows
from visits.models import Absence, Mail, ReminderChoice
from visits.models.reminder import Rhythm
from visits.reminding.digest import digest
from visits.reminding.mailing import BACK_OFF, send_due
from visits.reminding.reminders import Choice, day_of

from .mail_server import MailServer, mail_server
from .rows import OSLO, lay_many, lay_visit, noon

pytestmark = pytest.mark.usefixtures("english")
MONDAY = date(2026, 3, 9)
TUESDAY = TODAY


@pytest.fixture(autouse=True)
def at_noon(settings: Any) -> Iterator[Any]:
    settings.SITE_URL, settings.MAIL_IS_SENT = "https://fosterheim.example.no", True
    with time_machine.travel(noon(TODAY), tick=False) as clock:
        yield clock


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 0.3
        yield running


def only(*users: User) -> None:
    """Let nobody else be reminded."""
    for user in User.objects.exclude(pk__in=[one.pk for one in users]):
        ReminderChoice.objects.update_or_create(user=user, defaults={"rhythm": Rhythm.NONE})


def test_who_plans_and_reads_weekly_is_told_the_next_day_that_somebody_cannot_make_a_visit(
    world: World, at_noon: Any
) -> None:
    leader, supervisor = world.cast.leader, world.cast.supervisor
    only(leader)
    assert send_due(timezone.now()).made == 1
    visit = lay_visit(world, "supervision", date(2026, 3, 13), status="booked")
    at_noon.shift(timedelta(hours=1))
    say_cannot(visit=visit, reason="Sjuk.", from_on=None, until_on=None, by=supervisor, at=timezone.now())
    at_noon.shift(timedelta(hours=1))
    assert send_due(timezone.now()).made == 1
    assert (outbox_of.outbox[-1].to, outbox_of.outbox[-1].subject) == ([leader.email], "1 visit waits for a new time")
    assert "https://fosterheim.example.no/cannot/" in outbox_of.outbox[-1].body
    at_noon.shift(timedelta(days=1))
    assert send_due(timezone.now()).made == 0
    at_noon.move_to(noon(MONDAY + timedelta(days=7)))
    assert send_due(timezone.now()).made == 1
    assert Mail.objects.filter(to=leader).count() == 3


DAYS = [
    ("daily, on a Tuesday", Rhythm.DAILY, 0, TUESDAY, TUESDAY),
    ("daily, on a Saturday", Rhythm.DAILY, 0, date(2026, 3, 14), None),
    ("daily, on Maundy Thursday", Rhythm.DAILY, 0, date(2026, 4, 2), None),
    ("weekly, on its day", Rhythm.WEEKLY, 1, TUESDAY, TUESDAY),
    ("weekly, the day after a timer stood still", Rhythm.WEEKLY, 0, TUESDAY, MONDAY),
    ("weekly on Easter Monday, on the Tuesday", Rhythm.WEEKLY, 0, date(2026, 4, 7), date(2026, 4, 6)),
    ("weekly, too long after", Rhythm.WEEKLY, 2, TUESDAY, None),
    ("never", Rhythm.NONE, 0, TUESDAY, None),
]


@pytest.mark.parametrize(("what", "rhythm", "weekday", "today", "stands_for"), DAYS, ids=[row[0] for row in DAYS])
def test_the_day_that_a_reminder_stands_for(
    what: str, rhythm: str, weekday: int, today: date, stands_for: date | None
) -> None:
    assert day_of(Choice(rhythm, weekday, own=True), today) == stands_for


@time_machine.travel(noon(date(2026, 4, 14)), tick=False)
def test_the_numbers_are_those_of_the_page(world: World) -> None:
    lay_many(world, 3)
    for user in (world.cast.caseworker, world.cast.supervisor, world.cast.leader):
        rights = access(user, date(2026, 4, 14))
        counts, told = Counts.of(due_rows(rights)), digest(rights)
        if user == world.cast.leader:
            assert told.team is not None
            assert told.team.counts == counts
            named = [row for row in due_rows(rights) if row.visitor is not None]
            assert sum(one.late for one in told.team.colleagues) == Counts.of(named).visits_late > 0
        else:
            track = "follow_up" if user == world.cast.caseworker else "supervision"
            own = Counts.of([row for row in due_rows(rights) if row.year.track == track])
            assert (told.shares[0].late, told.shares[0].this_month) == (own.visits_late, own.this_month)
            assert told.team is None


@time_machine.travel(noon(date(2026, 4, 14)), tick=False)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nn", "besøk er på etterskot"), ("nb", "besøk er på etterskudd"), ("en", "visit is late")],
)
def test_a_mail_is_in_the_persons_language_and_names_no_child(world: World, language: str, sentence: str) -> None:
    children = [world.child, *lay_many(world, 2)]
    cast = world.cast
    for user in (cast.caseworker, cast.leader):
        user.language = language
        user.save()
    only(cast.caseworker, cast.leader)
    assert send_due(timezone.now()).sent == 2
    assert any(sentence in sent.subject for sent in outbox_of.outbox)
    for sent in outbox_of.outbox:
        assert "https://fosterheim.example.no/due/" in sent.body
        secrets = [word for child in children for word in (child.name, child.reference, str(child.birth_date.year))]
        assert not [word for word in (*secrets, "Alver", "Knarvik", "Fjellheim") if word in sent.body]
    weekly = next(sent.body for sent in outbox_of.outbox if sent.to == [cast.leader.email])
    assert cast.caseworker.name in weekly


def test_run_twice_sends_once_and_the_next_day_again(world: World, at_noon: Any) -> None:
    only(world.cast.caseworker)
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    for _again in range(2):
        call_command("send_reminders", verbosity=0)
    assert [sent.to for sent in outbox_of.outbox] == [[world.cast.caseworker.email]]
    assert "1 visit whose day has passed is not recorded yet" in outbox_of.outbox[0].body
    at_noon.shift(timedelta(days=1))
    call_command("send_reminders", verbosity=0)
    assert len(outbox_of.outbox) == 2


def test_before_half_past_six_and_without_anything_to_tell_nothing_is_sent(world: World) -> None:
    only(make_user("newcomer", Role.CASEWORKER, world.service))
    assert send_due(datetime(2026, 3, 10, 6, 29, tzinfo=OSLO)).made == 0
    assert (send_due(noon(TODAY)).made, Mail.objects.get().state) == (1, Mail.State.NOTHING)
    assert outbox_of.outbox == []


def test_who_is_away_gets_none_and_who_covers_gets_theirs_by_name(world: World) -> None:
    cast = world.cast
    only(cast.caseworker, cast.other_caseworker)
    lay_visit(world, "follow_up", date(2026, 3, 10), status="booked")
    Absence.objects.create(service=world.service, worker=cast.caseworker, kind="ill", from_on=TODAY)
    leads = digest(access(cast.leader)).team
    assert leads is not None
    assert leads.uncovered == 1
    Cover.objects.create(child=world.child, worker=cast.caseworker, stand_in=cast.other_caseworker, from_on=TODAY)
    told = digest(access(cast.other_caseworker))
    assert [share.absent for share in told.shares] == [None, cast.caseworker]
    send_due(timezone.now())
    assert {mail.to for mail in Mail.objects.all()} == {cast.other_caseworker}


def test_a_real_mail_server_takes_it_with_a_number_of_its_own(world: World, server: MailServer) -> None:
    only(world.cast.caseworker)
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    assert send_due(timezone.now()).sent == 1
    (received,) = server.received
    assert received["To"] == world.cast.caseworker.email
    assert received["Message-ID"].startswith("<reminder-")
    assert Mail.objects.get().state == Mail.State.SENT


def test_a_refusal_is_tried_again_later_each_time_and_given_up_in_the_end(
    world: World, server: MailServer, as_user: Any, at_noon: Any
) -> None:
    only(world.cast.caseworker)
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    server.refuses = "550 no such address"
    for wait in BACK_OFF:
        assert send_due(timezone.now()).failed == 1
        row = Mail.objects.get()
        assert (row.state, row.problem, row.next_try_at) == ("waiting", "refused", timezone.now() + wait)
        assert send_due(timezone.now() + wait - timedelta(seconds=1)).failed == 0
        at_noon.shift(wait)
    send_due(timezone.now())
    row.refresh_from_db()
    assert row.state == Mail.State.GIVEN_UP
    page = as_user(world.cast.administrator).get(reverse("mail_list")).content.decode()
    assert "1 mail has not got through, 0 have." in page
    assert "The mail server refused it" in page
    server.refuses = ""
    assert as_user(world.cast.leader).post(reverse("mail_retry", args=[row.pk])).status_code == 302
    assert AuditEvent.objects.filter(verb="mail.tried_again").exists()
    assert send_due(timezone.now()).sent == 1
    assert len(server.received) == 1


def test_a_silent_server_holds_nobody_up_for_long_and_is_asked_once_for_all(world: World, server: MailServer) -> None:
    only(world.cast.caseworker, world.cast.leader)
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    ReminderChoice.objects.create(user=world.cast.leader, rhythm=Rhythm.DAILY)
    lay_visit(world, "follow_up", date(2026, 3, 2), world.other_child, home=world.other_home, status="booked",
              worker=world.cast.leader)  # fmt: skip
    server.silent = True
    outcome = send_due(timezone.now())
    assert (outcome.made, outcome.sent, outcome.failed) == (2, 0, 1)
    assert sorted(Mail.objects.values_list("problem", flat=True)) == ["", "silent"]


def test_without_a_mail_server_the_command_says_so(world: World, settings: Any) -> None:
    settings.MAIL_IS_SENT = False
    with pytest.raises(CommandError, match="EMAIL_HOST is not set"):
        call_command("send_reminders")
    assert not Mail.objects.exists()


def test_in_the_demo_the_mail_is_shown_instead(world: World, settings: Any, as_user: Any) -> None:
    settings.DEMO = True
    only(world.cast.caseworker)
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    send_due(timezone.now())
    row = Mail.objects.get()
    assert (row.state, outbox_of.outbox) == (Mail.State.SHOWN, [])
    assert "is not recorded yet" in as_user(world.cast.leader).get(reverse("mail", args=[row.pk])).content.decode()


def test_each_person_chooses_and_reads_only_their_own(world: World, as_user: Any) -> None:
    cast = world.cast
    seen = {name: as_user(user).get(reverse("my_reminders")).status_code == 200 for name, user in cast}
    assert {name for name, may in seen.items() if may} == {
        "leader", "coordinator", "caseworker", "other_caseworker", "supervisor", "other_service",
    }  # fmt: skip
    listed = {name for name, user in cast if as_user(user).get(reverse("mail_list")).status_code == 200}
    assert listed == {"leader", "administrator", "other_service"}
    client = as_user(cast.caseworker)
    assert client.post(reverse("my_reminders"), {"rhythm": "weekly", "weekday": "9"}).status_code == 422
    assert client.post(reverse("my_reminders"), {"rhythm": "weekly", "weekday": "3"}).status_code == 302
    assert client.post(reverse("my_reminders"), {"rhythm": "none", "weekday": "3"}).status_code == 302
    assert ReminderChoice.objects.get().rhythm == Rhythm.NONE
    lay_visit(world, "follow_up", date(2026, 3, 2), status="booked")
    ReminderChoice.objects.all().delete()
    send_due(timezone.now())
    row = Mail.objects.get(to=cast.caseworker)
    readers = {name for name, user in cast if as_user(user).get(reverse("mail", args=[row.pk])).status_code == 200}
    assert readers == {"caseworker"}
    assert as_user(cast.other_service).post(reverse("mail_retry", args=[row.pk])).status_code == 404


def test_the_language_of_the_pages_is_that_of_the_mail(world: World, as_user: Any) -> None:
    as_user(world.cast.caseworker).post(reverse("set_language"), {"language": "nb", "next": "/"})
    world.cast.caseworker.refresh_from_db()
    assert world.cast.caseworker.spoken == "nb"


@pytest.mark.parametrize("mails", [1, 12])
def test_the_list_asks_the_same_number_of_queries(
    world: World, as_user: Any, django_assert_num_queries: Any, mails: int
) -> None:
    for number in range(mails):
        Mail.objects.create(
            service=world.service, to=world.cast.caseworker, rhythm="daily", for_day=TODAY - timedelta(days=number),
            language="nn", subject="x", state=Mail.State.SENT, made_at=noon(TODAY),
        )  # fmt: skip
    client = as_user(world.cast.leader)
    with django_assert_num_queries(7):
        client.get(reverse("mail_list"))
