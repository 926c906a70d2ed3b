"""Addresses of matching."""

from django.urls import path

from .views import calls, decide, decisions, exceptions, fairness, lacks, map, match, shortlist, steers, waiting

urlpatterns = [
    path("map/", map.map_page, name="map"),
    path("fairness/", fairness.fairness, name="fairness"),
    path("recruitment/", lacks.lacks, name="lacks"),
    path("recruitment/ask/", lacks.lacks_ask, name="lacks_ask"),
    path("recruitment/<int:pk>/", lacks.lacks_run, name="lacks_run"),
    path("waiting/", waiting.waiting_list, name="waiting_list"),
    path("waiting/panel/", waiting.waiting_panel, name="waiting_panel"),
    path("waiting/match/", match.match_all, name="match_all"),
    path("waiting/<int:pk>/homes/", shortlist.shortlist, name="shortlist"),
    path("waiting/<int:pk>/compare/", shortlist.compare, name="compare"),
    path("waiting/<int:pk>/homes/<int:home_pk>/call/", calls.call, name="call"),
    path("waiting/holds/<int:pk>/release/", calls.hold_release, name="hold_release"),
    path("waiting/panel/home/<int:pk>/", calls.home_calls, name="home_calls"),
    path("waiting/<int:pk>/homes/<int:home_pk>/decide/", decide.decision_new, name="decision_new"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/record.pdf", decisions.decision_pdf, name="decision_pdf"),
    path("decisions/<int:pk>/approve/", decisions.decision_approve, name="decision_approve"),
    path("decisions/<int:pk>/support/", decisions.support_new, name="support_new"),
    path("decisions/panel/child/<int:pk>/", decisions.child_decisions, name="child_decisions"),
    path("support/", decisions.support_list, name="support_list"),
    path("support/<int:pk>/done/", decisions.support_done, name="support_done"),
    path("waiting/<int:pk>/homes/<int:home_pk>/pin/", steers.pin, name="pin"),
    path("waiting/<int:pk>/homes/<int:home_pk>/exclude/", steers.exclude, name="exclude"),
    path("waiting/<int:pk>/homes/<int:home_pk>/except/", exceptions.exception_new, name="exception_new"),
    path("waiting/exceptions/<int:pk>/lift/", exceptions.exception_lift, name="exception_lift"),
    path("waiting/steers/<int:pk>/lift/", steers.steer_lift, name="steer_lift"),
    path("matching/<int:pk>/", match.match_run, name="match_run"),
    path("matching/proposals/<int:pk>/accept/", match.proposal_accept, name="proposal_accept"),
    path("matching/proposals/<int:pk>/refuse/", match.proposal_refuse, name="proposal_refuse"),
]
