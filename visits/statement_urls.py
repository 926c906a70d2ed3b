"""Addresses of the reports that the service owes others."""

from django.urls import path, re_path

from .views import council, half_year

urlpatterns = [
    path("half-year/", half_year.half_year, name="half_year"),
    re_path(r"^half-year/figures\.(?P<kind>xlsx|pdf)$", half_year.half_year_file, name="half_year_file"),
    path("council/", council.council, name="council"),
    re_path(r"^council/report\.(?P<kind>xlsx|pdf)$", council.council_file, name="council_file"),
    path("month/", council.month_report, name="month_report"),
    re_path(r"^month/report\.(?P<kind>xlsx|pdf)$", council.month_report_file, name="month_report_file"),
]
