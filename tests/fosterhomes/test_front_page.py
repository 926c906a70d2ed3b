"""The front page is made for the work of each duty."""

from typing import Any

from django.urls import reverse

from tests.cast import World


def test_everybody_with_a_duty_has_a_front_page(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        status = as_user(user).get(reverse("front")).status_code
        assert status == (404 if name == "stranger" else 200), name


def test_somebody_who_is_not_logged_in_is_asked_to(client: Any, db: None) -> None:
    answer = client.get(reverse("front"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_the_system_administrator_is_shown_no_case_content(world: World, as_user: Any) -> None:
    page = as_user(world.cast.administrator).get(reverse("front")).content.decode()
    assert reverse("people") in page
    assert reverse("child_list") not in page
    assert reverse("home_list") not in page


def test_each_panel_of_the_front_page_answers_the_person_it_is_shown_to(world: World, as_user: Any) -> None:
    for name, user in world.cast:
        if name == "stranger":
            continue
        client = as_user(user)
        for panel in client.get(reverse("front")).context["panels"]:
            answer = client.get(panel.url, headers={"HX-Request": "true"})
            assert answer.status_code == 200, (name, panel.url)
            assert "<html" not in answer.content.decode(), (name, panel.url)
