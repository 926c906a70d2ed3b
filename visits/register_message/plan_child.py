"""The child of a case: new, changed, or not to be told for certain; and the case that is closed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fosterhomes.models import Child
from fosterhomes.shown import field_label, shown_day

from ..models import CaseSystemId
from .facts import Case
from .known import Known
from .plan import NEW, TAKEN_OUT, CasePlan, Setting, plain, relink, take_over

What = CaseSystemId.What
LONGEST_REFERENCE = 36


def plan(plan: CasePlan, known: Known, setting: Setting) -> Child | None:
    """Plan the child's own row; None when the case is refused because of it."""
    case, child = plan.case, plan.child
    if case.deleted:
        plan.look.append(_("The case is deleted in the case system. Look at the child here."))
        return None
    if child is None:
        return _new(plan, setting)
    link = known.links[child.pk].get((What.CASE, case.id))
    if link is None and (why := _another(case, child)):
        plan.refused.append(why)
        return None
    _change(plan, child, link, setting)
    return child


def _another(case: Case, child: Child) -> str:
    """Say why a child that is found by its number is not the child of the case."""
    if case.birth_date is None or case.birth_date == child.birth_date:
        return ""
    if case.national_number and case.national_number == child.national_number:
        return ""
    return _("The child with this case number here has another birth date. Correct the one that is wrong.")


def _new(plan: CasePlan, setting: Setting) -> Child | None:
    case = plan.case
    if case.birth_date is None:
        plan.refused.append(_("The message holds no personal details of the child."))
        return None
    # The message holds no names: the number of the case stands there until somebody writes the name.
    child = Child(service=setting.service, name=case.journal, **_columns(case, setting))
    plan.child, plan.state = child, NEW
    plan.add(child, _("New child."), "children_new")
    plan.add(_link(child, case, setting))
    return child


def _columns(case: Case, setting: Setting) -> dict[str, Any]:
    columns = {"reference": case.journal, "care_municipality": setting.care}
    if case.birth_date is not None:
        columns |= {"birth_date": case.birth_date, "gender": case.gender}
    if case.national_number:
        columns["national_number"] = case.national_number
    return columns


def _told(case: Case, setting: Setting) -> dict[str, Any]:
    return plain(_columns(case, setting)) | {TAKEN_OUT: setting.taken_out}


def _link(child: Child, case: Case, setting: Setting) -> CaseSystemId:
    told = _told(case, setting)
    return CaseSystemId(service=setting.service, what=What.CASE, uid=case.id, child=child, told=told)


def _change(plan: CasePlan, child: Child, link: CaseSystemId | None, setting: Setting) -> None:
    columns = _columns(plan.case, setting)
    if link is None:
        # Met for the first time: what is empty here is filled, and nothing is overwritten.
        values = {name: value for name, value in columns.items() if value and not getattr(child, name)}
        differ = [name for name, value in columns.items() if value and getattr(child, name) not in (value, "")]
        plan.add(_link(child, plan.case, setting))
    else:
        values, differ = take_over(link, child, link.told, columns)
        relink(plan, link, _told(plan.case, setting))
    if values:
        plan.change(child, _("Changed: %(names)s.") % {"names": _names(values)}, "children_changed", **values)
    if differ:
        plan.look.append(_("Not the same here, and left: %(names)s.") % {"names": _names(differ)})


def _names(columns: Any) -> str:
    return ", ".join(field_label(Child, name) for name in columns)


def plan_closing(plan: CasePlan, child: Child, known: Known) -> None:
    """Close the case here too when it is closed there and nothing of the child is open; else say so."""
    case = plan.case
    if case.until_on is None or child.closed_on is not None:
        return
    stays = [*known.stays.get(child.pk or 0, []), *(row for row in plan.new if row._meta.model_name == "placement")]
    if any(stay.until_on is None for stay in stays):  # type: ignore[attr-defined]
        sentence = _("The case was closed in the case system on %(day)s, and the child still lives somewhere here.")
        plan.look.append(sentence % {"day": shown_day(case.until_on)})
    elif child.pk is None:
        child.closed_on = case.until_on
    else:
        sentence = _("The case was closed in the case system on %(day)s. Close it here too.")
        plan.look.append(sentence % {"day": shown_day(case.until_on)})
