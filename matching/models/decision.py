"""What was decided on a home for a child, and why: the record that is handed over to the case system (BVL § 12-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Approval, Child, Home, HomeKind, Placement, Run, SupervisionAppointment, User

if TYPE_CHECKING:
    from fosterhomes.permissions import Access


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, access: Access) -> DecisionQuerySet:
        """Return the decisions on the children that the person may see."""
        return self.filter(child__in=Child.objects.visible_to(access))

    def with_approval(self) -> DecisionQuerySet:
        """Annotate `approval_day`: when the home was approved for the child, wherever that was registered (FF § 6)."""
        given = Approval.objects.filter(home=OuterRef("home"), child=OuterRef("child")).order_by("approved_on")
        first = Subquery(given.values("approved_on")[:1])
        return self.annotate(approval_day=Coalesce("approved_on", first, output_field=models.DateField()))


class Decision(models.Model):
    """One child and the home that a person chose (FF §§ 5, 6). `findings` and `weighed` are as they were that day.

    `weighed` holds the homes that also fitted, the best first: `{"home", "minutes", "estimated", "fit",
    "kin"}`.
    """

    class Approval(models.TextChoices):
        BEFORE = "before", _("before the child moves in")
        AFTER = "after", _("as soon as possible after moving in")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="decisions")
    home = models.ForeignKey(Home, on_delete=models.CASCADE, related_name="decisions")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    appointment = models.ForeignKey(
        SupervisionAppointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"))
    kin = models.BooleanField(_("kin or network"), default=False)
    minutes = models.PositiveIntegerField(_("minutes from the child's surroundings"), null=True, blank=True)
    estimated = models.BooleanField(_("the minutes are an estimate"), default=True)
    findings = models.JSONField(_("what the rules said"), default=list, blank=True, encoder=DjangoJSONEncoder)
    weighed = models.JSONField(_("what else was weighed"), default=list, blank=True)
    envied_by = models.JSONField(
        _("who waited longer and would have fitted"),
        default=list,
        blank=True,
        help_text=_("Units of the same urgency for which no other home would do. Empty for what a run proposed."),
    )
    reason = models.TextField(_("reason for the decision"))
    kin_reason = models.TextField(_("kin and network"), blank=True)
    child_view = models.TextField(_("the child's view"))
    parents_view = models.TextField(_("the parents' view"))
    gaps = models.TextField(_("what the home needs support with"), blank=True)
    approval = models.CharField(_("approval"), max_length=6, choices=Approval.choices)
    approval_reason = models.TextField(_("why the approval comes after"), blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a home")
        ordering = ("-decided_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="decision_approval_after_with_reason",
                condition=Q(approval="before") | ~Q(approval_reason=""),
                violation_error_message=_("Write why the home is approved only after moving in."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.child}: {self.home}"

    @property
    def asks_for_approval(self) -> bool:
        """Return whether the home is to be approved for the child (FF § 6); a relief home is no foster home."""
        return self.home.kind != HomeKind.RELIEF

    @property
    def hides_place(self) -> bool:
        """Return whether no paper says where the home lies: its address is protected, or the child's is."""
        return self.home.protected_address or self.child.protected_address


class SupportTask(models.Model):
    """Support that was promised to the home when it was chosen: what, by when, and who sees to it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="tasks")
    what = models.CharField(_("support"), max_length=200)
    due_on = models.DateField(_("due on"))
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who sees to it"))
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("promised support")
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.what

    @property
    def child(self) -> Child:
        return self.decision.child

    @property
    def home(self) -> Home:
        return self.decision.home
