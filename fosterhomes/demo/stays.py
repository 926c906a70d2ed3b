"""Where everybody lives, lived before, and is about to move; with the approvals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from ..models import Approval, Child, Home, HomeKind, LegalGround, Placement
from ..rules import birthday
from .children import CARE_OF_OTHERS, OWN_MUNICIPALITIES, Children, Resident
from .homes import DraftHome
from .plan import AFTERCARE, PROMISED, VISITS
from .rows import Demo, birth_date_before, weekday

Setting, Ended = Placement.Setting, Placement.EndReason

INSTITUTIONS = ("Fjordgløtt ungdomsheim", "Fjordgløtt ungdomsheim", "Solbakken omsorgssenter", "Tunet ungdomsheim",
                "Solbakken omsorgssenter")  # fmt: skip
"""One for each child in an institution. No such places exist."""

IN_OWN_HOUSING = 12

HELPED_AT_HOME = 36
"""Children at home whose search ended before the day of the demo."""

GONE_OWN = (
    Ended.RETURNED, Ended.GROWN_UP, Ended.RETURNED, Ended.ADOPTED, Ended.AFTERCARE_ENDED, Ended.RETURNED,
    Ended.GROWN_UP, Ended.MOVED_HOME, Ended.BREAKDOWN, Ended.RETURNED, Ended.AFTERCARE_ENDED, Ended.MOVED_HOME,
    Ended.RETURNED, Ended.AFTERCARE_ENDED, Ended.RETURNED, Ended.ADOPTED, Ended.AFTERCARE_ENDED, Ended.GROWN_UP,
)  # fmt: skip
GONE_OTHERS = (Ended.RETURNED, Ended.GROWN_UP, Ended.MOVED_HOME, Ended.RETURNED, Ended.GROWN_UP, Ended.RETURNED,
               Ended.BREAKDOWN)  # fmt: skip
"""How the stays of children ended whose cases are closed."""

PERMANENT_STAY_SINCE = date(2026, 1, 1)

REASONS = (
    "Nær skule og vener.", "Kjenner heimen frå avlasting.", "Fosterforeldra har røynsle med barn med traume.",
    "Sysken kan bu saman.", "Kort veg til samvær.", "",
)  # fmt: skip


@dataclass
class Stays:
    """Everybody whom the rest of the demo goes on with."""

    residents: list[Resident]
    """All who live in a home of the plan."""
    institution: list[Child] = field(default_factory=list)
    housing: list[Child] = field(default_factory=list)
    at_home: list[Child] = field(default_factory=list)
    """Own children who live with their parents and were helped: some visit a relief home now."""
    promised: list[Child] = field(default_factory=list)
    """Own children with a planned placement: their search has ended."""

    def of(self, letters: str) -> list[Resident]:
        return [resident for resident in self.residents if resident.letter in letters]


def draft_stays(demo: Demo, children: Children, drafts: list[DraftHome], residents: list[Resident]) -> Stays:
    stays = Stays(residents)
    for resident in residents:
        _live(demo, resident)
    _emergency_before(demo, drafts, stays)
    _moved_supervision(demo, stays)
    _permanent(demo)
    _date_orders(demo)
    stays.institution = [_in_institution(demo, children, name) for name in INSTITUTIONS]
    stays.housing = [_in_own_housing(demo, children, drafts) for _number in range(IN_OWN_HOUSING)]
    _gone(demo, children, drafts)
    _left_institution(demo, children)
    _promise(demo, children, drafts, stays)
    _relief(demo, children, drafts, stays)
    _helped(demo, children, stays)
    return stays


def stay(demo: Demo, child: Child, home: Home, from_on: date, **values: object) -> Placement:
    """Draft a stay in a home, of the home's kind, by care order unless said otherwise."""
    values = {"kind": home.kind, "legal_ground": LegalGround.CARE_ORDER} | values
    return demo.add(Placement(child=child, home=home, from_on=from_on, **values))


def _live(demo: Demo, resident: Resident) -> None:
    child, home, since = resident.child, resident.draft.home, resident.moved_in_on
    _widen(home, child, since)
    _approve(demo, resident)
    reason = demo.rng.choice(REASONS)
    if resident.letter == AFTERCARE:
        adult_on = birthday(child.birth_date, 18)
        if since < adult_on:
            stay(demo, child, home, since, until_on=adult_on, end_reason=Ended.GROWN_UP, reason=reason)
        stay(demo, child, home, max(since, adult_on), legal_ground=LegalGround.AFTERCARE, reason=reason)
    elif home.kind == HomeKind.EMERGENCY:
        stay(demo, child, home, since, legal_ground=LegalGround.EMERGENCY, reason="I påvente av fosterheim.")
    else:
        ground = LegalGround.VOLUNTARY if demo.chance(20) else LegalGround.CARE_ORDER
        stay(demo, child, home, since, legal_ground=ground, reason=reason)


