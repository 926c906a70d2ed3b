"""Letters before a visit: to the foster family, and to the child in words for the age. In nynorsk or bokmål by choice.

A letter is written in its own language, whatever the language of the page: its templates hold the Norwegian text.
"""

from __future__ import annotations

from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from fosterhomes.models import Child

from .models import Visit
from .schedule import Errand

LANGUAGES = {"nn": "nynorsk", "nb": "bokmål"}

FAMILY = {"nn": "visits/letters/family_nn.html", "nb": "visits/letters/family_nb.html"}

BANDS = (
    (6, _("up to 6 years, to be read aloud"),
     {"nn": "visits/letters/small_nn.html", "nb": "visits/letters/small_nb.html"}),
    (11, _("7 to 11 years"), {"nn": "visits/letters/child_nn.html", "nb": "visits/letters/child_nb.html"}),
    (200, _("from 12 years"), {"nn": "visits/letters/youth_nn.html", "nb": "visits/letters/youth_nb.html"}),
)  # fmt: skip
"""The oldest age of each band, what it is called, and its templates."""


def to_family(visit: Visit, children: list[Child], language: str) -> SafeString:
    """Return the letter to the foster family. A protected address stands nowhere, and so not here."""
    errand = Errand(visit, tuple(child.name for child in children))
    return _written(FAMILY[language], language, visit, children=children, address=errand.address)


def to_child(visit: Visit, child: Child, language: str) -> SafeString:
    """Return the letter to the child, in words for its age on the day of the visit; no address stands in it."""
    _oldest, _label, templates = band(child, visit.on_day)
    return _written(templates[language], language, visit, child=child)


def band(child: Child, on: date) -> tuple[int, object, dict[str, str]]:
    """Return the first band whose oldest age the child has not passed."""
    return next(one for one in BANDS if child.age_on(on) <= one[0])


def _written(template: str, language: str, visit: Visit, **values: object) -> SafeString:
    """Render with the names of days and months of the letter's own language."""
    with translation.override(language):
        return render_to_string(template, {"visit": visit, "service": visit.service, **values})
