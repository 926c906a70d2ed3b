"""Kartverket's open search for addresses (`/adresser/v1/sok`, version 1.2) as a geocoder of geopy.

Off until the operator switches it on: it is told the address of a foster home. Never the name, never a protected one.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from geopy.exc import GeocoderParseError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

MOST_HITS = 10


class Kartverket(Geocoder):
    """Norwegian addresses to coordinates. `address` is the service's own, `https://ws.geonorge.no`."""

    api_path = "/adresser/v1/sok"

    def __init__(self, address: str, *, timeout: float = 5.0, **options: Any) -> None:
        parts = urlsplit(address)
        super().__init__(scheme=parts.scheme or "https", timeout=timeout, user_agent="fosterhomes", **options)
        self.api = f"{self.scheme}://{parts.netloc}{parts.path.rstrip('/')}{self.api_path}"

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        municipality: str = "",
        limit: int = MOST_HITS,
    ) -> Any:
        """Return the first place with that address, or all with `exactly_one=False`; None when there is none.

        `municipality`: its official number of four digits. Raises geopy's exceptions.
        """
        asked = {"sok": query, "treffPerSide": 1 if exactly_one else limit, "side": 0, "utkoordsys": 4258}
        if municipality:
            asked["kommunenummer"] = municipality
        callback = partial(self._parse, exactly_one=exactly_one)
        return self._call_geocoder(f"{self.api}?{urlencode(asked)}", callback, timeout=timeout)

    def _parse(self, answer: Any, *, exactly_one: bool) -> Any:
        rows = answer.get("adresser") if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise GeocoderParseError("the answer holds no list of addresses")
        places = [_place(row) for row in rows]
        if exactly_one:
            return places[0] if places else None
        return places or None


def _place(row: Any) -> Location:
    """Return one hit; `raw` keeps all that was told of it, such as `postnummer` and `kommunenummer`."""
    try:
        point = row["representasjonspunkt"]
        latitude, longitude = float(point["lat"]), float(point["lon"])
        text = f"{row['adressetekst']}, {row['postnummer']} {row['poststed']}"
        return Location(text, (latitude, longitude, 0.0), row)
    except (KeyError, TypeError, ValueError) as error:
        raise GeocoderParseError("an address in the answer has no place") from error
