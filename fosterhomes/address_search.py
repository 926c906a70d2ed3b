"""A home's address to its point, by Kartverket's open search, where the operator has switched it on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from geopy.exc import GeopyError

from .distances.kartverket import Kartverket
from .models import Point

DIGITS = Decimal("0.00001")
"""A metre: what the register keeps of a point."""


@dataclass(frozen=True)
class Found:
    """What a search brought: a sentence for the person, and the point where there is exactly one."""

    sentence: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    postal_code: str = ""


def is_on() -> bool:
    return bool(settings.ADDRESS_SEARCH)


def find_address(address: str, municipality: str) -> Found:
    """Look the address up. Never called for a protected one: see the form that calls it."""
    if not address.strip():
        return Found(_("Write the address first."))
    try:
        hits = Kartverket(settings.ADDRESS_SEARCH).geocode(address, exactly_one=False, municipality=municipality) or []
    except GeopyError:
        return Found(_("The search for addresses does not answer. Click on the map, or write the coordinates."))
    if not hits:
        return Found(_("No such address was found. Click on the map, or write the coordinates."))
    same = [hit for hit in hits if hit.raw["adressetekst"].casefold() == address.split(",")[0].strip().casefold()]
    chosen = hits if len(hits) == 1 else same
    if len(chosen) != 1:
        names = "; ".join(hit.address for hit in hits[:5])
        return Found(_("Several addresses fit: %(addresses)s. Write the one you mean.") % {"addresses": names})
    hit = chosen[0]
    latitude, longitude = (Decimal(str(degrees)).quantize(DIGITS) for degrees in (hit.latitude, hit.longitude))
    sentence = _("Found %(address)s. Look at the map, and save.") % {"address": hit.address}
    return Found(sentence, latitude, longitude, str(hit.raw["postnummer"]))


def village_with(postal_code: str, municipality: str = "") -> Point | None:
    """Return the village's point with that postal code: the first that was stored with it."""
    if not postal_code:
        return None
    points = Point.objects.filter(postal_code=postal_code).order_by("pk")
    return (points.filter(municipality=municipality) if municipality else points).first()
