"""The pages of travel times: which are only estimates, a time set by hand, ferries, villages."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fosterhomes.models import AuditEvent, EstimateFigures, FerryArea, FerryLink, Home, Point, RoadFill, TravelTime
from fosterhomes.travel import TravelTimes
from tests.cast import TODAY, World, make_home
from tests.fosterhomes.days import on_the_day
from tests.fosterhomes.distances.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]

ENGLISH = {"accept-language": "en"}
WRITERS = {"leader", "coordinator", "clerk", "other_service"}
LIST = "/travel/"


def home_at(world: World, name: str, number: int = 1) -> Home:
    point = Point.objects.create(
        village=world.point.village,
        municipality=world.municipality,
        latitude=f"60.{60000 + number}",
        longitude="5.30000",
    )
    return make_home(world.service, name, municipality=world.municipality, point=point)


def url_of(world: World, home: Home) -> str:
    return reverse("way_edit", args=[world.point.pk, home.point_id])


def shown(response: Any) -> list[tuple[str, str]]:
    return [(row.to_whom, row.kind) for row in response.context["page"]]


def between(start: Point, end: Point) -> tuple[int, str] | None:
    way = TravelTimes([start, end]).between(start, end)
    return (way.minutes, way.source) if way else None


ADDRESSES = [
    LIST, "/travel/ferries/", "/travel/ferries/area/new/", "/travel/ferries/link/new/", "/travel/villages/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_who_writes_the_register_opens_the_pages(world: World, as_user: Any, address: str) -> None:
    for name, user in world.cast:
        assert as_user(user).get(address).status_code == (200 if name in WRITERS else 404), name


def test_the_list_shows_first_what_nobody_has_measured_and_says_how_many(world: World, as_user: Any) -> None:
    homes = [home_at(world, f"Heim {number}", number) for number in range(4)]
    for home, source, minutes in zip(homes, ("road", "by hand", "road"), (30, 45, None), strict=False):
        TravelTime.objects.create(
            from_point=world.point, to_point=home.point, source=source, minutes=minutes, measured_on=TODAY,
            metres=None if minutes is None else 20_000,
        )  # fmt: skip
    client = as_user(world.cast.leader)
    first = client.get(LIST, headers=ENGLISH)
    assert shown(first) == [("Heim 3", "estimate")]
    assert first.context["form"]["kind"].value() == "estimate"
    text = "4 ways: 1 set by hand, 1 measured by the road engine, 1 only estimated, 1 without a road."
    assert text in first.content.decode()
    everything = client.get(f"{LIST}?kind=", headers=ENGLISH)
    assert {name for name, _kind in shown(everything)} == {home.name for home in homes}
    assert shown(client.get(f"{LIST}?kind=no+road")) == [("Heim 2", "no road")]
    assert shown(client.get(f"{LIST}?kind=nonsense")) == [("Heim 3", "estimate")]


def test_a_protected_address_is_on_no_list_of_ways(world: World, as_user: Any) -> None:
    make_home(world.service, "Løynd", municipality=world.municipality, protected_address=True, travel_band="60")
    assert "Løynd" not in as_user(world.cast.leader).get(f"{LIST}?kind=").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_ways(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    home_at(world, "Heim 0", 1000)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{LIST}?kind=")
    for number in range(1, 8):
        home_at(world, f"Heim {number}", number)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{LIST}?kind=")
    assert len(few) == len(many)


def test_htmx_gets_the_results_alone_as_the_whole_page_has_them(world: World, as_user: Any) -> None:
    home_at(world, "Heim")
    client = as_user(world.cast.leader)
    part = client.get(LIST, headers=ENGLISH | {"HX-Request": "true"}).content.decode()
    assert part.strip() in client.get(LIST, headers=ENGLISH).content.decode()
    assert "<h1" not in part


def test_ways_that_a_server_left_unanswered_are_told_with_the_reason(world: World, as_user: Any) -> None:
    RoadFill.objects.create(
        service=world.service, engine="osrm", started_at=NOON, asked=6, answered=2, unanswered=4, trouble="silent"
    )
    html = as_user(world.cast.leader).get(LIST, headers=ENGLISH).content.decode()
    assert "left 4 ways without an answer, and their estimates stand. The server did not answer in time." in html
    assert "Last measured on 10 March 2026 by an OSRM server." in html
    html = as_user(world.cast.other_service).get(LIST, headers=ENGLISH).content.decode()
    assert "without an answer" not in html


def test_the_list_says_how_far_off_the_estimate_is(world: World, as_user: Any) -> None:
    EstimateFigures.objects.create(
        from_on=TODAY, terrain="fjord", winding="1.5", metres_a_minute=800, pairs=20, error_before=23.4, error_after=9.1
    )
    html = as_user(world.cast.leader).get(LIST, headers=ENGLISH).content.decode()
    assert "off by 23.4 % on average before, 9.1 % since" in html


def test_a_time_set_by_hand_holds_both_ways_and_leaves_its_trace(world: World, as_user: Any) -> None:
    home = home_at(world, "Heim")
    assert home.point is not None
    sent = {"minutes": "70", "kilometres": "41.5", "ferry_minutes": "30", "both": "on"}
    assert as_user(world.cast.clerk).post(url_of(world, home), sent).url == LIST
    assert between(world.point, home.point) == between(home.point, world.point) == (70, "by hand")
    row = TravelTime.objects.get(from_point=world.point)
    assert (row.metres, row.ferry_minutes, row.measured_on) == (41_500, 30, TODAY)
    assert set(AuditEvent.objects.values_list("verb", "by")) == {("traveltime.set", world.cast.clerk.pk)}
    page = as_user(world.cast.leader).get(reverse("home", args=[home.pk]), headers=ENGLISH).content.decode()
    assert "by hand" in page
    assert url_of(world, home) in page


def test_one_way_alone_and_a_road_that_does_not_go(world: World, as_user: Any) -> None:
    home = home_at(world, "Heim")
    assert home.point is not None
    as_user(world.cast.leader).post(url_of(world, home), {"no_road": "on"})
    assert between(world.point, home.point) is None
    assert between(home.point, world.point) is not None, "the way back was not said to be the same"
    opened = as_user(world.cast.leader).get(url_of(world, home), headers=ENGLISH)
    assert opened.context["form"].initial == {"no_road": True}
    page = as_user(world.cast.leader).get(reverse("home", args=[home.pk]), headers=ENGLISH).content.decode()
    assert "no road" in page


WRONG = [
    ({"minutes": "70"}, "kilometres", "Write how far it is, or tick that no road goes there."),
    ({"kilometres": "7"}, "minutes", "Write how far it is, or tick that no road goes there."),
    ({"minutes": "0", "kilometres": "7"}, "minutes", "Ensure this value is greater than or equal to 1."),
    ({"minutes": "70", "no_road": "on"}, "minutes", "Leave this empty where no road goes, or untick that."),
    (
        {"minutes": "20", "kilometres": "7", "ferry_minutes": "30"},
        "ferry_minutes",
        "Write minutes and distance, no more minutes on a ferry than in all; or none, where no road goes.",
    ),
]


@pytest.mark.parametrize(("sent", "field", "words"), WRONG)
def test_what_is_wrong_is_said_at_its_field(
    world: World, as_user: Any, sent: dict[str, str], field: str, words: str
) -> None:
    home = home_at(world, "Heim")
    response = as_user(world.cast.leader).post(url_of(world, home), sent, headers=ENGLISH)
    assert response.status_code == 422
    assert response.context["form"].errors[field] == [words]
    assert not TravelTime.objects.exists()


def test_removing_what_was_set_by_hand_lets_the_road_engine_s_time_hold_again(world: World, as_user: Any) -> None:
    home = home_at(world, "Heim")
    assert home.point is not None
    TravelTime.objects.create(
        from_point=world.point, to_point=home.point, source="road", minutes=33, metres=9000, measured_on=TODAY
    )
    client = as_user(world.cast.leader)
    client.post(url_of(world, home), {"minutes": "70", "kilometres": "41", "both": "on"})
    address = reverse("way_forget", args=[world.point.pk, home.point_id])
    assert client.get(address).status_code == 200
    assert between(world.point, home.point) == (70, "by hand"), "opening the page removes nothing"
    client.post(address)
    assert between(world.point, home.point) == (33, "road")
    assert client.post(address).status_code == 404, "there is nothing left to remove"


def test_the_way_to_another_service_s_place_is_not_there(world: World, as_user: Any) -> None:
    for start, end in ((world.point, world.far_point), (world.far_point, world.point)):
        address = reverse("way_edit", args=[start.pk, end.pk])
        assert as_user(world.cast.leader).get(address).status_code == 404


def test_a_ferry_is_registered_changed_and_reckoned_with(world: World, as_user: Any) -> None:
    client = as_user(world.cast.leader)
    sent = {"name": "Fedje", "crossing": "Sævrøy-Fedje", "minutes": "30"}
    assert client.post("/travel/ferries/area/new/", sent).status_code == 302
    area = FerryArea.objects.get()
    village = reverse("village_edit", args=[world.point.pk])
    client.post(village, {"terrain": "coast", "ferry_area": area.pk})
    world.point.refresh_from_db()
    assert (world.point.terrain, world.point.ferry_area) == ("coast", area)
    assert "Knarvik" in client.get("/travel/ferries/").content.decode()
    opened = client.get(reverse("ferry_edit", args=["area", area.pk])).context["form"]
    again = {field.name: field.value() for field in opened} | {"minutes": "40"}
    client.post(reverse("ferry_edit", args=["area", area.pk]), again)
    area.refresh_from_db()
    assert area.minutes == 40
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {
        "ferry.added", "ferry.changed", "village.changed",
    }  # fmt: skip
    late = client.post(reverse("ferry_edit", args=["area", area.pk]), again | {"minutes": "50"}, headers=ENGLISH)
    assert late.status_code == 422, "somebody changed it since the form was opened"


def test_a_ferry_between_two_areas_stands_once_in_either_direction(world: World, as_user: Any) -> None:
    one, other = (FerryArea.objects.create(name=name, crossing=name, minutes=20) for name in ("Vik", "Balestrand"))
    client = as_user(world.cast.coordinator)
    sent = {"area": one.pk, "other": other.pk, "crossing": "Dragsvik-Vangsnes", "minutes": "25"}
    assert client.post("/travel/ferries/link/new/", sent).status_code == 302
    for again in (sent, sent | {"area": other.pk, "other": one.pk}):
        refused = client.post("/travel/ferries/link/new/", again, headers=ENGLISH)
        assert refused.status_code == 422
        assert refused.context["form"].errors["other"] == ["There is already a ferry between these two areas."]
    same = client.post("/travel/ferries/link/new/", sent | {"other": one.pk}, headers=ENGLISH)
    assert same.context["form"].errors["other"] == ["Choose two different areas."]
    link = FerryLink.objects.get()
    assert client.get(reverse("ferry_edit", args=["link", link.pk])).status_code == 200
    client.post(reverse("ferry_remove", args=[link.pk]))
    assert not FerryLink.objects.exists()


def test_a_village_of_another_service_is_not_there(world: World, as_user: Any) -> None:
    assert as_user(world.cast.leader).get(reverse("village_edit", args=[world.far_point.pk])).status_code == 404
