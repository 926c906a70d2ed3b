"""The menu offers each duty the pages it opens, and no other; what it offers says where one is."""

import re
from typing import Any

import pytest
from django.urls import reverse

from fosterhomes.models import Role
from fosterhomes.project.navigation import menu
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DUTIES = [role.value for role in Role]


def links(page: str) -> list[str]:
    navigation = page[page.index('id="site-nav"') :]
    return re.findall(r'<a href="([^"]+)"', navigation[: navigation.index("</nav>")])


@pytest.mark.parametrize("duty", DUTIES)
def test_every_page_in_the_menu_opens(cast: Cast, as_user: Any, duty: str) -> None:
    client = as_user(getattr(cast, duty))
    offered = links(client.get("/").content.decode())
    assert offered
    assert {address: client.get(address).status_code for address in offered} == dict.fromkeys(offered, 200)


def test_the_administrator_is_offered_no_case_content(cast: Cast, as_user: Any) -> None:
    offered = links(as_user(cast.administrator).get("/").content.decode())
    assert offered == [reverse("front"), reverse("mail_list"), reverse("people")]


def test_the_page_one_is_on_is_marked_and_what_lies_below_it_too() -> None:
    def marked(path: str) -> dict[str, str]:
        sections = menu(path, frozenset({Role.LEADER}))
        return {item.url: item.current for section in sections for item in section["links"] if item.current}

    homes = reverse("home_list")
    assert marked("/") == {"/": "page"}
    assert marked(homes) == {homes: "page"}
    assert marked(f"{homes}17/") == {homes: "true"}
    assert marked("/elsewhere/") == {}


def test_without_a_duty_there_is_no_menu() -> None:
    assert menu("/", frozenset()) == []
