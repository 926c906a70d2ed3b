"""Addresses of children and what is around them: ids are numbers, and nothing personal stands in them."""

from django.urls import path

from .views import (
    caseload,
    child,
    child_edit,
    child_merge,
    children,
    contact_person,
    kin,
    limits,
    placements,
    siblings,
    waits,
)
from .views import stay_agreements as agreements

urlpatterns = [
    path("children/", children.child_list, name="child_list"),
    path("children/new/", child_edit.child_new, name="child_new"),
    path("children/<int:pk>/", child.child, name="child"),
    path("children/<int:pk>/edit/", child_edit.child_edit, name="child_edit"),
    path("children/<int:pk>/protect/", child_edit.child_protect, name="child_protect"),
    path("children/<int:pk>/close/", child_edit.child_close, name="child_close"),
    path("children/<int:pk>/merge/", child_merge.child_merge, name="child_merge"),
    path("children/<int:pk>/merge/<int:other>/", child_merge.child_merge_preview, name="child_merge_preview"),
    path("children/<int:pk>/contact/", contact_person.contact_person, name="contact_person"),
    path("children/<int:pk>/siblings/", siblings.siblings_join, name="siblings_join"),
    path("children/<int:pk>/siblings/leave/", siblings.siblings_leave, name="siblings_leave"),
    path("children/<int:pk>/siblings/apart/", siblings.siblings_split, name="siblings_split"),
    path("children/<int:pk>/siblings/together/", siblings.siblings_together, name="siblings_together"),
    path("children/<int:pk>/kin/new/", kin.kin_new, name="kin_new"),
    path("kin/<int:pk>/", kin.kin_edit, name="kin_edit"),
    path("kin/<int:pk>/remove/", kin.kin_remove, name="kin_remove"),
    path("children/<int:pk>/placements/new/", placements.placement_new, name="placement_new"),
    path("placements/<int:pk>/moved-in/", placements.placement_move_in, name="placement_move_in"),
    path("placements/<int:pk>/day/", placements.placement_day, name="placement_day"),
    path("placements/<int:pk>/end/", placements.placement_end, name="placement_end"),
    path("placements/<int:pk>/correct/", placements.placement_correct, name="placement_correct"),
    path("placements/<int:pk>/remove/", placements.placement_remove, name="placement_remove"),
    path("placements/<int:pk>/permanent/", agreements.placement_permanent, name="placement_permanent"),
    path("placements/<int:pk>/order/", agreements.placement_order, name="placement_order"),
    path("placements/<int:pk>/supervision/", agreements.placement_supervision, name="placement_supervision"),
    path("children/<int:pk>/search/new/", waits.wait_new, name="wait_new"),
    path("search/<int:pk>/", waits.wait_edit, name="wait_edit"),
    path("search/<int:pk>/end/", waits.wait_end, name="wait_end"),
    path("children/<int:pk>/limits/<slug:kind>/new/", limits.limit_new, name="limit_new"),
    path("limits/<slug:kind>/<int:pk>/", limits.limit_edit, name="limit_edit"),
    path("limits/<slug:kind>/<int:pk>/remove/", limits.limit_remove, name="limit_remove"),
    path("caseload/", caseload.caseload, name="caseload"),
]
