"""The log of a child or a home: every look and every deed, for the leader alone, and words for each."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from fosterhomes import child_urls
from fosterhomes.history import VERBS
from fosterhomes.log import PAGES
from fosterhomes.models import Look
from tests.cast import World

CODE = [path for app in ("fosterhomes", "visits", "matching") for path in Path(settings.BASE_DIR, app).rglob("*.py")]


@pytest.mark.parametrize("url_name", ["child_log", "home_log"])
def test_only_the_leader_of_the_service_reads_the_log(world: World, as_user: Any, url_name: str) -> None:
    row = world.child if url_name == "child_log" else world.home
    for name, user in world.cast:
        status = as_user(user).get(reverse(url_name, args=[row.pk])).status_code
        assert status == (200 if name == "leader" else 404), name


def test_a_look_at_the_childs_page_stands_in_the_log(world: World, as_user: Any) -> None:
    as_user(world.cast.caseworker).get(reverse("child", args=[world.child.pk]))
    page = as_user(world.cast.leader).get(reverse("child_log", args=[world.child.pk]))
    lines = [(line.by, line.what, line.wrote) for line in page.context["page"]]
    assert (world.cast.caseworker.name, "Read the child's page", False) in lines


def test_a_look_that_was_refused_leaves_no_line(world: World, as_user: Any) -> None:
    as_user(world.cast.other_caseworker).get(reverse("child", args=[world.child.pk]))
    assert not Look.objects.filter(child=world.child).exists()


def literals(pattern: str) -> set[str]:
    return {found for path in CODE for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_deed_has_words() -> None:
    verbs = literals(r'(?:verb=|record\(\s*)"([a-z_]+\.[a-z_]+)"')
    assert len(verbs) > 40
    assert verbs <= set(VERBS), verbs - set(VERBS)


def test_every_page_whose_opening_is_recorded_has_words() -> None:
    pages = literals(r'record_look\(\s*request,\s*"([a-z_]+)"')
    assert len(pages) > 5
    assert pages <= set(PAGES), pages - set(PAGES)


def test_every_page_of_one_child_has_words() -> None:
    pages = {str(route.name) for route in child_urls.urlpatterns if "<int:pk>" in str(route.pattern)}
    assert pages <= set(PAGES), pages - set(PAGES)
