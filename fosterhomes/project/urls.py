"""The composition root: every app's addresses, and nothing else."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
]
