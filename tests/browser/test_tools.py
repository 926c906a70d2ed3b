"""The tools of the browser tests find what they are there to find."""

import pytest
from django.http import HttpResponse
from django.urls import path
from playwright.sync_api import Page

from fosterhomes.access import public
from fosterhomes.project.urls import urlpatterns as site

from .axe import assert_accessible
from .conftest import Complaints

HEAD = """<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head>
<body><main><h1>A page</h1>"""


def answering(body: str):
    return public(lambda request: HttpResponse(HEAD + body))


urlpatterns = [
    *site,
    path("sound/", answering("<p>All is well</p>")),
    path("nameless/", answering("<button></button>")),
    path("inline/", answering("<script>document.title = 'changed'</script>")),
]
pytestmark = pytest.mark.urls(__name__)


def test_a_sound_page_passes(page_at: Page) -> None:
    page_at.goto("/sound/")
    assert_accessible(page_at)


def test_a_button_without_a_name_is_a_barrier(page: Page) -> None:
    page.goto("/nameless/")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(page)


def test_an_inline_script_is_refused_and_complained_of(page: Page, complaints: Complaints) -> None:
    page.goto("/inline/")
    assert page.title() == "A page"
    assert any("Content Security Policy" in text for text in complaints.unexpected())
    complaints.expect("Content Security Policy")


def test_a_missing_page_is_complained_of_until_the_test_says_so(page: Page, complaints: Complaints) -> None:
    page.goto("/nowhere/")
    assert complaints.unexpected()
    complaints.expect("404")
    assert not complaints.unexpected()
