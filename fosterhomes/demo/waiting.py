"""Who waits for a home, what has been asked of kin and network, and who waited before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..models import Child, Home, HomeKind, Kin, Need, Placement, TravelBand, Wait
from .children import OWN_MUNICIPALITIES, Children
from .homes import DraftHome
from .plan import FREE
from .rows import Demo, birth_date_before, turns, weekday
from .stays import Stays

Relation, Answer, Urgency = Kin.Relation, Kin.Answer, Wait.Urgency

FOSTER_AT_HOME = (
    # Kind, urgency, age in months: children who live with their parents and are to move to a foster home.
    (HomeKind.ORDINARY, Urgency.SOON, 61), (HomeKind.ORDINARY, Urgency.ORDINARY, 112),
    (HomeKind.ORDINARY, Urgency.SOON, 9), (HomeKind.ORDINARY, Urgency.ORDINARY, 147),
    (HomeKind.ORDINARY, Urgency.ORDINARY, 38), (HomeKind.SPECIALISED, Urgency.SOON, 134),
    (HomeKind.SPECIALISED, Urgency.ORDINARY, 171), (HomeKind.SPECIALISED, Urgency.SOON, 98),
    (HomeKind.EMERGENCY, Urgency.ACUTE, 27), (HomeKind.EMERGENCY, Urgency.ACUTE, 156),
)  # fmt: skip

PAIR, TRIO = (70, 101), (50, 83, 118)
"""Ages in months of siblings who wait together."""

RELIEF_AT_HOME = 14

ANSWERS = (Answer.YES, Answer.NO, Answer.THINKING)

ASSESSMENTS = {
    Answer.YES: "Trygg og kjend for barnet. Bustad og økonomi er gode nok; dei treng opplæring og avlasting.",
    Answer.NO: "Ønskjer kontakt, men har ikkje helse til å ha barnet buande.",
    Answer.THINKING: "Kan vere aktuelle. Arbeidstid og avstand til skulen må avklarast først.",
}

OUTCOMES = ("Flytta til fosterheim.", "Fann avlastingsheim.", "Foreldra tok imot hjelp i heimen i staden.")


@dataclass
class Waiting:
    """The waiting children: those who need a foster home, and those who need relief."""

    foster: list[Child] = field(default_factory=list)
    relief: list[Child] = field(default_factory=list)


def draft_waiting(demo: Demo, children: Children, drafts: list[DraftHome], stays: Stays) -> Waiting:
    waiting = Waiting()
    _from_emergency_homes(demo, stays, waiting)
    _from_home(demo, children, waiting)
    _siblings(demo, children, waiting)
    _relief(demo, children, stays, waiting)
    _network(demo, waiting, drafts)
    _waited_before(demo, stays)
    return waiting


def _wait(
    demo: Demo, child: Child, kind: HomeKind, urgency: Wait.Urgency, *, from_on: date | None = None, **values: object
) -> None:
    days = {Urgency.ACUTE: (1, 12), Urgency.SOON: (14, 110), Urgency.ORDINARY: (20, 300)}[urgency]
    from_on = from_on or demo.days_ago(*days)
    wanted_on = weekday(from_on + timedelta(days={Urgency.ACUTE: 4, Urgency.SOON: 45, Urgency.ORDINARY: 120}[urgency]))
    longest = 120 if kind in (HomeKind.SPECIALISED, HomeKind.EMERGENCY) else demo.rng.choice((45, 60, 60, 90, 90))
    values = {"longest_minutes": longest} | values
    demo.add(
        Wait(child=child, kind=kind, urgency=urgency, from_on=from_on, wanted_on=max(from_on, wanted_on), **values)
    )


def _from_emergency_homes(demo: Demo, stays: Stays, waiting: Waiting) -> None:
    """Who lives in an emergency home waits for what comes after, but for the one who has been promised a place."""
    lives = {id(row.child): row for row in demo.rows[Placement] if row.until_on is None and not row.planned}
    for resident in stays.of("o"):
        if resident.draft.household.kind == HomeKind.EMERGENCY and resident.child not in stays.promised:
            since = lives[id(resident.child)].from_on
            _wait(demo, resident.child, HomeKind.ORDINARY, Urgency.SOON, from_on=since)
            waiting.foster.append(resident.child)
    teenager = stays.institution[0]
    _wait(demo, teenager, HomeKind.SPECIALISED, Urgency.ORDINARY, must_be_alone=True, note="Må vere einaste barn.")
    waiting.foster.append(teenager)


def _from_home(demo: Demo, children: Children, waiting: Waiting) -> None:
    for number, (kind, urgency, months) in enumerate(FOSTER_AT_HOME):
        born = birth_date_before(demo.on, months, 3)
        if number == 3:
            born = turns(15, demo.on, 31)
        child = children.child(born, demo.rng.choice(OWN_MUNICIPALITIES))
        if number == 1:
            child.protected_address, child.point, child.travel_band = True, None, TravelBand.UP_TO_60
        if kind == HomeKind.SPECIALISED:
            child.needs = [*child.needs, Need.OUTBURSTS]
        _wait(demo, child, kind, urgency)
        waiting.foster.append(child)


def _siblings(demo: Demo, children: Children, waiting: Waiting) -> None:
    for ages, urgency in ((PAIR, Urgency.SOON), (TRIO, Urgency.ORDINARY)):
        dates = [birth_date_before(demo.on, months, 8) for months in ages]
        from_on = demo.days_ago(30, 90)
        for child in children.siblings(dates, "4631"):
            _wait(demo, child, HomeKind.ORDINARY, urgency, from_on=from_on, longest_minutes=90)
            waiting.foster.append(child)


def _relief(demo: Demo, children: Children, stays: Stays, waiting: Waiting) -> None:
    """Two who wait for relief live in a foster home, the others with their parents."""
    fostered = [row.child for row in stays.of("o") if row.draft.household.kind == HomeKind.SPECIALISED][:2]
    at_home = [
        children.child(birth_date_before(demo.on, demo.rng.randint(40, 160), 6), demo.rng.choice(OWN_MUNICIPALITIES))
        for _number in range(RELIEF_AT_HOME)
    ]
    for child in fostered + at_home:
        _wait(demo, child, HomeKind.RELIEF, demo.rng.choice((Urgency.SOON, Urgency.ORDINARY)), longest_minutes=45)
        waiting.relief.append(child)


def _network(demo: Demo, waiting: Waiting, drafts: list[DraftHome]) -> None:
    """Some of the network has been asked and assessed, some not, and of some children nobody has written anybody."""
    free = [row.home for row in drafts if row.household.kind == HomeKind.KINSHIP and FREE in row.household.letters]
    homes = dict(zip((4, 7, 14), free, strict=True))
    for number, child in enumerate(waiting.foster):
        for step in range(number % 5 if number not in homes else 2):
            _kin(demo, child, asked=step == 0 or demo.chance(55), home=homes.get(number) if step == 0 else None)


def _kin(demo: Demo, child: Child, *, asked: bool, home: Home | None = None) -> None:
    people, rng = demo.people, demo.rng
    relation = rng.choice((Relation.GRANDPARENT, Relation.AUNT_OR_UNCLE, Relation.FRIEND, Relation.TEACHER,
                           Relation.NEIGHBOUR, Relation.RELIEF_HOME, Relation.OTHER_FAMILY))  # fmt: skip
    language = child.languages[0] if child.languages and relation == Relation.GRANDPARENT else ""
    kin = Kin(child=child, name=people.person(people.gender(), "", language), relation=relation, phone=people.phone())
    if home is not None:
        # Somebody who is already approved has said yes.
        kin.name, kin.home, kin.relation, kin.phone = home.name, home, Relation.AUNT_OR_UNCLE, home.phone
    if asked:
        kin.asked_on = demo.days_ago(12, 60)
        kin.answer = Answer.YES if home else rng.choice((*ANSWERS, ""))
    if kin.answer:
        kin.answered_on = min(demo.on, weekday((kin.asked_on or demo.on) + timedelta(days=9)))
    if kin.answer and (home or demo.chance(60)):
        kin.assessment, kin.assessed_on = ASSESSMENTS[Answer(kin.answer)], demo.days_ago(1, 2)
    demo.add(kin)


def draft_kin_of_placed(demo: Demo, stays: Stays) -> None:
    """Who lives with kin has them in its network, and most others had the network assessed before they moved."""
    for resident in stays.of("oOm"):
        home, moved = resident.draft.home, resident.moved_in_on
        asked_on = moved - timedelta(days=demo.rng.randint(30, 80))
        if home.kind == HomeKind.KINSHIP:
            name, home_row, answer = home.name, home, Answer.YES
        elif demo.chance(70):
            name, home_row, answer = demo.people.person(demo.people.gender()), None, Answer.NO
        else:
            continue
        relation = demo.rng.choice((Relation.AUNT_OR_UNCLE, Relation.GRANDPARENT))
        demo.add(
            Kin(
                child=resident.child, name=name, relation=relation, home=home_row,
                phone=home.phone if home_row else demo.people.phone(), asked_on=asked_on, answer=answer,
                answered_on=asked_on + timedelta(days=8), assessment=ASSESSMENTS[answer],
                assessed_on=asked_on + timedelta(days=20),
            )
        )  # fmt: skip


def _waited_before(demo: Demo, stays: Stays) -> None:
    """Searches that have ended: a home was found, a place is promised, relief was found."""
    for resident in stays.of("oOm"):
        moved, kind = resident.moved_in_on, HomeKind(resident.draft.home.kind)
        if (demo.on - moved).days < 560 and kind != HomeKind.EMERGENCY:
            from_on = weekday(moved - timedelta(days=demo.rng.randint(25, 200)))
            _ended(demo, resident.child, kind, from_on, moved, OUTCOMES[0])
    for child in stays.promised:
        found_on = weekday(demo.on - timedelta(days=4))
        _ended(demo, child, HomeKind.ORDINARY, demo.days_ago(30, 60), found_on, "Plass er lova.")
    visits_relief = [row.child for row in demo.rows[Placement] if row.kind == HomeKind.RELIEF]
    for child in stays.at_home:
        from_on = demo.days_ago(60, 700)
        until_on = min(demo.on, from_on + timedelta(days=demo.rng.randint(80, 260)))
        _ended(demo, child, HomeKind.RELIEF, from_on, until_on, OUTCOMES[1 if child in visits_relief else 2])
        if child not in visits_relief:
            child.closed_on = until_on


def _ended(demo: Demo, child: Child, kind: HomeKind, from_on: date, until_on: date, outcome: str) -> None:
    from_on = max(from_on, child.birth_date)
    _wait(demo, child, kind, Urgency.SOON, from_on=from_on, until_on=until_on, outcome=outcome)
