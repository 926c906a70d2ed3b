"""Supervisors, what binds them, and whose supervisors they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..models import (
    SUPERVISED_KINDS,
    LegalGround,
    Placement,
    Point,
    PoliceCertificate,
    Role,
    SupervisionAppointment,
    Supervisor,
    SupervisorTie,
)
from ..travel import estimate
from .children import Resident
from .names import email
from .rows import COVERED_DAYS, Demo, weekday
from .staff import draft_user
from .stays import Stays

BASES = """
    Knarvik 5 60 ar   Manger 4 50 -     Knarvik 3 45 so   Knarvik 2 40 -    Knarvik 3 60 -    Isdalstø 3 45 -
    Isdalstø 2 45 pl  Alversund 3 45 -  Alversund 2 40 -  Seim 3 45 -       Seim 2 40 -       Eikangervåg 3 45 lt
    Eikangervåg 2 40 - Hjelmås 3 45 -   Ostereidet 3 50 - Ostereidet 2 40 - Vikanes 2 60 -    Lindås 4 50 -
    Lindås 2 45 ti    Hundvin 3 45 -    Myking 2 45 -     Mongstad 3 50 -   Frekhaug 4 50 -   Frekhaug 3 45 uk
    Frekhaug 3 45 -   Flatøy 2 40 -     Vikebø 3 45 -     Rossland 3 50 -   Rossland 2 45 -   Manger 3 50 -
    Manger 2 45 prs   Bøvågen 3 50 -    Bøvågen 2 45 -    Sæbøvågen 3 50 -  Sletta 2 45 -     Årås 3 50 -
    Mastrevik 3 90 pl Fonnes 2 50 -     Fedje 3 40 -      Årås 2 45 -
    """
"""Village, children at most, longest travel in minutes, a language besides Norwegian."""

STOPPED = (("Knarvik", 300, 4), ("Manger", 240, 4))
"""Supervisors who are no more: village, days ago, children they had."""

WITHOUT = 6
"""Children under supervision who have no supervisor: those who moved in last, and one who lost theirs."""

TIES = (
    (0, SupervisorTie.Kind.FRIEND, "Gamle vener, var forlovar."),
    (1, SupervisorTie.Kind.RELATIVE, "Syskenbarn."),
    (5, SupervisorTie.Kind.COLLEAGUE, "Arbeider ved same skule."),
    (9, SupervisorTie.Kind.GUIDE, "Rettleia heimen før."),
    (17, SupervisorTie.Kind.RELATIVE, "Svigerinne."),
    (22, SupervisorTie.Kind.OTHER, "Grannar i strid om ein veg."),
)
"""Number of the supervisor, tie to the home nearest to it, note."""


@dataclass
class Supervision:
    supervisors: list[Supervisor] = field(default_factory=list)
    stopped: list[Supervisor] = field(default_factory=list)


def draft_supervision(demo: Demo, stays: Stays) -> None:
    supervision = Supervision()
    words = BASES.split()
    for village, capacity, minutes, language in zip(*(words[start::4] for start in range(4)), strict=True):
        languages = [] if language == "-" else [language]
        supervision.supervisors.append(_supervisor(demo, village, int(capacity), int(minutes), languages))
    for village, days_ago, capacity in STOPPED:
        until_on = demo.on - timedelta(days=days_ago)
        supervision.stopped.append(_supervisor(demo, village, capacity, 50, [], until_on=until_on))
    supervised = [resident for resident in stays.of("oOfFm") if _is_supervised(demo, resident)]
    _ties(demo, supervision, supervised)
    _tie_to_child(demo, supervision.supervisors[3], supervised[-1])
    _appoint(demo, supervision, supervised)


def _supervisor(
    demo: Demo, village: str, capacity: int, minutes: int, languages: list[str], *, until_on: date | None = None
) -> Supervisor:
    """Draft a supervisor; nine of ten log in themselves, for the others the office writes the reports."""
    name = demo.people.person(demo.people.gender())
    user = None
    if not demo.rows[Supervisor] or demo.chance(90):
        user = draft_user(demo, demo.service, Role.SUPERVISOR, "tilsyn", name=name, until_on=until_on)
    supervisor = Supervisor(
        service=demo.service, user=user, name=name, phone=user.phone if user else demo.people.phone(),
        email=email(name, "tilsyn"), base=demo.places.villages[village], capacity=capacity, longest_minutes=minutes,
        languages=languages, from_on=demo.days_ago(700, 2600), until_on=until_on,
    )  # fmt: skip
    seen_on = supervisor.from_on - timedelta(days=14)
    issued_on = seen_on - timedelta(days=demo.rng.randint(4, 70))
    demo.add(PoliceCertificate(supervisor=demo.add(supervisor), issued_on=issued_on, seen_on=seen_on))
    return supervisor


def _is_supervised(demo: Demo, resident: Resident) -> bool:
    """The same as `Placement.objects.under_supervision_of`, for drafts; a test holds the two together."""
    here = resident.draft.home.municipality.service is demo.service
    return resident.draft.home.kind in SUPERVISED_KINDS and (here or resident.letter == "m")


def _lies(demo: Demo, resident: Resident) -> Point:
    """Where the home lies; of a protected one the office, which is all that is known."""
    return resident.draft.home.point or demo.places.villages["Knarvik"]


def _minutes(demo: Demo, supervisor: Supervisor, resident: Resident) -> int:
    key = (supervisor.base.village, id(resident.draft.home))
    if key not in demo.minutes:
        demo.minutes[key] = estimate(supervisor.base, _lies(demo, resident)).minutes
    return demo.minutes[key]


def _ties(demo: Demo, supervision: Supervision, supervised: list[Resident]) -> None:
    for number, kind, note in TIES:
        supervisor = supervision.supervisors[number]
        nearest = min(supervised, key=lambda resident: _minutes(demo, supervisor, resident))
        demo.add(SupervisorTie(supervisor=supervisor, home=nearest.draft.home, kind=kind, note=note))


def _tie_to_child(demo: Demo, supervisor: Supervisor, resident: Resident) -> None:
    kind = SupervisorTie.Kind.PERSON_OF_TRUST
    demo.add(SupervisorTie(supervisor=supervisor, child=resident.child, kind=kind, note="Vald av barnet sjølv."))


def _appoint(demo: Demo, supervision: Supervision, supervised: list[Resident]) -> None:
    """Give each child the nearest supervisor who may and has room, islands and far villages first."""
    last = sorted(supervised, key=lambda resident: resident.moved_in_on, reverse=True)
    without = {id(resident.child) for resident in [*last[: WITHOUT - 1], last[20]]}
    load = {id(supervisor): 0 for supervisor in supervision.supervisors}
    ours = sorted(
        (resident for resident in supervised if id(resident.child) not in without),
        key=lambda resident: -min(_minutes(demo, row, resident) for row in supervision.supervisors),
    )
    for number, resident in enumerate(ours):
        before = supervision.stopped[number % 2] if number % 9 == 4 else None
        open_ones = [row for row in supervision.supervisors if load[id(row)] < row.capacity]
        chosen = min(open_ones, key=lambda row: _unfit(demo, row, resident))
        load[id(chosen)] += 1
        _appointments(demo, resident, chosen, before)
    _lost(demo, last[20], supervision.stopped[1])
    _ended(demo, supervision)


def _unfit(demo: Demo, supervisor: Supervisor, resident: Resident) -> tuple[bool, bool, bool, int]:
    """Order supervisors: independent, not too far away, speaking the child's language, and then the nearest."""
    tied = any(
        tie.supervisor is supervisor and (tie.home is resident.draft.home or tie.child is resident.child)
        for tie in demo.rows[SupervisorTie]
    )
    languages = set(resident.child.languages)
    minutes = _minutes(demo, supervisor, resident)
    return tied, minutes > supervisor.longest_minutes, not languages <= set(supervisor.languages), minutes


