"""What the search must respect for a child: written, changed and removed by who answers for the child."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from fosterhomes.actions.child_merge import merge_children
from fosterhomes.actions.children import protect_address
from fosterhomes.limits import limits_of
from fosterhomes.models import AuditEvent, Child, Home, KeepAway, NotTogether, TravelLimit
from tests.cast import TODAY, World, access

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel(f"{TODAY}T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def leader(world: World, as_user: Any) -> Any:
    client = as_user(world.cast.leader)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def new(world: World, kind: str, child: Child | None = None) -> str:
    return reverse("limit_new", args=[(child or world.child).pk, kind])


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def rows(world: World, child: Child | None = None) -> list[str]:
    found = limits_of(child or world.child, access(world.cast.leader))
    return [f"{row.title}: {row.note} [{row.tag}]" for row in found]


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    from django.utils.translation import override

    with override("en"):
        yield


def test_the_three_kinds_are_written_and_read_on_the_childs_page(world: World, leader: Any) -> None:
    way = {"purpose": "school", "point": world.far_point.pk, "longest_minutes": 45, "longest_km": 40}
    away = {"who": "Stefaren", "ordered": "on", "municipality": "4640", "until_on": "2026-12-01"}
    apart = {"gender": "boy", "youngest_age": 12, "reason": "Er redd store gutar."}
    for kind, values in (("way", way), ("away", away), ("apart", apart)):
        assert leader.post(new(world, kind), values).url == reverse("child", args=[world.child.pk])
    assert rows(world) == [
        "No contact with Stefaren: not in Sogndal, holds until 1 December 2026 [the law]",
        "Not together with boys of 12 and older: Er redd store gutar. [the service's rule]",
        "The way to school or kindergarten: Sogndal, at most 45 minutes and 40 km [the service's rule]",
    ]
    page = leader.get(reverse("child", args=[world.child.pk])).content.decode()
    assert "No contact with Stefaren" in page
    verbs = set(AuditEvent.objects.filter(child=world.child).values_list("verb", flat=True))
    assert verbs == {"travellimit.added", "keepaway.added", "nottogether.added"}


def test_the_home_that_a_child_is_kept_from_learns_nothing_of_it(world: World, leader: Any) -> None:
    leader.post(new(world, "away"), {"who": "Stefaren", "from_home": world.other_home.pk})
    assert KeepAway.objects.get().from_home == world.other_home
    assert not AuditEvent.objects.filter(home=world.other_home).exists()
    assert "Stefaren" not in leader.get(reverse("home", args=[world.other_home.pk])).content.decode()


REFUSED = {
    "a way to something, without saying where": ("way", {"purpose": "other"}, "point"),
    "a limit of nothing": ("way", {"purpose": "school", "longest_minutes": 0}, "longest_minutes"),
    "no contact, and nothing to keep away from": ("away", {"who": "Far"}, "from_home"),
    "a home and a municipality at once": (
        "away",
        {"who": "Far", "from_home": "home", "municipality": "4640"},
        "from_home",
    ),
    "a village without minutes": ("away", {"who": "Far", "point": "point"}, "minutes"),
    "minutes without a village": ("away", {"who": "Far", "municipality": "4640", "minutes": 30}, "minutes"),
    "ended before it begins": ("away", {"who": "Far", "municipality": "4640", "until_on": "2026-03-10"}, "until_on"),
    "not together with nobody": ("apart", {"reason": "Uro"}, "other"),
    "one child and an age at once": ("apart", {"other": "another", "oldest_age": 3, "reason": "Uro"}, "other"),
    "ages the wrong way round": ("apart", {"youngest_age": 9, "oldest_age": 3, "reason": "Uro"}, "oldest_age"),
    "no reason": ("apart", {"gender": "boy"}, "reason"),
}


@pytest.mark.parametrize(("kind", "values", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_at_its_field(
    world: World, leader: Any, kind: str, values: dict[str, Any], field: str
) -> None:
    rows = {"home": world.other_home.pk, "point": world.point.pk, "another": world.other_child.pk}
    response = leader.post(new(world, kind), {key: rows.get(value, value) for key, value in values.items()})
    assert list(errors(response)) == [field]


def test_a_protected_childs_school_is_never_stored(world: World, leader: Any) -> None:
    school = TravelLimit.objects.create(child=world.child, purpose="school", point=world.point, longest_minutes=30)
    other = TravelLimit.objects.create(child=world.child, purpose="other", point=world.point, longest_minutes=30)
    protect_address(child=world.child, travel_band="60", by=world.cast.leader, at=_now())
    school.refresh_from_db()
    assert (school.point, school.longest_minutes) == (None, 30)
    assert not TravelLimit.objects.filter(pk=other.pk).exists()
    leader.post(new(world, "way"), {"purpose": "parents", "point": world.point.pk})
    assert TravelLimit.objects.get(purpose="parents").point is None


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def test_the_database_refuses_it_too(world: World) -> None:
    from django.db import IntegrityError, transaction

    Child.objects.filter(pk=world.child.pk).update(protected_address=True, point=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        TravelLimit.objects.create(child=world.child, purpose="school", point=world.point)


WHO_WRITES = {"leader", "coordinator", "clerk", "caseworker"}


def test_only_who_answers_for_the_child_writes(world: World, as_user: Any) -> None:
    row = TravelLimit.objects.create(child=world.child, purpose="school", longest_minutes=30)
    addresses = [
        new(world, "way"),
        reverse("limit_edit", args=["way", row.pk]),
        reverse("limit_remove", args=["way", row.pk]),
    ]
    for name, user in world.cast:
        client = as_user(user)
        opened = {client.get(address).status_code for address in addresses}
        assert opened == ({200} if name in WHO_WRITES else {404}), name


def test_a_change_and_a_removal_leave_their_trace(world: World, leader: Any) -> None:
    row = TravelLimit.objects.create(child=world.child, purpose="school", longest_minutes=30)
    url = reverse("limit_edit", args=["way", row.pk])
    token = leader.get(url).context["form"]["version"].value()
    TravelLimit.objects.filter(pk=row.pk).update(longest_minutes=50)
    changed = {"purpose": "school", "longest_minutes": 20, "version": token}
    assert "Somebody else changed this" in leader.post(url, changed).content.decode()
    changed["version"] = leader.get(url).context["form"]["version"].value()
    assert leader.post(url, changed).status_code == 302
    assert leader.post(reverse("limit_remove", args=["way", row.pk]), {"reason": "Bytta skule."}).status_code == 302
    assert not TravelLimit.objects.exists()
    events = AuditEvent.objects.filter(child=world.child).order_by("pk")
    assert [(event.verb, event.reason) for event in events] == [
        ("travellimit.changed", ""), ("travellimit.removed", "Bytta skule.")]  # fmt: skip


def test_a_kind_that_is_none_is_not_there(world: World, leader: Any) -> None:
    assert leader.get(new(world, "nothing")).status_code == 404


def test_the_other_child_is_named_only_where_duty_shows_it(world: World, as_user: Any) -> None:
    NotTogether.objects.create(child=world.child, other=world.other_child, reason="Uro")
    mine = limits_of(world.child, access(world.cast.caseworker))
    theirs = limits_of(world.other_child, access(world.cast.other_caseworker))
    assert [row.title for row in (*mine, *theirs)] == ["Not together with another child"] * 2
    assert [row.elsewhere for row in (*mine, *theirs)] == [False, True]


def test_what_a_home_asks_for_is_written_on_its_form(world: World, leader: Any) -> None:
    url = reverse("home_edit", args=[world.home.pk])
    form = leader.get(url).context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, "", False)}
    assert leader.post(url, values | {"one_family": "on", "younger_than_own": "on"}).status_code == 302
    home = Home.objects.get(pk=world.home.pk)
    assert (home.one_family, home.younger_than_own) == (True, True)
    page = leader.get(reverse("home", args=[home.pk])).content.decode()
    assert "children of one family at a time" in page
    assert "only children who are younger than their own" in page


def test_the_search_takes_kilometres_and_the_youngest(world: World, leader: Any) -> None:
    url = reverse("wait_edit", args=[world.wait.pk])
    form = leader.get(url).context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, "", False)}
    assert leader.post(url, values | {"longest_km": 60, "must_be_youngest": "on"}).status_code == 302
    world.wait.refresh_from_db()
    assert (world.wait.longest_km, world.wait.must_be_youngest, world.wait.wanted_on) == (60, True, date(2026, 4, 1))


def test_a_duplicate_of_a_protected_child_brings_no_village_with_it(world: World) -> None:
    TravelLimit.objects.create(child=world.waiting_child, purpose="school", point=world.point, longest_minutes=30)
    protect_address(child=world.child, travel_band="60", by=world.cast.leader, at=_now())
    merge_children(
        kept=world.child, duplicate=world.waiting_child, reason="Same barn.", by=world.cast.leader, at=_now()
    )
    assert [(row.child, row.point) for row in TravelLimit.objects.all()] == [(world.child, None)]
