"""The database itself refuses the impossible, and the refusal has a sentence that a user understands."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, models, transaction

from fosterhomes.constraints import sentence_for
from fosterhomes.models import (
    Approval,
    Child,
    ContactPerson,
    Home,
    Kin,
    Placement,
    PoliceCertificate,
    SiblingGroup,
    SupervisionAppointment,
    SupervisorTie,
    Wait,
)
from tests.cast import World, place

Make = Callable[[World], models.Model]


def stay(world: World, **values: Any) -> Placement:
    home = values.pop("home", world.other_home)
    return Placement(
        child=world.child, home=home, kind=home.kind if home else "", **{"legal_ground": "care_order"} | values
    )


def child(world: World, **values: Any) -> Child:
    base = {"name": "X", "birth_date": date(2015, 1, 1), "care_municipality": world.municipality}
    return Child(service=world.service, **base | values)


def home(world: World, **values: Any) -> Home:
    base = {"kind": "ordinary", "name": "X", "municipality": world.municipality, "places": 1}
    return Home(service=world.service, **base | values)


def kin(world: World, **values: Any) -> Kin:
    return Kin(child=world.child, name="X", relation="aunt_or_uncle", **values)


def another_wait(world: World) -> Wait:
    days = {"from_on": date(2026, 3, 1), "wanted_on": date(2026, 4, 1)}
    return Wait(child=world.waiting_child, kind="relief", urgency="soon", **days)


EARLIER = {"from_on": date(2023, 1, 1), "until_on": date(2023, 4, 1), "end_reason": "returned"}

IMPOSSIBLE: dict[str, tuple[Make, str]] = {
    "two stays of a child at once": (
        lambda w: stay(w, from_on=date(2025, 1, 1)),
        "The child already lives somewhere in this period. End that stay first.",
    ),
    "a stay that ends before it starts": (
        lambda w: stay(w, from_on=date(2023, 5, 1), until_on=date(2023, 4, 1), end_reason="returned"),
        "The end must be after the start.",
    ),
    "a stay that ends without a reason": (
        lambda w: stay(w, from_on=date(2023, 1, 1), until_on=date(2023, 4, 1)),
        "Choose why the stay ended.",
    ),
    "a stay in a home that is not named": (
        lambda w: stay(w, home=None, **EARLIER),
        "Choose the home, or where else the child lives.",
    ),
    "two planned placements of a child": (
        lambda w: stay(w, from_on=date(2026, 6, 1), planned=True),
        "The child already has a planned placement. Withdraw that one first.",
    ),
    "a permanent stay without agreed visits": (
        lambda w: stay(w, **EARLIER, permanent_stay_on=date(2023, 2, 1)),
        "Write how many follow-up visits a year were agreed for the permanent stay.",
    ),
    "two contact persons at once": (
        lambda w: ContactPerson(child=w.child, worker=w.cast.other_caseworker, from_on=date(2026, 1, 1)),
        "The child already has a contact person in this period. End that one first.",
    ),
    "two supervisors at once": (
        lambda w: SupervisionAppointment(child=w.child, supervisor=w.supervisor, from_on=date(2026, 1, 1)),
        "The child already has a supervisor in this period. End that one first.",
    ),
    "a supervisor who is tied to the family": (
        lambda w: SupervisionAppointment(child=w.other_child, supervisor=w.supervisor, from_on=date(2026, 1, 1)),
        "This supervisor is tied to the child or the family and cannot be appointed (FF § 17).",
    ),
    "a tie to both a home and a child": (
        lambda w: SupervisorTie(supervisor=w.supervisor, home=w.home, child=w.child, kind="friend"),
        "Choose a home or a child, not both.",
    ),
    "two children with the same reference": (
        lambda w: child(w, reference="A-1"),
        "A child with this reference is already in the register.",
    ),
    "a protected address with a point": (
        lambda w: home(w, protected_address=True, point=w.point),
        "A protected address is never stored: remove the address and the point.",
    ),
    "a home whose oldest age is below the youngest": (
        lambda w: home(w, youngest_age=9, oldest_age=4),
        "The oldest age must not be below the youngest.",
    ),
    "an answer before the question": (
        lambda w: kin(w, answer="yes", asked_on=date(2026, 2, 2), answered_on=date(2026, 2, 1)),
        "The answer cannot come before the question.",
    ),
    "an assessment without words": (
        lambda w: kin(w, assessed_on=date(2026, 2, 2)),
        "Write the assessment, or remove its date.",
    ),
    "siblings split without a reason": (
        lambda w: SiblingGroup(service=w.service, together=False),
        "Write why the siblings live apart, and when it is to be reassessed.",
    ),
    "two waits of a child at once": (
        lambda w: another_wait(w),
        "The child already waits for a home in this period.",
    ),
    "a certificate seen before it was issued": (
        lambda w: PoliceCertificate(supervisor=w.supervisor, issued_on=date(2026, 2, 2), seen_on=date(2026, 2, 1)),
        "A certificate cannot be seen before it was issued.",
    ),
    "an approval that ends before it begins": (
        lambda w: Approval(home=w.home, approved_on=date(2026, 2, 2), until_on=date(2026, 2, 1)),
        "The end must be after the start.",
    ),
}


@pytest.fixture
def crowded(world: World) -> World:
    """The world, with a tie of the supervisor to the other home and a planned move of the child."""
    SupervisorTie.objects.create(supervisor=world.supervisor, home=world.other_home, kind="friend")
    place(world.child, world.emergency_home, from_on=date(2026, 5, 1), planned=True)
    return world


@pytest.mark.parametrize(("make", "sentence"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_the_database_refuses(crowded: World, make: Make, sentence: str) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(crowded).save()
    assert sentence_for(refusal.value) == sentence


@pytest.mark.parametrize(("make", "sentence"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_the_form_says_it_first(crowded: World, make: Make, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        make(crowded).full_clean()
    assert sentence in refusal.value.messages


def test_a_change_is_refused_like_a_new_row(world: World) -> None:
    earlier = place(
        world.waiting_child, world.other_home, date(2023, 1, 1), until_on=date(2023, 6, 1), end_reason="returned"
    )
    place(world.waiting_child, world.home, date(2023, 6, 1))
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Placement.objects.filter(pk=earlier.pk).update(until_on=date(2023, 6, 2))
    assert sentence_for(refusal.value) == "The child already lives somewhere in this period. End that stay first."


def test_a_child_may_move_on_the_day_the_earlier_stay_ends(world: World) -> None:
    Placement.objects.filter(pk=world.placement.pk).update(until_on=date(2026, 3, 1), end_reason="moved_home")
    assert place(world.child, world.other_home, date(2026, 3, 1)).pk


def test_a_child_may_visit_a_relief_home_while_it_lives_in_a_foster_home(world: World) -> None:
    relief = Home.objects.create(
        service=world.service, kind="relief", name="Helgeheim", municipality=world.municipality, places=2
    )
    assert place(world.child, relief, date(2025, 1, 1)).pk


def test_an_error_that_is_none_of_ours_has_no_sentence() -> None:
    assert sentence_for(IntegrityError("disk image is malformed")) is None


@pytest.mark.django_db(transaction=True)
def test_the_rules_stand_again_after_another_migration() -> None:
    call_command("migrate", verbosity=0)
    from tests.cast import make_world

    world = make_world()
    with pytest.raises(IntegrityError):
        stay(world, from_on=date(2025, 1, 1)).save()
