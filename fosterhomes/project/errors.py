"""A page where a view refuses the way it was asked: Django answers 405 with nothing at all to read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponse]


def method_not_allowed_page(get_response: Answer) -> Answer:
    """Give an empty 405 the page that other errors have, and keep what it says of the methods that are allowed.

    Somebody meets it who reloads the address of a form that another page sends, or follows an old bookmark to it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer
