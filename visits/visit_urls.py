"""Addresses of booking a visit, writing it, and what comes of it."""

from django.urls import path

from .views import booking, drafts, handover, letters, tasks

urlpatterns = [
    path("visits/draft/", drafts.draft_save_new, name="draft_save_new"),
    path("visits/draft/discard/", drafts.draft_discard_new, name="draft_discard_new"),
    path("visits/book/", booking.visit_book, name="visit_book"),
    path("visits/<int:pk>/book/", booking.visit_move, name="visit_move"),
    path("visits/<int:pk>/cancel/", booking.visit_cancel, name="visit_cancel"),
    path("visits/<int:pk>/journal/", handover.visit_journal, name="visit_journal"),
    path("visits/<int:pk>/letter/", letters.letter_family, name="letter_family"),
    path("visits/<int:pk>/letter/<int:child>/", letters.letter_child, name="letter_child"),
    path("visits/<int:pk>/draft/", drafts.draft_save, name="draft_save"),
    path("visits/<int:pk>/draft/discard/", drafts.draft_discard, name="draft_discard"),
    path("visits/<int:pk>/tasks/new/", tasks.task_new, name="task_new"),
    path("tasks/", tasks.tasks_mine, name="tasks_mine"),
    path("tasks/<int:pk>/done/", tasks.task_done, name="task_done"),
    path("tasks/<int:pk>/reopen/", tasks.task_reopen, name="task_reopen"),
]
