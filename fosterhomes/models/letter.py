"""Letters to the municipality where a home lies, when that is another service's: what it knows is asked for before the
home is approved, and it is told after (BVL § 9-4, FF §§ 5, 6).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .child import Child
from .home import Home
from .person import User
from .service import Municipality, WrittenLanguage

if TYPE_CHECKING:
    from ..permissions import Access

ADDRESS = "[[adresse]]"
"""Stands in the stored text where the address of the home is read from the register."""

PROTECTED = {
    "nn": "Adressa er gradert og står ikkje i dette brevet. Ring oss.",
    "nb": "Adressen er gradert og står ikke i dette brevet. Ring oss.",
}
"""What a letter says in place of a protected address, in its own language."""


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, access: Access) -> LetterQuerySet:
        """Return the letters about homes that the person sees; about a child only where duty shows the child."""
        about = Q(child=None) | Q(child__in=Child.objects.visible_to(access))
        return self.filter(about, home__in=Home.objects.visible_to(access))

    def unanswered(self) -> LetterQuerySet:
        """Return the letters that were sent and wait for an answer by a day."""
        return self.filter(sent_on__isnull=False, answered_on=None, answer_due_on__isnull=False)


class Letter(models.Model):
    """One letter: written, then sent, then answered. `words` is what it says, its subject in the first line.

    `text` holds `ADDRESS` where the address stands: an address that goes, or becomes protected, stays in no letter.
    A request names the home and no child: what is asked is about the family. A notice is about one child.
    """

    class Kind(models.TextChoices):
        REQUEST = "request", _("request for what the municipality knows")
        NOTICE = "notice", _("notice of approval and placement")

    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="letters")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, null=True, blank=True, related_name="letters")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    kind = models.CharField(_("kind of letter"), max_length=8, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=2, choices=WrittenLanguage.choices)
    text = models.TextField(_("text of the letter"))
    written_on = models.DateField(_("written on"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    answer_due_on = models.DateField(_("answer due on"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("what the answer said"), blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to the municipality of the home")
        ordering = ("-written_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="letter_notice_about_a_child",
                condition=Q(kind="request", child__isnull=True) | Q(kind="notice", child__isnull=False),
                violation_error_message=_("A notice is about one child, a request about the home."),
            ),
            models.CheckConstraint(
                name="letter_sent_after_written",
                condition=Q(sent_on__isnull=True) | Q(sent_on__gte=F("written_on")),
                violation_error_message=_("The letter cannot be sent before it was written."),
            ),
            models.CheckConstraint(
                name="letter_answered_after_sent",
                condition=Q(answered_on__isnull=True)
                | Q(sent_on__isnull=False, answered_on__gte=F("sent_on")) & ~Q(answer=""),
                violation_error_message=_("An answer comes after the letter was sent, and it says something."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.home}"

    @property
    def words(self) -> str:
        """Return the letter with the address that the register holds today; without one the line is left out.

        Where a child with a protected address lives stands in no letter about it, also before the home's is protected.
        """
        if self.home.protected_address or (self.child and self.child.protected_address):
            return self.text.replace(ADDRESS, PROTECTED[self.language])
        if self.home.address:
            return self.text.replace(ADDRESS, self.home.address)
        return self.text.replace(f"{ADDRESS}\n", "")

    @property
    def subject(self) -> str:
        return self.words.partition("\n")[0]

    @property
    def body(self) -> str:
        return self.words.partition("\n")[2].strip()

    def is_late(self, on: date) -> bool:
        """Return whether the answer should have come by now."""
        due = self.answer_due_on
        return self.sent_on is not None and self.answered_on is None and due is not None and due < on
