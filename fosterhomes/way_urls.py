"""Addresses of travel times, ferries and villages: ids are numbers of places."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import ferries, ways


class FerrySort(StringConverter):
    """An area, or a link between two."""

    regex = "area|link"


register_converter(FerrySort, "ferry")

urlpatterns = [
    path("travel/", ways.way_list, name="way_list"),
    path("travel/<int:from_id>/<int:to_id>/", ways.way_edit, name="way_edit"),
    path("travel/<int:from_id>/<int:to_id>/remove/", ways.way_forget, name="way_forget"),
    path("travel/ferries/", ferries.ferry_list, name="ferry_list"),
    path("travel/ferries/<ferry:sort>/new/", ferries.ferry_new, name="ferry_new"),
    path("travel/ferries/<ferry:sort>/<int:pk>/", ferries.ferry_edit, name="ferry_edit"),
    path("travel/ferries/link/<int:pk>/remove/", ferries.ferry_remove, name="ferry_remove"),
    path("travel/villages/", ferries.village_list, name="village_list"),
    path("travel/villages/<int:pk>/", ferries.village_edit, name="village_edit"),
]
