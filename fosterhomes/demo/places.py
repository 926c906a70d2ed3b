"""Real villages and crossings with coordinates: public facts, rounded. Homes get a spot of their own near a village."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from ..models import FerryArea, FerryLink, Municipality, Point, Service, Terrain, TravelTime

MUNICIPALITIES = {
    "4631": "Alver", "4632": "Austrheim", "4633": "Fedje", "4640": "Sogndal", "4644": "Luster", "4601": "Bergen",
    "0301": "Oslo", "4627": "Askøy", "4626": "Øygarden", "4630": "Osterøy", "4634": "Masfjorden", "4635": "Gulen",
    "4621": "Voss", "4647": "Sunnfjord", "4602": "Kinn", "4624": "Bjørnafjorden", "1103": "Stavanger",
}  # fmt: skip

WRITTEN_IN = {
    "nn": ("4631", "4632", "4633", "4640", "4644", "4630", "4634", "4635", "4621", "4647", "4602", "4624"),
    "nb": ("0301",),
}  # fmt: skip
"""What the municipalities want to be written to in; the others have no wish."""

ALVER, SOGN, BERGEN = "Alver barnevernteneste", "Sogn barneverntenester", "Bergen barnevernteneste"

SERVICES = {ALVER: ("4631", "4632", "4633"), SOGN: ("4640", "4644"), BERGEN: ("4601",)}
"""The first is the one that the demo is built around."""

FERRIES = {
    "Fedje": ("Sævrøy–Fedje", 30),
    "Gulen": ("Leirvåg–Sløvåg", 22),
    "Masfjordnes": ("Duesund–Masfjordnes", 8),
    "Indre Sogn": ("Fodnes–Mannheller", 15),
    "Balestrand": ("Oppedal–Lavik", 20),
    "Urnes": ("Solvorn–Ornes", 20),
    "Vik": ("veg over Vikafjellet", 0),
}
"""Name of the area: crossing, minutes one way. Seen from Nordhordland; what else is true is set by hand below."""

FERRIES_ACROSS = (
    ("Indre Sogn", "Balestrand", "Hella–Dragsvik", 10), ("Indre Sogn", "Vik", "Hella–Vangsnes", 15),
    ("Balestrand", "Vik", "Dragsvik–Vangsnes", 25), ("Gulen", "Balestrand", "Rutledal–Rysjedalsvika", 25),
    ("Indre Sogn", "Urnes", "Solvorn–Ornes", 20),
)  # fmt: skip
"""Crossings straight between two areas."""

TERRAINS = {
    **dict.fromkeys(("0301", "1103", "4601"), Terrain.TOWN),
    **dict.fromkeys(("4626", "4627", "4632", "4633"), Terrain.COAST),
}
"""By municipality; the others are fjord and mountain."""

VILLAGES = {
    # Alver
    "Knarvik": ("4631", "5914", "60.5480", "5.2870"), "Isdalstø": ("4631", "5916", "60.5563", "5.2716"),
    "Alversund": ("4631", "5911", "60.5714", "5.2345"), "Seim": ("4631", "5912", "60.6155", "5.2720"),
    "Eikangervåg": ("4631", "5913", "60.6053", "5.3981"), "Hjelmås": ("4631", "5915", "60.5931", "5.3641"),
    "Ostereidet": ("4631", "5993", "60.6233", "5.4785"), "Vikanes": ("4631", "5994", "60.6993", "5.5874"),
    "Lindås": ("4631", "5955", "60.7399", "5.1557"), "Hundvin": ("4631", "5956", "60.6761", "5.2179"),
    "Myking": ("4631", "5957", "60.7011", "5.3226"), "Mongstad": ("4631", "5954", "60.8046", "5.0364"),
    # Holsnøy and Flatøy
    "Frekhaug": ("4631", "5918", "60.5176", "5.2396"), "Flatøy": ("4631", "5918", "60.5270", "5.2660"),
    "Vikebø": ("4631", "5919", "60.5509", "5.1897"), "Rossland": ("4631", "5917", "60.5613", "5.0527"),
    # Radøy
    "Manger": ("4631", "5936", "60.6406", "5.0420"), "Bøvågen": ("4631", "5937", "60.6983", "4.9267"),
    "Sæbøvågen": ("4631", "5938", "60.6111", "5.1448"), "Sletta": ("4631", "5939", "60.6836", "5.0510"),
    # Austrheim and Fedje
    "Årås": ("4632", "5943", "60.7650", "4.9290"), "Mastrevik": ("4632", "5943", "60.7900", "4.9440"),
    "Fonnes": ("4632", "5953", "60.8031", "4.9937"), "Fedje": ("4633", "5947", "60.7790", "4.7170"),
    # Elsewhere
    "Åsane": ("4601", "5130", "60.4718", "5.3162"), "Fyllingsdalen": ("4601", "5141", "60.3358", "5.2607"),
    "Laksevåg": ("4601", "5160", "60.3857", "5.3002"), "Loddefjord": ("4601", "5173", "60.3547", "5.2259"),
    "Nesttun": ("4601", "5228", "60.3058", "5.3661"), "Arna": ("4601", "5267", "60.3817", "5.4670"),
    "Kleppestø": ("4627", "5300", "60.4133", "5.2197"), "Straume": ("4626", "5353", "60.3547", "5.1204"),
    "Valestrandsfossen": ("4630", "5281", "60.5057", "5.4327"), "Lonevåg": ("4630", "5282", "60.5256", "5.4956"),
    "Masfjordnes": ("4634", "5981", "60.8007", "5.3045"), "Hosteland": ("4634", "5986", "60.8351", "5.2579"),
    "Eivindvik": ("4635", "5966", "60.9811", "5.0737"), "Dalsøyra": ("4635", "5960", "60.9331", "5.1351"),
    "Voss": ("4621", "5700", "60.6279", "6.4196"), "Osøyro": ("4624", "5200", "60.1850", "5.4699"),
    "Førde": ("4647", "6800", "61.4522", "5.8572"), "Florø": ("4602", "6900", "61.6006", "5.0388"),
    "Hinna": ("1103", "4020", "58.9216", "5.7218"), "Grorud": ("0301", "0972", "59.9702", "10.8976"),
    "Nordstrand": ("0301", "1161", "59.8699", "10.7962"), "Bjerke": ("0301", "0580", "59.9326", "10.8105"),
    # Sogn
    "Sogndal": ("4640", "6856", "61.2299", "7.1005"), "Kaupanger": ("4640", "6854", "61.1917", "7.2203"),
    "Leikanger": ("4640", "6863", "61.1856", "6.8080"), "Balestrand": ("4640", "6899", "61.2103", "6.5363"),
    "Gaupne": ("4644", "6868", "61.4027", "7.2963"), "Hafslo": ("4644", "6869", "61.3154", "7.2025"),
    "Solvorn": ("4644", "6879", "61.3005", "7.2440"), "Ornes": ("4644", "6870", "61.2960", "7.3229"),
    "Skjolden": ("4644", "6876", "61.4906", "7.6002"),
}  # fmt: skip
"""Village: municipality, postal code, latitude, longitude. The spot is about the middle of the village."""

AREA_OF = {
    "Fedje": "Fedje", "Eivindvik": "Gulen", "Dalsøyra": "Gulen", "Masfjordnes": "Masfjordnes",
    "Balestrand": "Balestrand", "Ornes": "Urnes", "Førde": "Balestrand", "Florø": "Balestrand",
    **dict.fromkeys(("Sogndal", "Kaupanger", "Leikanger", "Gaupne", "Hafslo", "Solvorn", "Skjolden"), "Indre Sogn"),
}  # fmt: skip
"""Villages that are reached by a crossing from Nordhordland."""

BY_HAND = (
    # From, to, minutes, kilometres, of these on a ferry: where the estimate errs most.
    ("Knarvik", "Fedje", 105, 60, 30), ("Mastrevik", "Fedje", 50, 13, 30), ("Knarvik", "Sogndal", 240, 205, 15),
    ("Knarvik", "Balestrand", 190, 140, 20), ("Knarvik", "Eivindvik", 105, 72, 22), ("Knarvik", "Grorud", 445, 475, 0),
    ("Sogndal", "Balestrand", 60, 52, 10), ("Sogndal", "Ornes", 55, 20, 20), ("Leikanger", "Balestrand", 40, 30, 10),
    ("Sogndal", "Skjolden", 70, 66, 0),
)  # fmt: skip

SPREAD = (Decimal("0.0045"), Decimal("0.0090"))
"""Half a kilometre each way: homes of one village do not lie on top of each other, and not far out at sea."""


@dataclass
class Places:
    """The stored points: the middle of each village, and a spot for each home."""

    municipalities: dict[str, Municipality]
    services: dict[str, Service]
    areas: dict[str, FerryArea]
    villages: dict[str, Point] = field(default_factory=dict)

    def spot(self, village: str, rng: Random) -> Point:
        """Return a new point of its own near the middle of the village, not yet stored."""
        middle = self.villages[village]
        north, east = (Decimal(rng.randrange(-1000, 1001)) / 1000 * spread for spread in SPREAD)
        return Point(
            village=village,
            postal_code=middle.postal_code,
            municipality=middle.municipality,
            latitude=(middle.latitude + north).quantize(Decimal("0.00001")),
            longitude=(middle.longitude + east).quantize(Decimal("0.00001")),
            ferry_area=middle.ferry_area,
            terrain=middle.terrain,
        )


def load_places(on: date) -> Places:
    """Store services, municipalities, crossings and villages."""
    services = {name: Service.objects.create(name=name, demo_on=on) for name in SERVICES}
    municipalities = _municipalities(services)
    areas = {
        name: FerryArea.objects.create(name=name, crossing=crossing, minutes=minutes)
        for name, (crossing, minutes) in FERRIES.items()
    }
    FerryLink.objects.bulk_create(
        FerryLink(area=areas[one], other=areas[other], crossing=crossing, minutes=minutes)
        for one, other, crossing, minutes in FERRIES_ACROSS
    )
    places = Places(municipalities, services, areas)
    places.villages = _villages(places)
    for name, village in ((ALVER, "Knarvik"), (SOGN, "Sogndal"), (BERGEN, "Laksevåg")):
        services[name].office = places.villages[village]
        services[name].save(update_fields=["office"])
    return places


def _municipalities(services: dict[str, Service]) -> dict[str, Municipality]:
    answers = {number: services[name] for name, numbers in SERVICES.items() for number in numbers}
    written = {number: language for language, numbers in WRITTEN_IN.items() for number in numbers}
    rows = [
        Municipality(number=no, name=name, service=answers.get(no), language=written.get(no, ""))
        for no, name in MUNICIPALITIES.items()
    ]
    return {row.number: row for row in Municipality.objects.bulk_create(rows)}


def _villages(places: Places) -> dict[str, Point]:
    rows = [
        Point(
            village=village,
            postal_code=code,
            municipality=places.municipalities[number],
            latitude=Decimal(latitude),
            longitude=Decimal(longitude),
            ferry_area=places.areas[AREA_OF[village]] if village in AREA_OF else None,
            terrain=TERRAINS.get(number, Terrain.FJORD),
        )
        for village, (number, code, latitude, longitude) in VILLAGES.items()
    ]
    return {row.village: row for row in Point.objects.bulk_create(rows)}


def by_hand(places: Places, spots: list[Point], on: date) -> list[TravelTime]:
    """Return the times set by hand, between the first village and both the other and the spots of its homes.

    Both ways take the same time; the rows are one way each.
    """
    return [
        TravelTime(
            from_point=start,
            to_point=end,
            minutes=minutes,
            metres=kilometres * 1000,
            ferry_minutes=ferry,
            source=TravelTime.Source.BY_HAND,
            measured_on=on,
        )
        for here, there, minutes, kilometres, ferry in BY_HAND
        for spot in (places.villages[there], *(spot for spot in spots if spot.village == there))
        for start, end in ((places.villages[here], spot), (spot, places.villages[here]))
    ]
