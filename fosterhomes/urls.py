"""Addresses of the register."""

from django.urls import path

from .views import front, people, runs

urlpatterns = [
    path("", front.front, name="front"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/duties/<int:pk>/end/", people.duty_end, name="duty_end"),
    path("runs/<int:pk>/", runs.run_progress, name="run_progress"),
    path("runs/<int:pk>/stop/", runs.run_cancel, name="run_cancel"),
]
