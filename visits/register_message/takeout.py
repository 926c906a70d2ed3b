"""The register as messages: one for each child, each held to the description before it leaves the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone

from fosterhomes.models import HomeKind, Service

from .register import Facts, is_protected, own_children
from .validate import validate
from .write import UNKNOWN_ORGANISATION, Sender, as_message


@dataclass(frozen=True)
class TakenOut:
    """The messages with names that say nothing of the child; what could not be told of some, as numbers."""

    files: tuple[tuple[str, bytes], ...]
    measures: int
    visits: int
    protected: int
    """Stays whose supervision is left out: the municipality that supervises would tell where a protected address is."""


def take_out(service: Service, at: datetime, *, reference: str = "", organisation: str = "") -> TakenOut:
    """Return the messages of the service's own children, or of the one with that number."""
    children = own_children(service, timezone.localdate(at))
    if reference:
        children = children.filter(reference=reference)
    facts = Facts(children)
    files = tuple(_files(facts, timezone.localtime(at), organisation or UNKNOWN_ORGANISATION))
    stays = [stay for child in facts.children for stay in facts.stays[child.pk]]
    measures = [one for _child, case in facts.cases() for one in case.measures]
    visits = sum(len(one.follow_up.done) + len(one.supervision.done) for one in measures)
    hidden = sum(is_protected(stay) and stay.kind != HomeKind.RELIEF for stay in stays)
    return TakenOut(files, len(measures), visits, hidden)


def _files(facts: Facts, at: datetime, organisation: str) -> Iterator[tuple[str, bytes]]:
    for number, (child, case) in enumerate(facts.cases(), start=1):
        data = as_message(case, Sender(child.care_municipality, at, organisation))
        if faults := validate(BytesIO(data)):
            # The schema allows nothing of the kind, and no row can make it: a fault of ours, to be seen and not sent.
            raise AssertionError(f"our own message is not valid: {faults[0]}")
        yield f"register-message-{number:04}.xml", data


def as_zip(taken: TakenOut) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in taken.files:
            archive.writestr(name, data)
    return out.getvalue()
