"""A place to send to somebody: link, text message, e-mail, calendar file, and the data that search engines read."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.templatetags.ui import phone_pairs
from locator import hours
from locator.models import Known, ServicePoint
from locator.show.opening import next_openings, opening_words, reading

DAYS = {
    "Mo": "Monday", "Tu": "Tuesday", "We": "Wednesday", "Th": "Thursday", "Fr": "Friday", "Sa": "Saturday", "Su": "Sunday",
}  # fmt: skip


def address_line(point: ServicePoint) -> str:
    """Return the address in one line."""
    town = " ".join(filter(None, (point.postcode, point.commune)))
    return ", ".join(filter(None, (point.address, town)))


def absolute(point: ServicePoint) -> str:
    """Return the public address of a place's page, without the search that led to it."""
    return f"{settings.PASSERELLE_URL}{reverse('locator:place', args=[point.pk])}"


def message(point: ServicePoint, moment: dt.datetime) -> str:
    """Return what a text message says of a place: name, phone, address, next opening, link."""
    lines = [point.name]
    if point.phone:
        lines.append(_("Phone: %(number)s") % {"number": phone_pairs(point.phone)})
    lines.append(address_line(point))
    lines += [opening_words(start, end, moment) for start, end in next_openings(point, moment, 1)]
    lines.append(absolute(point))
    return "\n".join(filter(None, lines))


def links(point: ServicePoint, moment: dt.datetime) -> dict[str, Any]:
    """Return the links that share a place. `sms` has no number: the telephone asks for whom.

    "?&body=" is what both Android (RFC 5724) and iOS read.
    """
    text = message(point, moment)
    return {
        "url": absolute(point),
        "sms": f"sms:?&body={quote(text, safe='')}",
        "mail": f"mailto:?subject={quote(point.name, safe='')}&body={quote(text, safe='')}",
        "calendar": bool(next_openings(point, moment, 1)),
    }


def schema(point: ServicePoint, moment: dt.datetime) -> SafeString:
    """Return what schema.org calls a Place, as a block of data (JSON-LD): nothing that runs."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Place",
        "@id": absolute(point),
        "url": absolute(point),
        "name": point.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": point.address,
            "postalCode": point.postcode,
            "addressLocality": point.commune,
            "addressCountry": "FR",
        },
        "isAccessibleForFree": True if point.cost == "free" else None,
        "publicAccess": True,
        "telephone": point.phone,
        "openingHoursSpecification": _weekly(point, moment),
        "specialOpeningHoursSpecification": _special(point, moment),
    }
    if not point.is_located_by_commune:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
    if point.step_free != Known.UNKNOWN:
        found["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "Step-free entrance",
            "value": point.step_free == Known.YES,
        }
    text = json.dumps({key: value for key, value in found.items() if value not in (None, "", [])}, ensure_ascii=False)
    for sign in "<>&":  # "</script>" in a name must not end the block
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped above)


def _weekly(point: ServicePoint, moment: dt.datetime) -> list[dict[str, str]]:
    week = hours.week_of(hours.usual(point.opening_hours), **reading(point), moment=moment)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{DAYS[hours.DAYS[day.weekday()]]}",
            "opens": f"{start:%H:%M}",
            "closes": f"{end:%H:%M}",
        }
        for day, spans in week
        for start, end in spans
    ]


def _special(point: ServicePoint, moment: dt.datetime) -> list[dict[str, str]]:
    found = []
    for day in hours.specials(point.opening_hours, **reading(point), moment=moment, days=60):
        # Opening and closing at midnight is how schema.org writes a day that is closed.
        spans = [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in day.spans] or [("00:00", "00:00")]
        date = day.date.isoformat()
        found += [
            {"@type": "OpeningHoursSpecification", "validFrom": date, "validThrough": date, "opens": opens, "closes": closes}
            for opens, closes in spans
        ]
    return found
