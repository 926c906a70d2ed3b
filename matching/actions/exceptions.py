"""Exceptions from the service's own rules. The law, and what other people said, cannot be excepted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fosterhomes.actions.base import deed, save_changes, save_new
from fosterhomes.models import Child, Home, User

from ..models import RuleException
from ..rules import EXCEPTABLE


def except_from(
    *, children: Iterable[Child], home: Home, rules: Iterable[str], reason: str, by: User, at: datetime
) -> None:
    """Except the home from rules for these children, with the reason. Raises for a rule that cannot be excepted."""
    wanted = list(rules)
    if set(wanted) - EXCEPTABLE:
        raise ValidationError(_("No exception can be made from this rule."))
    with deed():
        for child in children:
            for rule in wanted:
                row = RuleException(child=child, home=home, rule=rule, reason=reason, made_by=by, made_at=at)
                save_new(row, verb="ruleexception.made", by=by, at=at, reason=reason)


def lift_exception(*, exception: RuleException, by: User, at: datetime) -> None:
    """Let the rule hold again for the child and the home."""
    exception.lifted_by, exception.lifted_at = by, at
    save_changes(exception, verb="ruleexception.lifted", by=by, at=at)
