"""A place on paper and on the telephone: the words, the drawn map, the square code."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kit.pdf import render_pdf
from kit.qr import qr_svg
from locator import drawing
from locator.geo import box
from locator.models import Known, Place, ServicePoint
from locator.show.opening import next_stops
from locator.show.page import page
from locator.show.results import Start
from locator.show.share import absolute
from locator.show.words import distance

WIDTH, HEIGHT = 560, 190
LEAST_KM, MOST_KM = 30, 90  # how wide the drawn map is
MOST_LINES = 5  # above the map, in ordinary type
TOWNS, NAMED = 60, 12


def towns_in(frame: drawing.Frame, most: int = TOWNS) -> list[tuple[str, float, float]]:
    """Return (name, latitude, longitude) of the communes that a frame shows, the largest first. One query."""
    south, north, _west, _east = box(frame.latitude, frame.longitude, frame.height / frame.scale / 2)
    _south, _north, west, east = box(frame.latitude, frame.longitude, frame.km / 2)
    exact = Place.objects.filter(precision=Place.Precision.EXACT)  # a name in a wrong spot leads astray
    places = exact.filter(latitude__range=(south, north), longitude__range=(west, east))
    return list(places.order_by("-population", "pk").values_list("name", "latitude", "longitude")[:most])


def drawn_map(point: ServicePoint, start: Start | None, moment: dt.datetime) -> dict[str, Any]:
    """Return what templates/locator/slip_map.html draws: the place, towns around it, outlines, a scale. One query."""
    stops = next_stops(point, moment, 1)
    spot = stops[0][0] if stops else point
    here = (spot.latitude, spot.longitude)
    others = [(start.latitude, start.longitude)] if start else []
    frame = drawing.frame_around(here, others, width=WIDTH, height=HEIGHT, least_km=LEAST_KM)
    if frame.km > MOST_KM:  # so far away that the way would not help: only the surroundings of the place
        frame, others = drawing.Frame(*here, LEAST_KM, WIDTH, HEIGHT), []
    centre = frame.project(*here)
    from_here = [frame.project(*other) for other in others]
    towns = towns_in(frame)
    km, bar = frame.bar
    names = [name for name, _latitude, _longitude in towns[:4]]
    return {
        "frame": frame,
        "land": drawing.land(frame),
        "towns": drawing.names(frame, towns, taken=[centre, *from_here], most=NAMED),
        "here": {"x": centre[0], "y": centre[1]},
        "start": {"x": from_here[0][0], "y": from_here[0][1]} if from_here else None,
        "bar": bar,
        "bar_end": 34 + bar,
        "bar_words": distance(km),
        "scale_y": HEIGHT - 22,
        "alt": _("Map of the surroundings: %(towns)s") % {"towns": ", ".join(names)}
        if names
        else _("Map of the surroundings"),
    }


def slip(point: ServicePoint, moment: dt.datetime, start: Start | None, service: str = "") -> dict[str, Any]:
    """Return what a slip, the phone page and "My sheet" show of a place. One query besides those of the point."""
    address = absolute(point)
    shown = page(point, moment, start, service)
    return {
        "page": shown,
        "is_long": _weight(point, shown) > MOST_LINES,
        "map": drawn_map(point, start, moment),
        "qr": qr_svg(address, title=_("Square code: %(address)s") % {"address": address}),
        "link": address.partition("://")[2],
        "today": moment,
        "help_phone": settings.PASSERELLE_HELP_PHONE,
    }


def _weight(point: ServicePoint, shown: dict[str, Any]) -> float:
    """Return about how many lines stand above the map: a long slip is set smaller, to stay on its page."""
    extra = (not shown["is_recent"]) * 2 + (point.appointment == Known.YES) + bool(point.address_more)
    stops = [one["words"] for one in shown["stops"][:3]]
    lines = sum(1 + len(text) // 44 for text in stops) or len(shown["openings"])
    return len(point.name) // 30 + (len(point.address) > 38) + lines + extra


def slip_pdf(point: ServicePoint, moment: dt.datetime, start: Start | None, service: str = "") -> bytes:
    """Return the slip of a place: one A5 page, PDF/UA-1."""
    return render_pdf(html=render_to_string("locator/slip.html", slip(point, moment, start, service)))


def letter_pdf(point: ServicePoint, moment: dt.datetime, start: Start | None, service: str, address: list[str]) -> bytes:
    """Return the slip as a letter: one A4 page with an address in the window of an envelope. Nothing is stored."""
    context = {**slip(point, moment, start, service), "address": address}
    return render_pdf(html=render_to_string("locator/letter.html", context))
