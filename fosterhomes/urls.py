"""Addresses of the register."""

from django.urls import include, path

from .views import figures, front, log, people, runs

urlpatterns = [
    path("", front.front, name="front"),
    path("children/<int:pk>/log/", log.child_log, name="child_log"),
    path("homes/<int:pk>/log/", log.home_log, name="home_log"),
    path("", include("fosterhomes.child_urls")),
    path("", include("fosterhomes.home_urls")),
    path("", include("fosterhomes.supervisor_urls")),
    path("", include("fosterhomes.way_urls")),
    path("figures/", figures.figures, name="figures"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/duties/<int:pk>/end/", people.duty_end, name="duty_end"),
    path("runs/<int:pk>/", runs.run_progress, name="run_progress"),
    path("runs/<int:pk>/stop/", runs.run_cancel, name="run_cancel"),
]
