"""Follow the links of the site as a person would, one page after the other."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

LINK = re.compile(r'\b(?:href|hx-get)="([^"]+)"')


@dataclass(frozen=True)
class Step:
    """One page that was opened."""

    address: str
    response: HttpResponse
    queries: int

    @property
    def is_page(self) -> bool:
        """Whether this is a whole page: no part of one, no file, no way on to another address."""
        return self.response.status_code == 200 and b"<!doctype html>" in self.response.content[:200].lower()


def links(page: str, address: str) -> list[str]:
    """Return the addresses of this site that a page leads to."""
    found = (urlsplit(urljoin(f"http://testserver{address}", unescape(link))) for link in LINK.findall(page))
    here = [part for part in found if part.netloc == "testserver" and not part.path.startswith("/static/")]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in here]


def walk(client: Client, samples: int) -> Iterator[Step]:
    """Open the front page and all that it leads to, `samples` addresses of each view, in nynorsk."""
    seen: set[str] = set()
    kinds = Counter[str]()
    ahead = deque(["/"])
    while ahead:
        address = ahead.popleft()
        kind = resolve(urlsplit(address).path).route
        if address in seen or kinds[kind] >= samples:
            continue
        seen.add(address)
        kinds[kind] += 1
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, headers={"accept-language": "nn"})
        yield Step(address, response, len(queries))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            ahead.extend(links(response.content.decode(), address))
