"""What a supervisor sees of a child they are appointed for: what the role needs, and nothing else of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .children import stays_on
from .models import Child, SupervisionAppointment
from .periods import covers
from .permissions import Access
from .shown import labels

_NEEDS: Any = Child._meta.get_field("needs")
_LANGUAGES: Any = Child._meta.get_field("languages")


@dataclass(frozen=True)
class SupervisedChild:
    """The extract. Address and telephone are empty where the child's or the home's address is protected."""

    child: Child
    age: int
    home: str
    protected: bool
    address: str
    village: str
    phone: str
    visit_wishes: str
    contact_name: str
    contact_phone: str
    siblings_here: list[str]
    needs: list[str]
    languages: list[str]
    appointed_from: Any


def supervised_child(child: Child, access: Access) -> SupervisedChild:
    """Return what the supervisor may know of the child today."""
    stay = stays_on(access.on).filter(child=child).select_related("home__point").first()
    home = stay.home if stay else None
    contact = child.contact_persons.filter(covers(access.on)).select_related("worker").first()
    protected = child.protected_address or bool(home and home.protected_address)
    open_home = None if protected else home
    appointment = SupervisionAppointment.objects.filter(covers(access.on), child=child).first()
    return SupervisedChild(
        child=child,
        age=child.age_on(access.on),
        home=home.name if home else "",
        protected=protected,
        address=open_home.address if open_home else "",
        village=open_home.point.village if open_home and open_home.point else "",
        phone=open_home.phone if open_home else "",
        visit_wishes=home.visit_wishes if home else "",
        contact_name=contact.worker.name if contact else "",
        contact_phone=contact.worker.phone if contact else "",
        siblings_here=_siblings_in(child, home, access),
        needs=labels(_NEEDS, child.needs),
        languages=labels(_LANGUAGES, child.languages),
        appointed_from=appointment.from_on if appointment else None,
    )


def _siblings_in(child: Child, home: Any, access: Access) -> list[str]:
    if home is None or child.sibling_group_id is None:
        return []
    here = stays_on(access.on).filter(home=home, child__sibling_group=child.sibling_group_id).exclude(child=child)
    return list(here.order_by("child__name").values_list("child__name", flat=True))
