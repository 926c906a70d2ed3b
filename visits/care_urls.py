"""Addresses of what binds beside the visits: dates, guidance, and what ends or changes."""

from django.urls import path

from .views import caseload, covers, dates, endings, forecast, guidance, guidance_sessions

urlpatterns = [
    path("dates/", dates.dates, name="dates"),
    path("dates/panel/", dates.dates_panel, name="dates_panel"),
    path("dates/<int:pk>/remove/", dates.date_remove, name="date_remove"),
    path("dates/<int:pk>/<slug:kind>/", dates.date_met, name="date_met"),
    path("handovers/<int:pk>/", caseload.hand_over, name="hand_over"),
    path("handovers/<int:pk>/cover/", covers.cover_new, name="cover_new"),
    path("handovers/<int:pk>/sheet/", caseload.hand_over_sheet, name="hand_over_sheet"),
    path("handovers/<int:pk>/sheet.pdf", caseload.hand_over_sheet_pdf, name="hand_over_sheet_pdf"),
    path("handovers/supervisor/<int:pk>/", caseload.supervisor_hand_over, name="supervisor_hand_over"),
    path("guidance/", guidance.guidance_list, name="guidance_list"),
    path("guidance/new/", guidance.guidance_new, name="guidance_new"),
    path("guidance/home/<int:pk>/", guidance.home_guidance, name="home_guidance"),
    path("guidance/<int:pk>/", guidance.guidance, name="guidance"),
    path("guidance/<int:pk>/answer/", guidance.guidance_answer, name="guidance_answer"),
    path("guidance/<int:pk>/change/", guidance.guidance_change, name="guidance_change"),
    path("guidance/<int:pk>/rhythm/", guidance.guidance_rhythm, name="guidance_rhythm"),
    path("guidance/<int:pk>/end/", guidance.guidance_end, name="guidance_end"),
    path("guidance/<int:pk>/sessions/new/", guidance_sessions.session_new, name="session_new"),
    path("guidance/<int:pk>/sessions/<int:session_id>/", guidance_sessions.session_record, name="session_record"),
    path(
        "guidance/<int:pk>/sessions/<int:session_id>/correct/",
        guidance_sessions.session_correct,
        name="session_correct",
    ),
    path(
        "guidance/<int:pk>/sessions/<int:session_id>/remove/", guidance_sessions.session_remove, name="session_remove"
    ),
    path(
        "guidance/<int:pk>/sessions/<int:session_id>/restore/",
        guidance_sessions.session_restore,
        name="session_restore",
    ),
    path("guidance/<int:pk>/sessions/<int:session_id>/agree/", guidance_sessions.session_agree, name="session_agree"),
    path("endings/", endings.ending_list, name="ending_list"),
    path("endings/<int:pk>/", endings.ending, name="ending"),
    path("endings/child/<int:pk>/", endings.child_ending, name="child_ending"),
    path("endings/home/<int:pk>/", endings.home_ending, name="home_ending"),
    path("forecast/", forecast.forecast, name="forecast"),
    path("shortfalls/", forecast.shortfall_list, name="shortfall_list"),
    path("shortfalls/<int:pk>/<slug:track>/", forecast.shortfall_seen, name="shortfall_seen"),
]
