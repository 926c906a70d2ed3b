"""Every duty walks the demo service by its links: each leads to a page, in nynorsk, without a crowd of queries."""

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from fosterhomes.models import Role
from fosterhomes.project.demo_login import demo_people

SAMPLES = 3
"""Addresses of one view that are opened: more of a kind teach nothing more."""
MOST_QUERIES = 60
"""Far above what a page needs, far below one query for each row of the demo's lists."""
LINK = re.compile(r'\b(?:href|hx-get)="([^"]+)"')


def links(page: str, address: str) -> list[str]:
    """Return the addresses of this site that a page leads to."""
    found = (urlsplit(urljoin(f"http://testserver{address}", unescape(link))) for link in LINK.findall(page))
    here = [part for part in found if part.netloc == "testserver" and not part.path.startswith("/static/")]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in here]


def walk(client: Client) -> tuple[list[str], int]:
    """Follow the links from the front page. Return what is wrong with a page, and how many were opened."""
    wrong, seen, kinds = [], set(), Counter[str]()
    ahead = deque(["/"])
    while ahead:
        address = ahead.popleft()
        kind = resolve(urlsplit(address).path).route
        if address in seen or kinds[kind] >= SAMPLES:
            continue
        seen.add(address)
        kinds[kind] += 1
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, headers={"accept-language": "nn"})
        if response.status_code not in (200, 302):
            wrong.append(f"{address}: {response.status_code}")
        elif len(queries) > MOST_QUERIES:
            wrong.append(f"{address}: {len(queries)} queries")
        elif response.headers["Content-Type"].startswith("text/html"):
            ahead.extend(links(response.content.decode(), address))
    return wrong, len(seen)


@pytest.mark.django_db
def test_every_link_that_a_duty_meets_leads_to_a_page(settings) -> None:
    settings.DEMO = True
    call_command("demo_data", verbosity=0)
    people = demo_people(timezone.localdate())
    assert [person.role for person in people] == list(Role)
    wrong: list[str] = []
    for person in people:
        client = Client(raise_request_exception=False)
        client.force_login(person.user)
        found, opened = walk(client)
        wrong += [f"{person.role}: {line}" for line in found]
        assert opened > 1
    assert not wrong, "\n".join(wrong)
