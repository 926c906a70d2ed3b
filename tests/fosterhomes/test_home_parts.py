"""What belongs to a home is added, corrected and removed: in its panel, and on a page without JavaScript."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from fosterhomes.forms.parts import HOME_PARTS
from fosterhomes.models import AuditEvent, HomeMember, PoliceCertificate
from tests.cast import TODAY, World, make_home
from tests.fosterhomes.days import on_the_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
HTMX = {"HX-Request": "true", "accept-language": "en"}


@pytest.fixture
def member(world: World) -> HomeMember:
    return HomeMember.objects.create(home=world.home, name="Kari", relation="carer", from_on=date(2020, 1, 1))


def url(world: World, verb: str, part: str, row: int | None = None) -> str:
    return reverse(f"home_part_{verb}", args=[world.home.pk, part, *([row] if row else [])])


def right(part: str, member: HomeMember, child: int) -> dict[str, Any]:
    return {
        "members": {"name": "Ola", "relation": "carer", "birth_year": 1980, "from_on": "2020-01-01"},
        "hours": {"weekday": 0, "from_time": "09:00", "until_time": "15:00"},
        "holidays": {"from_on": "2026-07-01", "until_on": "2026-07-20", "note": "Syden"},
        "cycle": {
            "weeks": 4,
            "first_weekend_on": "2026-03-13",
            "first_places": 1,
            "second_places": 0,
            "third_places": 2,
            "fourth_places": 0,
        },
        "approvals": {"child": child, "approved_on": "2026-03-01"},
        "certificates": {"member": member.pk, "kind": "extended", "issued_on": "2026-02-01", "seen_on": "2026-03-01"},
        "trainings": {"course": "solid", "completed_on": "2026-01-01"},
        "steps": {"kind": "health", "member": member.pk, "done_on": "2026-03-01"},
    }[part]


WRONG = [
    ("members", {"birth_year": 85}, "birth_year", "Write the year with four digits, for example 1985."),
    ("members", {"until_on": "2019-12-31"}, "until_on", "The end must be after the start."),
    ("hours", {"until_time": "09:00"}, "until_time", "The end must be after the start."),
    ("hours", {"from_time": "kl ni"}, "from_time", "Enter a valid time."),
    ("holidays", {"until_on": "2026-07-01"}, "until_on", "The end must be after the start."),
    (
        "cycle",
        {"first_weekend_on": "2026-03-14"},
        "first_weekend_on",
        "This day is no Friday. A weekend is named by its Friday.",
    ),
    ("cycle", {"weeks": 2}, "weeks", "The cycle is shorter than the weekends that have places."),
    ("approvals", {"until_on": "2026-02-01"}, "until_on", "The end must be after the start."),
    ("approvals", {"approved_on": "2026-03-11"}, "approved_on", "This day has not come yet."),
    ("certificates", {"member": ""}, "member", "This field is required."),
    (
        "certificates",
        {"seen_on": "2026-01-31"},
        "seen_on",
        "A certificate cannot be seen before it was issued.",
    ),
    ("certificates", {"seen_on": "2026-03-11"}, "seen_on", "This day has not come yet."),
    ("trainings", {"completed_on": ""}, "completed_on", "This field is required."),
]


def test_a_home_has_one_cycle_of_weekends(world: World, as_user: Any, member: HomeMember) -> None:
    client, sent = as_user(world.cast.clerk), right("cycle", member, world.child.pk)
    assert client.post(url(world, "new", "cycle"), sent, headers=ENGLISH).status_code == 302
    again = client.post(url(world, "new", "cycle"), sent, headers=ENGLISH)
    assert again.status_code == 422
    assert "The home already has a cycle of weekends. Correct that one." in again.content.decode()


@pytest.mark.parametrize("part", [part for part in HOME_PARTS if part != "cycle"])
def test_a_row_is_added_with_and_without_javascript(world: World, as_user: Any, member: HomeMember, part: str) -> None:
    client, sent = as_user(world.cast.clerk), right(part, member, world.child.pk)
    page = client.post(url(world, "new", part), sent)
    assert (page.status_code, page.url) == (302, f"{reverse('home', args=[world.home.pk])}#{part}")
    panel = client.post(url(world, "new", part), sent, headers=HTMX)
    assert panel.status_code == 200
    assert panel.content.decode().strip().startswith("<section")
    related = getattr(world.home, HOME_PARTS[part].related)
    assert related.exclude(pk=member.pk if part == "members" else None).count() == 2
    assert set(AuditEvent.objects.values_list("verb", "home")) == {
        (f"{related.model._meta.model_name}.added", world.home.pk)
    }


@pytest.mark.parametrize(("part", "changes", "field", "sentence"), WRONG)
def test_what_is_wrong_is_said_at_the_field(
    world: World, as_user: Any, member: HomeMember, part: str, changes: dict[str, Any], field: str, sentence: str
) -> None:
    client, sent = as_user(world.cast.clerk), right(part, member, world.child.pk) | changes
    page = client.post(url(world, "new", part), sent, headers=ENGLISH)
    assert page.status_code == 422
    assert page.context["panel"].form.errors[field] == [sentence]
    assert sentence in client.post(url(world, "new", part), sent, headers=HTMX).content.decode()
    assert not AuditEvent.objects.exists()


def test_a_correction_says_why_and_leaves_its_trace(world: World, as_user: Any, member: HomeMember) -> None:
    client, address = as_user(world.cast.clerk), url(world, "edit", "members", member.pk)
    form = client.get(address).context["panel"].form
    sent = {field.name: field.value() for field in form if field.value() is not None} | {"name": "Kåre"}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "Feil namn"}).status_code == 302
    member.refresh_from_db()
    assert member.name == "Kåre"
    event = AuditEvent.objects.get()
    assert (event.verb, event.fields, event.reason) == ("homemember.corrected", ["name"], "Feil namn")


def test_who_corrects_second_sees_the_first_correction(world: World, as_user: Any, member: HomeMember) -> None:
    client, address = as_user(world.cast.clerk), url(world, "edit", "members", member.pk)
    form = client.get(address).context["panel"].form
    sent = {field.name: field.value() for field in form if field.value() is not None} | {"reason": "Feil"}
    client.post(address, sent | {"name": "Ane"})
    second = client.post(address, sent | {"name": "Eva"}, headers=HTMX)
    assert "now Ane. You wrote Eva" in second.content.decode()
    member.refresh_from_db()
    assert member.name == "Ane"


def test_a_row_is_removed_with_a_reason_that_outlives_it(world: World, as_user: Any, member: HomeMember) -> None:
    client, address = as_user(world.cast.clerk), url(world, "remove", "members", member.pk)
    assert client.post(address, {"reason": " "}).status_code == 422
    assert HomeMember.objects.filter(pk=member.pk).exists()
    client.post(address, {"reason": "Ført på feil heim"})
    assert not HomeMember.objects.filter(pk=member.pk).exists()
    event = AuditEvent.objects.get()
    assert (event.verb, event.reason) == ("homemember.removed", "Ført på feil heim")
    assert event.object_id == str(member.pk)


def test_a_row_of_another_home_is_not_reached_through_this_one(world: World, as_user: Any) -> None:
    other = make_home(world.service, "Anna", municipality=world.municipality)
    theirs = HomeMember.objects.create(home=other, name="Eva", relation="carer", from_on=TODAY)
    client = as_user(world.cast.clerk)
    for verb in ("edit", "remove"):
        assert client.post(url(world, verb, "members", theirs.pk), {"reason": "x"}).status_code == 404


def test_a_certificate_can_only_be_somebody_s_of_this_home(world: World, as_user: Any, member: HomeMember) -> None:
    other = HomeMember.objects.create(home=world.other_home, name="Eva", relation="carer", from_on=TODAY)
    sent = right("certificates", member, 0) | {"member": other.pk}
    assert as_user(world.cast.clerk).post(url(world, "new", "certificates"), sent).status_code == 422
    assert not PoliceCertificate.objects.exists()


def test_an_unknown_kind_of_row_is_not_there(world: World, as_user: Any) -> None:
    assert as_user(world.cast.clerk).get(f"/homes/{world.home.pk}/placements/new/").status_code == 404


@pytest.mark.parametrize("who", ["caseworker", "supervisor", "on_call", "administrator", "other_service", "stranger"])
@pytest.mark.parametrize("part", HOME_PARTS)
def test_only_who_answers_for_the_register_writes_rows(
    world: World, as_user: Any, member: HomeMember, who: str, part: str
) -> None:
    client = as_user(getattr(world.cast, who))
    assert client.post(url(world, "new", part), right(part, member, world.child.pk)).status_code == 404
    assert not AuditEvent.objects.exists()


def test_cancel_brings_the_panel_back(world: World, as_user: Any, member: HomeMember) -> None:
    client, address = as_user(world.cast.clerk), reverse("home_part", args=[world.home.pk, "members"])
    assert "<form" not in client.get(address, headers=HTMX).content.decode()
    assert client.get(address).status_code == 302


def test_a_member_with_certificates_is_not_removed_together_with_them(
    world: World, as_user: Any, member: HomeMember
) -> None:
    PoliceCertificate.objects.create(home=world.home, member=member, issued_on=TODAY, seen_on=TODAY)
    address = url(world, "remove", "members", member.pk)
    refused = as_user(world.cast.clerk).post(address, {"reason": "Feil"}, headers=ENGLISH)
    assert refused.status_code == 422
    assert "Something else is registered on it: police certificate seen. Remove that first." in refused.content.decode()
    assert PoliceCertificate.objects.filter(member=member).exists()


def test_a_relation_is_named_in_the_reader_s_language(world: World, as_user: Any) -> None:
    # A request leaves its language behind in the thread; the tests after this one are to find theirs again.
    with translation.override("en"):
        form = as_user(world.cast.clerk).get("/homes/new/", headers={"accept-language": "nn"}).context["form"]
        assert str(form.fields["municipality"].label) == "Kommune"