def _widen(home: Home, child: Child, since: date) -> None:
    """A home has never taken a child outside its own ages."""
    age = max(0, min(17, child.age_on(since)))
    home.youngest_age, home.oldest_age = min(home.youngest_age or 0, age), max(home.oldest_age or 17, age)


def _approve(demo: Demo, resident: Resident) -> None:
    """Approved for the child before it moved in; with kin, and in an emergency, now and then soon after (FF § 6)."""
    late = resident.draft.household.kind in (HomeKind.KINSHIP, HomeKind.EMERGENCY) and demo.chance(35)
    days = -demo.rng.randint(2, 3) if late else demo.rng.randint(4, 40)
    approved_on = min(demo.on, weekday(resident.moved_in_on - timedelta(days=days)))
    demo.add(Approval(home=resident.draft.home, child=resident.child, approved_on=approved_on))


def _emergency_before(demo: Demo, drafts: list[DraftHome], stays: Stays) -> None:
    """Many own children stayed in an emergency home for some months first, never more than it has places for."""
    homes = [draft.home for draft in drafts if draft.household.kind == HomeKind.EMERGENCY]
    for resident in stays.of("oOm"):
        moved = resident.moved_in_on
        begun = weekday(moved - timedelta(days=demo.rng.randint(50, 150)))
        recent = (demo.on - moved).days < 900 and resident.draft.household.kind != HomeKind.EMERGENCY
        home = next((home for home in demo.rng.sample(homes, len(homes)) if _room(demo, home, begun, moved)), None)
        if home and recent and resident.child.birth_date <= begun:
            values = {"until_on": moved, "end_reason": Ended.MOVED_HOME, "legal_ground": LegalGround.EMERGENCY}
            stay(demo, resident.child, home, begun, **values)


def _room(demo: Demo, home: Home, from_on: date, until_on: date) -> bool:
    """Return whether the home has a place in every day of the period, counting all stays that touch it."""
    week_before = from_on - timedelta(days=7)
    there = [
        row
        for row in demo.rows[Placement]
        if row.home is home and row.from_on < until_on and (row.until_on is None or row.until_on > week_before)
    ]
    return len(there) < home.places


def _moved_supervision(demo: Demo, stays: Stays) -> None:
    """Written agreements between two municipalities (FF § 16(3))."""
    moved = {id(resident.child): resident.moved_in_on for resident in stays.of("mg")}
    for row in demo.rows[Placement]:
        if id(row.child) in moved and row.until_on is None:
            row.supervision_moved_on = moved[id(row.child)] + timedelta(days=14)


def _permanent(demo: Demo) -> None:
    """Three permanent stays with agreed follow-up (BVL § 5-12), where the demo's day is late enough for that law."""
    agreed_on = weekday(demo.on - timedelta(days=100))
    if agreed_on < PERMANENT_STAY_SINCE:
        return
    old = [
        row
        for row in demo.rows[Placement]
        if row.until_on is None and row.kind == HomeKind.ORDINARY and (demo.on - row.from_on).days > 1500
        and row.legal_ground == LegalGround.CARE_ORDER and 4 < row.child.age_on(demo.on) < 17
    ]  # fmt: skip
    for row, agreed in zip(old[3::5], (2, 1, 4), strict=False):
        row.permanent_stay_on, row.agreed_follow_up = agreed_on, agreed


def _date_orders(demo: Demo) -> None:
    """The day of each emergency decision: as a rule that of moving in, now and then the day before, one not written."""
    orders = [row for row in demo.rows[Placement] if row.legal_ground == LegalGround.EMERGENCY]
    for number, row in enumerate(orders):
        row.emergency_order_on = row.from_on - timedelta(days=number % 3 == 1)
    latest = max((row for row in orders if row.until_on is None), key=lambda row: row.from_on)
    latest.emergency_order_on = None


def _in_institution(demo: Demo, children: Children, name: str) -> Child:
    child = children.child(birth_date_before(demo.on, demo.rng.randint(165, 205), 5), "4631")
    ground = LegalGround.BEHAVIOUR if demo.chance(50) else LegalGround.CARE_ORDER
    from_on = demo.days_ago(30, 420)
    demo.add(
        Placement(
            child=child, setting=Setting.INSTITUTION, place_name=name, legal_ground=ground, from_on=from_on,
            reason="Trong døgnbemanna tiltak.",
        )
    )  # fmt: skip
    return child


def _in_own_housing(demo: Demo, children: Children, drafts: list[DraftHome]) -> Child:
    """Those who turned 18 in the time that the register covers lived in a foster home until then."""
    child = children.child(
        birth_date_before(demo.on, demo.rng.randint(18 * 12, 24 * 12), demo.rng.randint(5, 27)),
        demo.rng.choice(OWN_MUNICIPALITIES),
    )
    adult_on = birthday(child.birth_date, 18)
    begun = max(adult_on, demo.days_ago(20, 900))
    if (demo.on - adult_on).days < 700:
        begun = adult_on
        _lived(demo, child, drafts, adult_on, Ended.GROWN_UP)
    demo.add(Placement(child=child, setting=Setting.OWN_HOUSING, legal_ground=LegalGround.AFTERCARE, from_on=begun))
    return child


