"""What somebody has begun to write about a visit, stored field by field while they write."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child, Home, User

from ..supervision_reports import states
from .visit import Track, Visit


class VisitDraft(models.Model):
    """One person's draft of a visit, of a new visit to a home on a track, or of a step of the report on one child.

    Nobody else reads or writes it. `child`, `step`: on whom the report is, and which step is written; neither for the
    visit itself. `fields`: name of the form's field → `{"value": text, "version": number}`; the number grows with each
    change, so that two open windows of the same person notice each other. `base`: the version of what is written about
    when the draft was begun.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="visit_drafts")
    track = models.CharField(_("track"), max_length=12, choices=Track.choices)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, blank=True, related_name="report_drafts")
    step = models.CharField(_("step of the report"), max_length=20, choices=states.STEPS, blank=True)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visit_drafts")
    fields = models.JSONField(_("what is written so far"), default=dict)
    base = models.JSONField(_("its version when the draft was begun"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of a visit")
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "by"),
                name="visit_draft_once",
                condition=Q(visit__isnull=False, child__isnull=True),
                violation_error_message=_("There is a draft already. Open the page again."),
            ),
            models.UniqueConstraint(
                fields=("visit", "child", "step", "by"),
                name="visit_draft_report_once",
                condition=Q(child__isnull=False),
                violation_error_message=_("There is a draft already. Open the page again."),
            ),
            models.UniqueConstraint(
                fields=("home", "track", "by"),
                name="visit_draft_new_once",
                condition=Q(visit__isnull=True),
                violation_error_message=_("There is a draft already. Open the page again."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.home} {self.get_track_display()}"

    @property
    def values(self) -> dict[str, str]:
        return {name: stored["value"] for name, stored in self.fields.items()}

    @property
    def versions(self) -> dict[str, int]:
        return {name: stored["version"] for name, stored in self.fields.items()}
