"""Addresses of the register."""

from django.urls import include, path

from .views import figures, front, people, runs

urlpatterns = [
    path("", front.front, name="front"),
    path("", include("fosterhomes.child_urls")),
    path("", include("fosterhomes.home_urls")),
    path("", include("fosterhomes.supervisor_urls")),
    path("figures/", figures.figures, name="figures"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/duties/<int:pk>/end/", people.duty_end, name="duty_end"),
    path("runs/<int:pk>/", runs.run_progress, name="run_progress"),
    path("runs/<int:pk>/stop/", runs.run_cancel, name="run_cancel"),
]
