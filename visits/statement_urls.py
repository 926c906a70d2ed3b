"""Addresses of the reports that the service owes others."""

from django.urls import path, re_path

from .views import half_year

urlpatterns = [
    path("half-year/", half_year.half_year, name="half_year"),
    re_path(r"^half-year/figures\.(?P<kind>xlsx|pdf)$", half_year.half_year_file, name="half_year_file"),
]
