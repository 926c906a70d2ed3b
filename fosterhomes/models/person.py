"""People who log in, and their duties. Access follows duty."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..periods import Period, PeriodQuerySet, covers, ends_after_start
from .fields import check_phone
from .service import Service


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def with_duty(self, role: str, service: Service, on: date) -> models.QuerySet[User]:
        """Return the people who hold `role` in `service` on that day."""
        duties = Duty.objects.filter(covers(on), role=role, service=service)
        return self.filter(is_active=True, pk__in=duties.values("user")).order_by("name")


class User(AbstractBaseUser):
    """Somebody who logs in. What they may see follows from their duties, never from a flag here."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[check_phone])
    # Chosen in the head of any page; empty until somebody has.
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody with this e-mail address is already registered."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> str:
        """Return the language in which the person is written to."""
        return self.language or settings.LANGUAGE_CODE

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else ""


class Role(models.TextChoices):
    """Duties, in the order in which a person's front page is chosen."""

    LEADER = "leader", _("leader")
    COORDINATOR = "coordinator", _("placement coordinator")
    CASEWORKER = "caseworker", _("caseworker")
    SUPERVISOR = "supervisor", _("supervisor")
    ON_CALL = "on_call", _("on-call worker")
    CLERK = "clerk", _("clerk")
    ADMINISTRATOR = "administrator", _("system administrator")


class Duty(Period):
    """A person's duty in a service from a day and until another."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(_("duty"), max_length=20, choices=Role.choices)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        ordering = ("user", "from_on")
        constraints = (
            ends_after_start("duty_ends_after_start"),
            models.UniqueConstraint(
                fields=("user", "service", "role", "from_on"),
                name="duty_once",
                violation_error_message=_("This person already has this duty from that day."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
