"""Addresses of supervisors and their appointments: ids are numbers, and nothing personal stands in them."""

from django.urls import path

from .views import appointments, merging, parts, supervisor, supervisors

OWNER = {"owner": "supervisor"}

urlpatterns = [
    path("supervisors/", supervisors.supervisor_list, name="supervisor_list"),
    path("supervisors/new/", supervisor.supervisor_new, name="supervisor_new"),
    path("supervisors/<int:supervisor_id>/", supervisor.supervisor, name="supervisor"),
    path("supervisors/<int:supervisor_id>/edit/", supervisor.supervisor_edit, name="supervisor_edit"),
    path("supervisors/<int:supervisor_id>/end/", supervisor.supervisor_end, name="supervisor_end"),
    path("supervisors/<int:supervisor_id>/merge/", merging.supervisor_merge, name="supervisor_merge"),
    path("supervisors/<int:owner_id>/<slug:part>/", parts.part_show, OWNER, name="supervisor_part"),
    path("supervisors/<int:owner_id>/<slug:part>/new/", parts.part_new, OWNER, name="supervisor_part_new"),
    path(
        "supervisors/<int:owner_id>/<slug:part>/<int:row_id>/edit/", parts.part_edit, OWNER, name="supervisor_part_edit"
    ),
    path(
        "supervisors/<int:owner_id>/<slug:part>/<int:row_id>/remove/",
        parts.part_remove,
        OWNER,
        name="supervisor_part_remove",
    ),
    path("children/<int:child_id>/supervisor/new/", appointments.appointment_new, name="appointment_new"),
    path("appointments/<int:appointment_id>/end/", appointments.appointment_end, name="appointment_end"),
]
