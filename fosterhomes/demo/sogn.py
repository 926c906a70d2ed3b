"""Another service with a tiny register of its own: what its people see, ours must not, and the other way round."""

from __future__ import annotations

from datetime import timedelta

from ..models import ContactPerson, HomeKind, Role, SupervisionAppointment, Supervisor
from .children import Children
from .homes import new_home
from .names import GIRL, email
from .places import SOGN
from .plan import Household
from .rows import Demo, birth_date_before
from .staff import draft_user
from .stays import stay

HOMES = (("Sogndal", HomeKind.ORDINARY, "o."), ("Gaupne", HomeKind.ORDINARY, "o"), ("Skjolden", HomeKind.KINSHIP, "o"),
         ("Kaupanger", HomeKind.EMERGENCY, "."))  # fmt: skip


def draft_sogn(demo: Demo, children: Children) -> None:
    service = demo.places.services[SOGN]
    draft_user(demo, service, Role.LEADER, "sogn")
    caseworker = draft_user(demo, service, Role.CASEWORKER, "sogn")
    name = demo.people.person(GIRL)
    user = draft_user(demo, service, Role.SUPERVISOR, "tilsyn", name=name)
    supervisor = demo.add(
        Supervisor(
            service=service, user=user, name=name, phone=user.phone, email=email(name, "tilsyn"),
            base=demo.places.villages["Hafslo"], capacity=3, longest_minutes=60, from_on=demo.days_ago(800, 900),
        )
    )  # fmt: skip
    for number, (village, kind, letters) in enumerate(HOMES):
        home = demo.add(new_home(demo, service, Household(number, kind, village, letters), [demo.people.person(GIRL)]))
        if "o" in letters:
            child = children.child(birth_date_before(demo.on, 70 + 31 * number, 9), "4640", service=service)
            from_on = demo.days_ago(200, 700)
            stay(demo, child, home, from_on)
            demo.add(ContactPerson(child=child, worker=caseworker, from_on=from_on))
            appointed_on = from_on + timedelta(days=20)
            demo.add(SupervisionAppointment(child=child, supervisor=supervisor, from_on=appointed_on))