def _lived(demo: Demo, child: Child, drafts: list[DraftHome], until_on: date, reason: str) -> None:
    """Draft a stay that ended on that day, in a home that had room for it."""
    from_on = max(weekday(until_on - timedelta(days=demo.rng.randint(380, 1500))), child.birth_date)
    values = {"until_on": until_on, "end_reason": reason}
    for home in demo.rng.sample([draft.home for draft in drafts], len(drafts)):
        if home.kind in (HomeKind.ORDINARY, HomeKind.SPECIALISED) and _room(demo, home, from_on, until_on):
            _widen(home, child, from_on)
            stay(demo, child, home, from_on, **values)
            return
    raise RuntimeError("no home of the plan had room for a stay in the past")


def _left_institution(demo: Demo, children: Children) -> None:
    """Stays in institutions that ended: back home, or the young person grew up."""
    for reason in (Ended.RETURNED, Ended.RETURNED, Ended.GROWN_UP, Ended.RETURNED):
        until_on = demo.days_ago(40, 480)
        child = children.child(birth_date_before(until_on, 18 * 12 if reason == Ended.GROWN_UP else 190, 0), "4631")
        child.closed_on = until_on
        demo.add(
            Placement(
                child=child, setting=Setting.INSTITUTION, place_name=INSTITUTIONS[0], end_reason=reason,
                legal_ground=LegalGround.BEHAVIOUR, until_on=until_on,
                from_on=weekday(until_on - timedelta(days=demo.rng.randint(120, 500))),
            )
        )  # fmt: skip


def _helped(demo: Demo, children: Children, stays: Stays) -> None:
    for _number in range(HELPED_AT_HOME):
        born = birth_date_before(demo.on, demo.rng.randint(50, 170), 4)
        stays.at_home.append(children.child(born, demo.rng.choice(OWN_MUNICIPALITIES)))


def _gone(demo: Demo, children: Children, drafts: list[DraftHome]) -> None:
    """Children whose cases were closed in the last year and a half: the figures of earlier days count them."""
    here = [draft for draft in drafts if draft.home.municipality.service is demo.service]
    for reasons, municipalities in ((GONE_OWN, OWN_MUNICIPALITIES), (GONE_OTHERS, CARE_OF_OTHERS)):
        for reason in reasons:
            until_on = demo.days_ago(25, 500)
            child = children.child(_born_for(demo, reason, until_on), demo.rng.choice(municipalities))
            _lived(demo, child, here, until_on, reason)
            child.closed_on = until_on
            if reason == Ended.AFTERCARE_ENDED:
                demo.rows[Placement][-1].legal_ground = LegalGround.AFTERCARE


def _born_for(demo: Demo, reason: str, until_on: date) -> date:
    if reason == Ended.GROWN_UP:
        return birth_date_before(until_on, 18 * 12, 0)
    if reason == Ended.AFTERCARE_ENDED:
        return birth_date_before(until_on, 23 * 12, 10)
    return birth_date_before(until_on, demo.rng.randint(30, 190), 10)


def _promise(demo: Demo, children: Children, drafts: list[DraftHome], stays: Stays) -> None:
    """Two places are promised: to a child in an emergency home, and to one who moves in with kin."""
    in_emergency = [row.child for row in stays.of("o") if row.draft.household.kind == HomeKind.EMERGENCY]
    with_kin = children.child(birth_date_before(demo.on, 88, 9), "4632")
    stays.promised = [in_emergency[-1], with_kin]
    homes = [draft.home for draft in drafts if PROMISED in draft.household.letters]
    for child, home, days in zip(stays.promised, homes, (9, 16), strict=True):
        _widen(home, child, demo.on)
        moves_on = weekday(demo.on + timedelta(days=days))
        stay(demo, child, home, moves_on, planned=True, reason="Avtalt med fosterheimen.")
        demo.add(Approval(home=home, child=child, approved_on=weekday(demo.on - timedelta(days=3))))


def _relief(demo: Demo, children: Children, drafts: list[DraftHome], stays: Stays) -> None:
    """Half of those who visit relief homes live in foster homes, half with their parents."""
    homes = [draft.home for draft in drafts if VISITS in draft.household.letters]
    fostered = iter(row.child for row in stays.of("o") if row.draft.household.kind == HomeKind.ORDINARY)
    for number, home in enumerate(homes):
        if number % 2:
            child = next(fostered)
        else:
            child = children.child(birth_date_before(demo.on, demo.rng.randint(50, 150), 11), "4631")
            stays.at_home.append(child)
        from_on = demo.days_ago(40, 600)
        _widen(home, child, from_on)
        stay(demo, child, home, from_on, legal_ground=LegalGround.ASSISTANCE, reason="Kvar tredje helg.")
