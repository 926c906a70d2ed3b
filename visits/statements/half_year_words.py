"""The half-year in words: its figures by municipality, and the children, homes and windows behind them, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fosterhomes.models import Municipality, Service
from fosterhomes.shown import shown_day

from .. import rules
from . import tables
from .half_year import Ended, Figure, HalfYear
from .half_year_rows import CODES, Behind, HalfYearReport, HomeBehind
from .tables import Cell, Row, Table

TITLES: dict[str, Promise] = {
    "1G": gettext_lazy("foster homes in kin and network"),
    "3B": gettext_lazy("children whose requirement of supervision is not met"),
    "3D": gettext_lazy("children whose requirement of follow-up is not met"),
}

SHORT: dict[str, Promise] = {
    "1G": gettext_lazy("kin and network"),
    "3B": gettext_lazy("supervision"),
    "3D": gettext_lazy("follow-up"),
}
"""The figures by a word each, for choosing between them."""

ROLES: dict[str, Promise] = {
    "1G": gettext_lazy("as municipality with care responsibility: among the foster homes of its own children"),
    "3B": gettext_lazy("as the municipality where the home lies (FF §§ 16 and 18): among the children it supervises"),
    "3D": gettext_lazy("as municipality with care responsibility (FF § 10): among its own children in foster homes"),
}
"""In which role the service reports each figure, and among whom."""


def half_in_words(half: HalfYear) -> str:
    text = _("first half of %(year)d") if half.half == 1 else _("second half of %(year)d")
    return text % {"year": half.year}


def share_in_words(figure: Figure) -> str:
    return tables.percent(figure.share).text


def figure_in_words(figure: Figure) -> str:
    return _("%(numerator)d of %(denominator)d") % {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }


def summary(service: Service, report: HalfYearReport) -> Table:
    """Return the three figures of the service and of each of its municipalities: how many, of how many, share."""
    parts: list[Municipality | None] = [None, *service.municipalities.all()]
    counted = [report.figures(part) for part in parts]
    columns = [_("Figure"), *(str(part.name) if part else _("The service") for part in parts)]
    rows = tuple(Row(f"{code} {TITLES[code]}", tuple(_figure(one[code]) for one in counted)) for code in CODES)
    lead = _("Children who have lived in the home for more than a year. It stood so on %(day)s.")
    return Table("figures", half_in_words(report.half), tuple(columns), rows, lead % {"day": shown_day(report.day)})


def _figure(figure: Figure) -> Cell:
    text = f"{figure_in_words(figure)} ({share_in_words(figure)})" if figure.denominator else _("nobody")
    return Cell(text, text, is_number=True)


def behind(report: HalfYearReport, code: str) -> Table:
    """Return who stands behind a figure, row by row, for a sheet and for paper."""
    columns: tuple[str, ...]
    if code == "1G":
        columns = (_("Home"), _("Kind of home"), _("Child"), _("Reference"), _("Moved in"), _("Municipality"))
        rows = tuple(_home(one) for one in report.homes_behind())
    else:
        columns = (
            _("Child"), _("Reference"), _("Home"), _("Municipality that answers"), _("Moved in"), _("Made"),
            _("Owed"), _("Missing"), _("Late by days"), _("Windows"),
        )  # fmt: skip
        rows = tuple(_child(one) for one in report.behind(code))
    return Table(f"behind-{code}", f"{code} {TITLES[code]}", columns, rows, str(ROLES[code]))


def _home(one: HomeBehind) -> Row:
    stay = one.stay
    told = (stay.get_kind_display(), stay.child.name, stay.child.reference)
    return Row(
        str(stay.home), (*map(tables.words, told), tables.day(stay.from_on), tables.words(str(one.municipality)))
    )


def where(one: Behind) -> str:
    """Return the municipality that answers; nothing where it would tell where a protected home lies."""
    assert one.stay.home is not None
    return "" if one.stay.home.protected_address else str(one.municipality)


def _child(one: Behind) -> Row:
    stands = one.requirement
    told = (one.child.reference, str(one.stay.home), where(one))
    numbers = (one.made, len(stands.ended), stands.missing, one.late_days)
    windows = tables.words("; ".join(windows_in_words(one)))
    return Row(
        one.child.name, (*map(tables.words, told), tables.day(one.stay.from_on), *map(tables.number, numbers), windows)
    )


def windows_in_words(one: Behind) -> Iterator[str]:
    """Yield each window that had ended by the closing day: until when, made when, late by how long."""
    for window in one.requirement.ended:
        yield _window(window)


def _window(window: Ended) -> str:
    due = date_format(rules.last_day(window.window), "SHORT_DATE_FORMAT")
    if window.made_on is None:
        late = ngettext("%(n)d day late", "%(n)d days late", window.late_days) % {"n": window.late_days}
        return _("due by %(due)s: not made, %(late)s") % {"due": due, "late": late}
    made = date_format(window.made_on, "SHORT_DATE_FORMAT")
    if window.late_days:
        late = ngettext("%(n)d day late", "%(n)d days late", window.late_days) % {"n": window.late_days}
        return _("due by %(due)s: made %(made)s, %(late)s") % {"due": due, "made": made, "late": late}
    return _("due by %(due)s: made %(made)s") % {"due": due, "made": made}
