"""Whatever goes wrong, a person meets a page of this site, in the own language, and never the insides."""

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from fosterhomes.access import public
from fosterhomes.project.urls import urlpatterns as site

SECRET = "the insides"


@public
def breaks(request: HttpRequest) -> None:
    raise RuntimeError(SECRET)


urlpatterns = [*site, path("breaks/", breaks)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def open_page(address: str, *, method: str = "get") -> tuple[int, str]:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    response = getattr(client, method)(address)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/nowhere/", "get", 404),
        ("/people/999999999999999999999999/", "get", 404),
        ("/breaks/", "get", 500),
        ("/account/login/", "post", 403),
        ("/demo/1/", "get", 405),
    ],
)
def test_an_error_looks_like_the_rest_of_the_site(address: str, method: str, status: int) -> None:
    found, page = open_page(address, method=method)
    assert found == status
    assert '<main class="page' in page
    assert "<h1" in page
    assert 'href="/"' in page
    for inside in (SECRET, "Traceback", "RuntimeError", "urlpatterns", "CSRF"):
        assert inside not in page
