"""Every duty walks the demo service by its links: each leads to a page, without a crowd of queries."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fosterhomes.models import Role
from fosterhomes.project.demo_login import demo_people
from tests.walk import walk

MOST_QUERIES = 70
"""Far above what a page needs, far below one query for each row of the demo's lists."""

OF_A_REPORT = 160
"""The reports to the council and the head of service gather what many pages show, for two years and each place."""


def most_queries(address: str) -> int:
    return OF_A_REPORT if address.startswith(reverse("council").replace("council/", "")) else MOST_QUERIES


def barriers(client: Client) -> Iterator[str]:
    """Yield what is wrong with a page on the way."""
    for step in walk(client, samples=3):
        if step.response.status_code not in (200, 302):
            yield f"{step.address}: {step.response.status_code}"
        elif step.queries > most_queries(step.address):
            yield f"{step.address}: {step.queries} queries"
        elif step.is_page and b"<h1></h1>" in step.response.content:
            yield f"{step.address}: a heading without words"


@pytest.mark.long
@pytest.mark.django_db
def test_every_link_that_a_duty_meets_leads_to_a_page(settings) -> None:
    settings.DEMO = True
    call_command("demo_data", verbosity=0)
    people = demo_people(timezone.localdate())
    assert [person.role for person in people] == list(Role)
    wrong = []
    for person in people:
        client = Client(raise_request_exception=False)
        client.force_login(person.user)
        wrong += [f"{person.role}: {line}" for line in barriers(client)]
    assert not wrong, "\n".join(wrong)
