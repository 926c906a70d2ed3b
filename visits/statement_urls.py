"""Addresses of the reports that the service owes others."""

from django.urls import path, re_path

from .views import council, half_year, inspection

urlpatterns = [
    path("half-year/", half_year.half_year, name="half_year"),
    re_path(r"^half-year/figures\.(?P<kind>xlsx|pdf)$", half_year.half_year_file, name="half_year_file"),
    path("inspection/", inspection.inspection, name="inspection"),
    path("inspection/<int:pk>/", inspection.inspection_sample, name="inspection_sample"),
    re_path(
        r"^inspection/(?P<pk>\d+)/pack\.(?P<kind>xlsx|pdf)$",
        inspection.inspection_sample_file,
        name="inspection_sample_file",
    ),
    path("inspection/child/<int:pk>/", inspection.inspection_child, name="inspection_child"),
    re_path(
        r"^inspection/child/(?P<pk>\d+)/pack\.(?P<kind>xlsx|pdf)$",
        inspection.inspection_child_file,
        name="inspection_child_file",
    ),
    path("council/", council.council, name="council"),
    re_path(r"^council/report\.(?P<kind>xlsx|pdf)$", council.council_file, name="council_file"),
    path("month/", council.month_report, name="month_report"),
    re_path(r"^month/report\.(?P<kind>xlsx|pdf)$", council.month_report_file, name="month_report_file"),
]
