"""Communes and places of help for the tests."""

from __future__ import annotations

from locator.models import Place, PlaceName, Service, ServicePoint, Source, VisitStop
from locator.text import keys_of, search_key

ANNECY = (45.9, 6.12)


def place(code: str, name: str, latitude: float, longitude: float, postcodes: str = "", former: str = "", **more) -> Place:
    """Make a commune with its search keys, as load_gazetteer does."""
    made = Place.objects.create(
        code=code,
        name=name,
        department=code[:3] if code.startswith("97") else code[:2],
        latitude=latitude,
        longitude=longitude,
        postcodes=postcodes,
        **more,
    )
    keys = dict.fromkeys([*keys_of(name), *postcodes.split()], "")
    if former:
        keys.setdefault(search_key(former), former)
    PlaceName.objects.bulk_create(PlaceName(place=made, key=key, former=old) for key, old in keys.items())
    return made


def points(number: int, *, step: float = 0.001, service: str = "taxes", around: tuple[float, float] = ANNECY) -> None:
    """Make places on a line to the north, each `step` degrees from the one before, every second one with the service."""
    source, _made = Source.objects.get_or_create(key="test", defaults={"name": "Test"})
    start = ServicePoint.objects.count()
    made = ServicePoint.objects.bulk_create(
        ServicePoint(
            source=source, source_ref=str(n), name=f"Lieu {n}", latitude=around[0] + (n - start) * step,
            longitude=around[1], postcode="74000", commune="Annecy", phone="0450000000",
            opening_hours="Mo-Fr 09:00-12:00; PH off",
        )
        for n in range(start, start + number)
    )  # fmt: skip
    Service.objects.bulk_create(
        Service(point=point, category="digital-skills" if n % 2 else service) for n, point in enumerate(made)
    )


def stops(
    number: int, *, around: tuple[float, float] = ANNECY, step: float = 0.02, hours: str = "Mo-Fr 09:00-12:00"
) -> None:
    """Make a bus with stops on a line to the south, and a stop for it in each."""
    source, _made = Source.objects.get_or_create(key="test", defaults={"name": "Test"})
    count = ServicePoint.objects.count()
    bus = ServicePoint.objects.create(
        source=source, source_ref=f"bus-{count}", name="Bus", latitude=around[0] - 1, longitude=around[1],
        postcode="74000", commune="Annecy", phone="0450000000", is_itinerant=True,
    )  # fmt: skip
    Service.objects.create(point=bus, category="taxes")
    VisitStop.objects.bulk_create(
        VisitStop(
            point=bus, name=f"Place {n}", commune="Annecy", postcode="74000", latitude=around[0] - n * step,
            longitude=around[1], opening_hours=hours, open_days="Mo Tu We Th Fr", latest_closing="12:00",
        )
        for n in range(1, number + 1)
    )  # fmt: skip
