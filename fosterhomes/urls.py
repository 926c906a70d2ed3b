"""Addresses of the register."""

from django.urls import include, path

from .views import figures, front, lists_out, log, people, rota, runs, service

urlpatterns = [
    path("", front.front, name="front"),
    path("children/<int:pk>/log/", log.child_log, name="child_log"),
    path("homes/<int:pk>/log/", log.home_log, name="home_log"),
    path("", include("fosterhomes.child_urls")),
    path("", include("fosterhomes.home_urls")),
    path("", include("fosterhomes.supervisor_urls")),
    path("", include("fosterhomes.way_urls")),
    path("", include("fosterhomes.table_urls")),
    path("lists/<slug:key>/", lists_out.list_out, name="list_out"),
    path("figures/", figures.figures, name="figures"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/phone/", people.person_phone, name="person_phone"),
    path("people/duties/<int:pk>/end/", people.duty_end, name="duty_end"),
    path("service/", service.service_settings, name="service_settings"),
    path("service/municipalities/<slug:pk>/", service.municipality_edit, name="municipality_edit"),
    path("rota/", rota.on_call_rota, name="on_call_rota"),
    path("rota/hours/", rota.on_call_hours, name="on_call_hours"),
    path("rota/new/", rota.shift_new, name="shift_new"),
    path("rota/<int:pk>/", rota.shift_edit, name="shift_edit"),
    path("rota/<int:pk>/remove/", rota.shift_remove, name="shift_remove"),
    path("runs/<int:pk>/", runs.run_progress, name="run_progress"),
    path("runs/<int:pk>/stop/", runs.run_cancel, name="run_cancel"),
]
