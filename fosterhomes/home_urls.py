"""Addresses of homes: ids are numbers, and nothing personal stands in them."""

from django.urls import path

from .views import home, home_deeds, home_edit, homes, letters, merging, parts

HOME = {"owner": "home"}

urlpatterns = [
    path("homes/", homes.home_list, name="home_list"),
    path("homes/new/", home_edit.home_new, name="home_new"),
    path("homes/<int:home_id>/", home.home, name="home"),
    path("homes/<int:home_id>/edit/", home_edit.home_edit, name="home_edit"),
    path("homes/<int:home_id>/confirm/", home_deeds.home_confirm, name="home_confirm"),
    path("homes/<int:home_id>/pause/", home_deeds.home_pause, name="home_pause"),
    path("homes/<int:home_id>/pause/end/", home_deeds.home_end_pause, name="home_end_pause"),
    path("homes/<int:home_id>/close/", home_deeds.home_close, name="home_close"),
    path("homes/<int:home_id>/reopen/", home_deeds.home_reopen, name="home_reopen"),
    path("homes/<int:home_id>/merge/", merging.home_merge, name="home_merge"),
    path("homes/<int:home_id>/letters/", letters.home_letters, name="home_letters"),
    path("homes/<int:home_id>/letters/new/", letters.letter_new, name="letter_new"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/letter.pdf", letters.letter_pdf, name="letter_pdf"),
    path("letters/<int:pk>/letter.txt", letters.letter_text, name="letter_text"),
    path("letters/<int:pk>/sent/", letters.letter_sent, name="letter_sent"),
    path("letters/<int:pk>/answer/", letters.letter_answer, name="letter_answer"),
    path("letters/<int:pk>/remove/", letters.letter_remove, name="letter_remove"),
    path("homes/<int:owner_id>/<slug:part>/", parts.part_show, HOME, name="home_part"),
    path("homes/<int:owner_id>/<slug:part>/new/", parts.part_new, HOME, name="home_part_new"),
    path("homes/<int:owner_id>/<slug:part>/<int:row_id>/edit/", parts.part_edit, HOME, name="home_part_edit"),
    path("homes/<int:owner_id>/<slug:part>/<int:row_id>/remove/", parts.part_remove, HOME, name="home_part_remove"),
]
