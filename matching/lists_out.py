"""The waiting list as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fosterhomes.access import DutyRequest
from fosterhomes.lists_out import ListOut, words

from .candidates import Candidates
from .permissions import MATCHERS
from .waiting import waiting_rows


def _waiting(request: DutyRequest, asked: QueryDict) -> Sequence[Any]:
    return waiting_rows(Candidates(min(request.access.services(*MATCHERS)), request.today, request.now))


WAITING = ListOut(
    "waiting", _("Waiting list"), "waiting_list", MATCHERS,
    (
        (_("Child"), lambda row: words([child.name for child in row.children])),
        (_("Urgency"), lambda row: row.wait.get_urgency_display()),
        (_("Waits for"), lambda row: row.wait.get_kind_display()),
        (_("Waits since"), lambda row: row.wait.from_on),
        (_("Days"), lambda row: row.days),
        (_("Wanted on"), lambda row: row.wanted_on),
        (_("Homes that fit"), lambda row: row.options),
        (_("Kin and network asked"), lambda row: str(_("yes") if row.kin_asked else _("no"))),
        (_("Kin and network assessed"), lambda row: str(_("yes") if row.kin_assessed else _("no"))),
    ),
    _waiting,
)  # fmt: skip
