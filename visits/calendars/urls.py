"""Addresses of the calendar, of visits in people's own calendar programs, and of what somebody cannot make.

Whoever has the address of a feed reads it: `fosterhomes.project.logs` keeps it out of every log.
"""

from django.urls import path, re_path

from ..views import calendar, feed, hindrances

urlpatterns = [
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("calendar/events/", calendar.calendar_events, name="calendar_events"),
    path("calendar/subscription/", feed.calendar_subscription, name="calendar_subscription"),
    path("calendar/subscription/revoke/", feed.calendar_revoke, name="calendar_revoke"),
    re_path(r"^calendar/feed/(?P<token>[A-Za-z0-9_-]{43})\.ics$", feed.calendar_feed, name="calendar_feed"),
    path("visits/<int:pk>/calendar.ics", feed.visit_file, name="visit_file"),
    path("visits/<int:pk>/drag/", calendar.calendar_move, name="calendar_move"),
    path("visits/<int:pk>/told/", calendar.visit_told, name="visit_told"),
    path("cannot/", hindrances.hindrance_list, name="hindrance_list"),
    path("cannot/<int:pk>/", hindrances.hindrance, name="hindrance"),
    path("cannot/<int:pk>/keep/", hindrances.hindrance_keep, name="hindrance_keep"),
    path("visits/<int:pk>/cannot/", hindrances.hindrance_new, name="hindrance_new"),
]