def _appointments(demo: Demo, resident: Resident, supervisor: Supervisor, before: Supervisor | None) -> None:
    moved = resident.moved_in_on
    days = (demo.on - moved).days
    from_on = weekday(moved + timedelta(days=min(demo.rng.randint(3, 35), max(0, days - 1))))
    from_on = max(from_on, moved)
    if before and before.until_on and from_on < before.until_on - timedelta(days=30):
        begun = max(from_on, before.from_on)
        changed_on = before.until_on
        if begun < changed_on:
            demo.add(_appointment(resident, before, begun, until_on=changed_on, end_reason="Tilsynspersonen slutta."))
        from_on = changed_on + timedelta(days=demo.rng.randint(5, 60))
    demo.add(_appointment(resident, supervisor, max(from_on, supervisor.from_on)))


def _lost(demo: Demo, resident: Resident, before: Supervisor) -> None:
    """The child whose supervisor stopped, and nobody came instead."""
    begun = max(resident.moved_in_on, before.from_on)
    if before.until_on and begun < before.until_on:
        demo.add(_appointment(resident, before, begun, until_on=before.until_on, end_reason="Tilsynspersonen slutta."))


def _ended(demo: Demo, supervision: Supervision) -> None:
    """Appointments for the stays that have ended in the time that the demo covers."""
    known = {id(row.child) for row in demo.rows[SupervisionAppointment]}
    for stay in demo.rows[Placement]:
        ours = stay.home and stay.home.municipality.service is demo.service and stay.kind in SUPERVISED_KINDS
        recent = stay.until_on and (demo.on - stay.until_on).days < COVERED_DAYS
        if not (ours and recent) or id(stay.child) in known or stay.legal_ground == LegalGround.AFTERCARE:
            continue
        base = stay.home.point or demo.places.villages["Knarvik"]
        near = sorted(supervision.supervisors, key=lambda row: abs(row.base.latitude - base.latitude))
        from_on = max(stay.from_on, near[0].from_on)
        if from_on < stay.until_on and not any(tie.home is stay.home for tie in demo.rows[SupervisorTie]):
            values = {"until_on": stay.until_on, "end_reason": "Tilsynet er avslutta."}
            demo.add(SupervisionAppointment(child=stay.child, supervisor=near[0], from_on=from_on, **values))
            known.add(id(stay.child))


def _appointment(resident: Resident, supervisor: Supervisor, from_on: date, **values: object) -> SupervisionAppointment:
    return SupervisionAppointment(child=resident.child, supervisor=supervisor, from_on=from_on, **values)
