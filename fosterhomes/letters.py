"""What the letters to the other municipality say: its language, the text, and which children a notice can be about.

A letter is written in its own language, whatever the language of the page: its templates hold the Norwegian text, the
subject in the first line. The address is no part of the stored text (`Letter.words`), and a protected one is given by
word of mouth.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language

from .models import (
    SUPERVISED_KINDS,
    Approval,
    Child,
    Home,
    HomeKind,
    HomeMember,
    LegalGround,
    Letter,
    Placement,
    Service,
    User,
    WrittenLanguage,
)
from .models.letter import ADDRESS
from .periods import covers
from .permissions import Access
from .rules import ADULT_AT

TEMPLATES = {
    ("request", "nn"): "fosterhomes/letters/request_nn.txt",
    ("request", "nb"): "fosterhomes/letters/request_nb.txt",
    ("notice", "nn"): "fosterhomes/letters/notice_nn.txt",
    ("notice", "nb"): "fosterhomes/letters/notice_nb.txt",
}


def language_for(home: Home, asked: str | None) -> str:
    """Return a letter's language: the one asked for, else the municipality's own, else the reader's, else nynorsk."""
    own = (get_language() or "").partition("-")[0]
    return next(code for code in (asked, home.municipality.language, own, "nn") if code in WrittenLanguage.values)


def due_from(service: Service, on: date) -> date:
    """Return by when a letter of that day is answered, unless its writer chooses another day."""
    return on + timedelta(days=service.letter_answer_days)


def stay_to_tell(home: Home, child: Child, on: date) -> Placement | None:
    """Return the child's stay in the home that lasts or is planned."""
    return _lasting(home, on).filter(child=child).order_by("planned", "from_on").first()


def children_to_tell(home: Home, access: Access) -> QuerySet[Child]:
    """Return the children whom a notice can be about: they live in the home or are about to, and duty shows them."""
    stays = _lasting(home, access.on).exclude(kind=HomeKind.RELIEF)
    return Child.objects.visible_to(access).filter(placements__in=stays).distinct().order_by("name", "pk")


def _lasting(home: Home, on: date) -> QuerySet[Placement]:
    return Placement.objects.filter(Q(until_on=None) | Q(until_on__gt=on), home=home)


def text_of(home: Home, child: Child | None, language: str, *, by: User, on: date, answer_due_on: date | None) -> str:
    """Return the letter: a request about the home, or, with a child, the notice about it."""
    values = _values(home, on) | {"by": by, "on": on, "answer_due_on": answer_due_on}
    if child is not None:
        values |= _about(home, child, on)
    kind = Letter.Kind.NOTICE if child else Letter.Kind.REQUEST
    with translation.override(language):
        written = render_to_string(TEMPLATES[kind.value, language], values)
    return re.sub(r"\n{3,}", "\n\n", written.strip())


def _values(home: Home, on: date) -> dict[str, Any]:
    carers = HomeMember.objects.filter(covers(on), home=home, relation=HomeMember.Relation.CARER)
    return {
        "home": home,
        "service": home.service,
        "municipality": home.municipality,
        "addressee": home.municipality.service,
        "asks_for_supervisor": home.kind in SUPERVISED_KINDS,
        "carers": list(carers),
        "address": ADDRESS,
    }


def _about(home: Home, child: Child, on: date) -> dict[str, Any]:
    stay = stay_to_tell(home, child, on)
    held = Approval.objects.filter(Q(until_on=None) | Q(until_on__gt=on), home=home, child=child)
    contact = child.contact_persons.filter(covers(on)).select_related("worker").first()
    moved, adult = bool(stay and stay.supervision_moved_on), child.age_on(on) >= ADULT_AT
    return {
        "child": child,
        "care_municipality": child.care_municipality,
        "stay": stay,
        "approval": held.order_by("-approved_on").first(),
        "contact": contact.worker if contact else None,
        "before": stay is not None and stay.planned and stay.legal_ground != LegalGround.EMERGENCY,
        "supervised": home.kind in SUPERVISED_KINDS and not moved and not adult,
        "moved": moved,
        "adult": adult,
    }
