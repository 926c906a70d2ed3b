"""Addresses of supervision reports, of decisions to reduce, of pauses, and of the service's own days."""

from django.urls import path

from ..views import pauses, reductions, report, report_drafts, report_write, reports, settings

urlpatterns = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports/panel/", reports.reports_panel, name="reports_panel"),
    path("reports/mine/", reports.my_reports, name="my_reports"),
    path("reports/child/<int:pk>/", reports.child_reports, name="child_reports"),
    path("reports/new/<int:visit_pk>/<int:child_pk>/", report_write.report_new, name="report_new"),
    path("reports/draft/<int:visit_pk>/<int:child_pk>/", report_drafts.report_draft_save, name="report_draft_save"),
    path(
        "reports/draft/<int:visit_pk>/<int:child_pk>/discard/",
        report_drafts.report_draft_discard,
        name="report_draft_discard",
    ),
    path("reports/<int:pk>/<slug:step>/draft/", report_drafts.report_step_draft_save, name="report_step_draft_save"),
    path(
        "reports/<int:pk>/<slug:step>/draft/discard/",
        report_drafts.report_step_draft_discard,
        name="report_step_draft_discard",
    ),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/edit/", report_write.report_edit, name="report_edit"),
    path("reports/<int:pk>/text/", report.report_text, name="report_text"),
    path("reports/<int:pk>/<slug:step>/", report.report_step, name="report_step"),
    path("reductions/", reductions.reductions, name="reductions"),
    path("reductions/child/<int:pk>/", reductions.child_reductions, name="child_reductions"),
    path("reductions/child/<int:pk>/<slug:track>/", reductions.reduction_new, name="reduction_new"),
    path("reductions/<int:pk>/end/", reductions.reduction_end, name="reduction_end"),
    path("pauses/stay/<int:pk>/", pauses.pause_new, name="pause_new"),
    path("pauses/<int:pk>/end/", pauses.pause_end, name="pause_end"),
    path("pauses/<int:pk>/remove/", pauses.pause_remove, name="pause_remove"),
    path("settings/visits/", settings.visit_settings, name="visit_settings"),
]
