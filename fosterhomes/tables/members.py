"""Foster parents and others who live in a home, from a file. Somebody is the one with that name in that home."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.parts import add_part, correct_part
from ..models import HomeMember
from ..shown import name_key
from .check import Batch, State, Taken
from .columns import Column, Kind, column_of
from .names import names_of, words_for_codes
from .register import Seen, differing

COLUMNS = (
    Column(
        "home",
        gettext_lazy("home"),
        required=True,
        example="Fjellheim",
        help=gettext_lazy("Name of the family, as in the register."),
    ),
    Column(
        "home_municipality",
        gettext_lazy("municipality of the home"),
        help=gettext_lazy("Only where several homes have the same name."),
    ),
    column_of(HomeMember, "name", label=gettext_lazy("name of the foster parent"), example="Kari Prøve"),
    column_of(
        HomeMember,
        "relation",
        required=False,
        also=words_for_codes("member"),
        example=gettext_lazy("foster parent"),
        help=gettext_lazy("Empty: foster parent."),
    ),
    column_of(HomeMember, "birth_year", example=1980),
    column_of(
        HomeMember,
        "from_on",
        required=False,
        label=gettext_lazy("lives there from"),
        help=gettext_lazy("Empty: from today, for who is new."),
    ),
    column_of(HomeMember, "until_on", label=gettext_lazy("lives there until")),
)
PLAIN = ("name", "relation", "birth_year", "from_on", "until_on")


class MemberRows:
    """Takes one row after the other."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.seen = batch, Seen()
        rows = HomeMember.objects.filter(home__service=batch.service).select_related("home")
        self.known = {(row.home_id, name_key(row.name)): row for row in rows}

    def take(self, values: dict[str, Any]) -> Taken:
        home = self.batch.register.home(values)
        key = (home.pk, name_key(values["name"]))
        self.seen.once(key, "name")
        known = self.known.get(key)
        return self._change(known, values) if known else self._new(home, values)

    def _new(self, home: Any, values: dict[str, Any]) -> Taken:
        member = HomeMember(home=home, relation=HomeMember.Relation.CARER, from_on=self.batch.today)
        differing(member, values, PLAIN)
        add_part(member, by=self.batch.by, at=self.batch.at)
        return Taken(State.NEW)

    def _change(self, member: HomeMember, values: dict[str, Any]) -> Taken:
        changed = differing(member, values, PLAIN)
        if changed:
            correct_part(member, by=self.batch.by, at=self.batch.at, reason=_("From a file."), seen={})
        return Taken(State.CHANGED if changed else State.UNCHANGED, fields=changed)


MEMBERS = Kind(
    key="members",
    label=gettext_lazy("Foster parents"),
    lead=gettext_lazy("Foster parents, own children and others who live in each home. Bring the homes in first."),
    columns=COLUMNS,
    names=names_of("members"),
    rows=MemberRows,
    place=15,
)
