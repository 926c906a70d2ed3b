"""Components that take content or need the address; the others are plain `{% include "components/…" %}`.

How to use each of them: docs/design-language.md.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.messages import constants
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fosterhomes.rules import callable_digits
from fosterhomes.shown import shown_list, shown_minutes

register = template.Library()

MESSAGE_COLORS = {
    constants.SUCCESS: "success",
    constants.WARNING: "warning",
    constants.ERROR: "danger",
}


@register.filter
def message_color(level: int) -> str:
    """Return the design system's colour for a message level."""
    return MESSAGE_COLORS.get(level, "info")


@register.filter
def callable_number(number: str) -> str:
    """Return the digits that a telephone can call, with a leading plus where there is one; empty when it is none."""
    return callable_digits(number or "")


@register.filter
def hours_minutes(minutes: int) -> str:
    """Return a duration in minutes as people say it: `45 min`, `1 h 5 min`, `2 h`."""
    return shown_minutes(minutes)


@register.filter
def and_list(words: Iterable[object]) -> str:
    """Return words in a row as people say them: `7, 9 and 12`."""
    return shown_list(words)


@register.simple_tag
def tag(label: str, color: str = "neutral") -> SafeString:
    """Return a status tag; `color` is one of neutral, accent, info, success, warning, danger."""
    return format_html('<span class="ds-tag" data-color="{}">{}</span>', color, label)


@register.filter
def on_lines(text: str) -> str:
    """Return a text whose parts a semicolon parts with each part on a line of its own, for `linebreaksbr`."""
    return str(text).replace("; ", ";\n")


@register.inclusion_tag("components/travel_time.html")
def travel_time(minutes: int | None, estimate: bool = True, band: bool = False) -> dict[str, Any]:
    """Show a travel time, and that it is an estimate wherever no road engine or person measured it.

    `band`: of a protected address nothing is known but that it is at most so many minutes.
    """
    return {"minutes": minutes, "estimate": estimate, "band": band}


@register.simple_block_tag
def page_header(content: str, title: str, lead: str = "") -> str:
    """Show the page's only h1, one sentence on what the page is for, and the page's actions (the content)."""
    return render_to_string(
        "components/page_header.html", {"title": title, "lead": lead, "actions": content.strip() and content}
    )


@register.simple_block_tag
def panel(content: str, title: str, anchor: str = "", action_url: str = "", action_label: str = "") -> str:
    """Show a titled section of a page; `anchor` is its id, unique on the page."""
    values = {"title": title, "anchor": anchor, "action_url": action_url, "action_label": action_label}
    return render_to_string("components/panel.html", values | {"content": content})


@register.simple_block_tag
def breadcrumbs(content: str, current: str) -> str:
    """Show where the page lies; the content is `<li><a href>…</a></li>` for each page above it."""
    return render_to_string("components/breadcrumbs.html", {"content": content, "current": current})


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, key: str, label: str, numeric: bool = False, default: str = "", results: str = "results"
) -> dict[str, Any]:
    """Show a column's heading that sorts by `key`; `default` is the list's order when the address says none."""
    current = context["request"].GET.get("sort") or default
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    address = sorted_address(context["request"], sort=f"-{key}" if direction == "ascending" else key)
    values = {"key": key, "label": label, "numeric": numeric, "results": results}
    return values | {"direction": direction, "address": address}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, results: str = "results") -> dict[str, Any]:
    """Show the links to the other pages of a list; they keep the filters and the order."""
    request = context["request"]
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, page_address(request, number) if isinstance(number, int) else "") for number in numbers]
    values: dict[str, Any] = {"page": page, "links": links, "results": results}
    if page.has_previous():
        values["previous"] = page_address(request, page.previous_page_number())
    if page.has_next():
        values["next"] = page_address(request, page.next_page_number())
    return values


def page_address(request: HttpRequest, number: int) -> str:
    """Return the address of page `number` of the same list."""
    query = request.GET.copy()
    query["page"] = str(number)
    return request.path + as_query(query)


def sorted_address(request: HttpRequest, sort: str) -> str:
    """Return the address of the list in another order, from its first page."""
    query = request.GET.copy()
    query["sort"] = sort
    query.pop("page", None)
    return request.path + as_query(query)


def as_query(query: QueryDict) -> str:
    """Return `query` with its leading question mark, without the fields that were left empty."""
    filled = QueryDict(mutable=True)
    for key, values in query.lists():
        if kept := [value for value in values if value]:
            filled.setlist(key, kept)
    return f"?{filled.urlencode()}"


@register.inclusion_tag("components/take_out.html", takes_context=True)
def take_out(context: Context, key: str) -> dict[str, Any]:
    """Return the button that takes a list out with the filters it was asked with; words that were posted go along."""
    request = context["request"]
    asked = request.GET.copy()
    if words := request.POST.get("q"):
        asked["q"] = words
    hidden = [(name, value) for name, values in asked.lists() for value in values if value and name != "page"]
    return {"url": reverse("list_out", args=[key]), "hidden": hidden, "csrf_token": context.get("csrf_token")}
