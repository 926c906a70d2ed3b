"""Addresses of booking a visit, writing it, and what comes of it."""

from django.urls import path

from .views import drafts

urlpatterns = [
    path("visits/draft/", drafts.draft_save_new, name="draft_save_new"),
    path("visits/draft/discard/", drafts.draft_discard_new, name="draft_discard_new"),
    path("visits/<int:pk>/draft/", drafts.draft_save, name="draft_save"),
    path("visits/<int:pk>/draft/discard/", drafts.draft_discard, name="draft_discard"),
]
