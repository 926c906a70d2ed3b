"""Addresses of the year plan, of who is away, and of when people work."""

from django.urls import path

from ..views import absences, covers, plan, plan_changes, plan_month, rota_away, slots, travel

urlpatterns = [
    path("plan/", plan.plan, name="plan"),
    path("plan/visits/", plan_month.plan_list, name="plan_list"),
    path("plan/calendar/", plan_month.plan_calendar, name="plan_calendar"),
    path("plan/map/", plan_month.plan_map, name="plan_map"),
    path("plan/day/<slug:visitor>/<str:day>/", plan_month.day_sheet, name="day_sheet"),
    path("plan/<int:pk>/", plan.plan_run, name="plan_run"),
    path("plan/<int:pk>/accept/", plan_changes.plan_accept, name="plan_accept"),
    path("plan/<int:pk>/undo/", plan_changes.plan_undo, name="plan_undo"),
    path("plan/<int:pk>/told/", plan_changes.plan_told, name="plan_told"),
    path("plan/<int:pk>/<slug:visitor>/", plan.plan_person, name="plan_person"),
    path("visits/<int:pk>/pin/", plan_changes.visit_pin, name="visit_pin"),
    path("visits/slots/", slots.slots_new, name="slots_new"),
    path("visits/<int:pk>/slots/", slots.slots_of_visit, name="slots_of_visit"),
    path("absences/", absences.absences, name="absences"),
    path("absences/rota/", rota_away.rota_away, name="rota_away"),
    path("absences/new/", absences.absence_new, name="absence_new"),
    path("absences/<int:pk>/", absences.absence_change, name="absence_change"),
    path("absences/<int:pk>/cover/", covers.absence_cover, name="absence_cover"),
    path("covers/<int:pk>/end/", covers.cover_end, name="cover_end"),
    path("absences/<int:pk>/remove/", absences.absence_remove, name="absence_remove"),
    path("absences/<int:pk>/replan/", absences.absence_replan, name="absence_replan"),
    path("mileage/", travel.travel, name="travel"),
    path("mileage/sheet/", travel.travel_sheet, name="travel_sheet"),
    path("mileage/rates/", travel.travel_rates, name="travel_rates"),
    path("mileage/<slug:visitor>/<str:day>/day/", travel.travel_day, name="travel_day"),
    path("mileage/<slug:visitor>/<str:month>/", travel.travel_person, name="travel_person"),
    path("hours/<slug:visitor>/", absences.working_hours, name="working_hours"),
]
