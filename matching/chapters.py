"""How homes were chosen for a child, for papers that other apps compose (FF § 5, BVL § 9-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fosterhomes.chapters import Teller
from fosterhomes.models import Kin
from fosterhomes.permissions import Access
from fosterhomes.shown import shown_day

from .models import Decision

Rows = tuple[tuple[str, ...], ...]


def choice_of_home(access: Access, children: list[int]) -> dict[int, Rows]:
    """Return the decisions on a home for each child, the latest first. Two queries. No address and no way."""
    rows = Decision.objects.visible_to(access).filter(child__in=children).with_approval()
    kin = _assessed(children)
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for decision in rows.select_related("home", "decided_by"):
        found[decision.child_id] += _of(decision, kin[decision.child_id])
    return {child: tuple(told) for child, told in found.items()}


def _assessed(children: list[int]) -> dict[int, list[Kin]]:
    rows: QuerySet[Kin] = Kin.objects.filter(child__in=children, assessed_on__isnull=False).order_by("assessed_on")
    found: dict[int, list[Kin]] = defaultdict(list)
    for row in rows:
        found[row.child_id].append(row)
    return found


def _of(decision: Decision, kin: list[Kin]) -> Iterator[tuple[str, ...]]:
    day = timezone.localdate(decision.decided_at)
    yield (decision.home.name, _("Decided"), f"{shown_day(day)}, {decision.decided_by.name}. {decision.reason}")
    yield ("", _("Kin and network first (FF § 5)"), _kin(decision, [one for one in kin if _by(one, day)]))
    yield ("", _("The child's view"), decision.child_view)
    yield ("", _("The parents' view"), decision.parents_view)
    others = len(decision.weighed)
    yield ("", _("Weighed"), ngettext("%(n)d other home fitted", "%(n)d other homes fitted", others) % {"n": others})
    yield ("", _("Approval (FF § 6)"), _approval(decision))


def _by(kin: Kin, day: object) -> bool:
    return kin.assessed_on is not None and kin.assessed_on <= day  # type: ignore[operator]


def _kin(decision: Decision, kin: list[Kin]) -> str:
    said = [f"{capfirst(one.get_relation_display())}, {shown_day(one.assessed_on)}" for one in kin if one.assessed_on]
    if decision.kin:
        said.append(_("The home chosen is kin or network."))
    return ". ".join([*said, *([decision.kin_reason] if decision.kin_reason else [])]) or _("nothing is written")


def _approval(decision: Decision) -> str:
    given = decision.approval_day  # type: ignore[attr-defined]
    when = _("approved %(day)s") % {"day": shown_day(given)} if given else _("not approved yet")
    return f"{when}. {decision.approval_reason}" if decision.approval_reason else when


CHAPTER = Teller(
    gettext_lazy("Choice of home"),
    (gettext_lazy("Home"), gettext_lazy("About"), gettext_lazy("What was written")),
    choice_of_home,
)
