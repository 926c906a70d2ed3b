"""Addresses of what is owed, planned and done: ids are numbers, and nothing personal stands in them."""

from django.urls import include, path

from .views import due, panels, recording, reminders, schedule, visit_list

urlpatterns = [
    path("", include("visits.supervision_reports.urls")),
    path("", include("visits.visit_urls")),
    path("", include("visits.care_urls")),
    path("", include("visits.plans.urls")),
    path("", include("visits.message_urls")),
    path("", include("visits.calendars.urls")),
    path("statements/", include("visits.statement_urls")),
    path("due/", due.due, name="due"),
    path("due/panel/", due.due_panel, name="due_panel"),
    path("schedule/", schedule.my_schedule, name="my_schedule"),
    path("my-year/", schedule.my_year_page, name="my_year"),
    path("schedule/week/", schedule.my_week_panel, name="my_week_panel"),
    path("reminders/", reminders.my_reminders, name="my_reminders"),
    path("reminders/mails/", reminders.mail_list, name="mail_list"),
    path("reminders/mails/<int:pk>/", reminders.mail, name="mail"),
    path("reminders/mails/<int:pk>/again/", reminders.mail_retry, name="mail_retry"),
    path("visits/", visit_list.visit_list, name="visit_list"),
    path("visits/new/", recording.visit_new, name="visit_new"),
    path("visits/<int:pk>/", recording.visit, name="visit"),
    path("visits/<int:pk>/record/", recording.visit_record, name="visit_record"),
    path("visits/<int:pk>/correct/", recording.visit_correct, name="visit_correct"),
    path("visits/child/<int:pk>/", panels.child_visits, name="child_visits"),
    path("visits/home/<int:pk>/", panels.home_visits, name="home_visits"),
]
