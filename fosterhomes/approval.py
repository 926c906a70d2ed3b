"""What stands in the way of approving homes, for the register: rows → `approval_rules` → what to do, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from .approval_rules import Adult, Obstacle, Papers, certificate_state, obstacles
from .models import (
    ApprovalStep,
    Child,
    Home,
    HomeKind,
    HomeMember,
    Letter,
    Placement,
    PoliceCertificate,
    Training,
)
from .periods import covers
from .permissions import Access

Step = ApprovalStep.Kind

WORDS = {
    "carer": (_("No foster parent is registered."), _("Register who they are")),
    "certificate": (_("No police certificate is seen for %(who)s."), _("Register the certificate of %(who)s")),
    "certificate_old": (
        _("The police certificate of %(who)s was older than three months when it was seen."),
        _("Ask %(who)s for a new one, and register it"),
    ),
    "health": (_("No health declaration is seen for %(who)s."), _("Register that it is seen, for %(who)s")),
    "training": (_("No basic training is registered."), _("Register the training")),
    "talk": (_("No conversation with the family is registered."), _("Register when it was held")),
    "visit": (_("No visit to the home is registered."), _("Register when it was made")),
    "not_asked": (
        _("%(municipality)s has not been asked this last year what it knows about the home."),
        _("Write to %(municipality)s"),
    ),
    "not_answered": (_("%(municipality)s has not answered yet."), _("See the letters to %(municipality)s")),
    "approval": (_("The home is not approved for %(who)s."), _("Register the approval for %(who)s")),
}
"""What is missing and what cures it, by the code of the rule."""

PARTS = {
    "carer": "members", "certificate": "certificates", "certificate_old": "certificates", "training": "trainings",
    "health": "steps", "talk": "steps", "visit": "steps", "approval": "approvals",
}  # fmt: skip
LETTERS = {"not_asked": "letter_new", "not_answered": "home_letters"}


@dataclass(frozen=True)
class Hindrance:
    """One thing that is missing, what cures it, and the page where that is done."""

    sentence: str
    cure: str
    source: str
    url: str


def is_elsewhere(home: Home) -> bool:
    """Return whether the home lies in a municipality that another service answers for, or nobody we know."""
    return home.municipality.service_id != home.service_id


def hindrances(home: Home, access: Access) -> list[Hindrance]:
    """Return what stands in the way of approving the home, each with its cure; a child only where duty shows it."""
    papers = papers_of([home], access.on)[home.pk]
    names = {member.pk: member.name for member in home.members.all()}
    seen = dict(Child.objects.visible_to(access).filter(pk__in=papers.unapproved).values_list("pk", "name"))
    found = obstacles(papers, access.on)
    return [_worded(one, home, names, seen) for one in found if one.child is None or one.child in seen]


def _worded(one: Obstacle, home: Home, members: dict[int, str], children: dict[int, str]) -> Hindrance:
    who = members.get(one.member or 0) or children.get(one.child or 0) or ""
    said = {"who": who, "municipality": home.municipality.name}
    sentence, cure = (str(words) % said for words in WORDS[one.code])
    return Hindrance(sentence, cure, one.source, _address(one, home))


def _address(one: Obstacle, home: Home) -> str:
    """Return the page where the obstacle is cured, its form filled with what is known."""
    if one.code in LETTERS:
        return reverse(LETTERS[one.code], args=[home.pk])
    known = {"member": one.member, "child": one.child, "kind": one.code if one.code in Step.values else None}
    query = urlencode({name: value for name, value in known.items() if value})
    return reverse("home_part_new", args=[home.pk, PARTS[one.code]]) + (f"?{query}" if query else "")


def papers_of(homes: Iterable[Home], on: date) -> dict[int, Papers]:
    """Return what is registered about each home, by its id. A fixed number of queries."""
    rows = list(homes)
    ids = [home.pk for home in rows]
    read = _Read(ids, on)
    return {home.pk: read.of(home) for home in rows}


class _Read:
    """What is registered about many homes, read once."""

    def __init__(self, homes: list[int], on: date) -> None:
        self.on = on
        courses = Training.objects.filter(home__in=homes, course__in=Training.BASIC, completed_on__lte=on)
        self.trained = set(courses.values_list("home", flat=True))
        self.members = _grouped(HomeMember.objects.filter(covers(on), home__in=homes), "home_id")
        self.certificates = _grouped(PoliceCertificate.objects.filter(home__in=homes), "member_id")
        steps = ApprovalStep.objects.filter(home__in=homes, done_on__lte=on)
        self.healthy = set(steps.filter(kind=Step.HEALTH).values_list("member", flat=True))
        dated = steps.order_by().values_list("home", "kind").annotate(day=Max("done_on"))
        self.steps = {(home, kind): day for home, kind, day in dated}
        letters = Letter.objects.filter(home__in=homes, kind=Letter.Kind.REQUEST).order_by()
        asked = letters.values_list("home", "municipality").annotate(sent=Max("sent_on"), answered=Max("answered_on"))
        self.letters = {(home, where): (sent, answered) for home, where, sent, answered in asked}
        stays = Placement.objects.filter(home__in=homes)
        self.unapproved = _children(stays.unapproved(on).order_by("from_on", "pk"))
        lasting = stays.filter(Q(until_on=None) | Q(until_on__gt=on)).exclude(kind=HomeKind.RELIEF)
        self.living = _children(lasting)

    def of(self, home: Home) -> Papers:
        asked_on, answered_on = self.letters.get((home.pk, home.municipality_id), (None, None))
        return Papers(
            kind=home.kind,
            elsewhere=is_elsewhere(home),
            trained=home.pk in self.trained,
            adults=tuple(self._adult(member) for member in self.members[home.pk] if member.is_adult_on(self.on)),
            talked_on=self.steps.get((home.pk, Step.TALK)),
            visited_on=self.steps.get((home.pk, Step.VISIT)),
            asked_on=asked_on,
            answered_on=answered_on,
            unapproved=tuple(self.unapproved[home.pk]),
            settled=not self.unapproved[home.pk] and len(self.living[home.pk]) >= home.places,
        )

    def _adult(self, member: HomeMember) -> Adult:
        state = certificate_state((row.issued_on, row.seen_on) for row in self.certificates[member.pk])
        return Adult(member.pk, member.relation == HomeMember.Relation.CARER, state, member.pk in self.healthy)


def _children(stays: Iterable[Placement]) -> dict[int, list[int]]:
    """Return the children of each home, by its id."""
    found: dict[int, list[int]] = defaultdict(list)
    for stay in stays:
        if stay.home_id and stay.child_id not in found[stay.home_id]:
            found[stay.home_id].append(stay.child_id)
    return found


def _grouped(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found
