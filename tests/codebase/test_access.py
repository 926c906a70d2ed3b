"""Every address says who may open it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ELSEWHERE = {
    "allauth": "Log-in and the person's own account, by django-allauth: each view asks for log-in where it needs one.",
}
"""Views that are not ours, by module, and why they need no decision of ours."""


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def module_of(view: Any) -> str:
    """Return where a view comes from, under its decorators."""
    while not hasattr(view, "view_class") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return getattr(view, "view_class", view).__module__


def test_every_address_has_an_access_decision() -> None:
    undecided = [
        address
        for address, view in views(get_resolver())
        if not getattr(view, "access_decision", None) and not module_of(view).startswith(tuple(ELSEWHERE))
    ]
    assert not undecided, f"Say who may open these, with @duty, @any_duty or @public: {undecided}"


def test_the_addresses_are_found_at_all() -> None:
    assert len(list(views(get_resolver()))) > 20
