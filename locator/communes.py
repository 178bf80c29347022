"""The communes in memory: where a place of a list lies, and whether that can be."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from locator.geo import distance_km
from locator.importers.draft import FINDING, REFUSED, Draft
from locator.models import Place
from locator.text import search_key

FAR_KM = 50  # a point farther than this from its commune is a finding, not an import
# French Guiana's communes are as large as departments: a place 100 km from the town is still in them.
LARGE = ("973",)
LARGE_KM = 100
DOUBT_KM = 50  # more for a commune that is itself known only approximately (by the mean of its department, at worst)


@dataclass(frozen=True)
class Centre:
    """The point of a commune, how many kilometres it may be wrong, and its name ("" when several share a postcode)."""

    name: str
    latitude: float
    longitude: float
    doubt: float


class Communes:
    """The gazetteer in memory, to check where a point lies."""

    def __init__(self) -> None:
        self.by_code: dict[str, Centre] = {}
        self.by_postcode: dict[str, list[tuple[str, Centre]]] = defaultdict(list)
        rows = Place.objects.values_list("code", "name", "postcodes", "latitude", "longitude", "precision")
        for code, name, postcodes, latitude, longitude, precision in rows.iterator():
            roughly = precision != Place.Precision.EXACT
            doubt = LARGE_KM if code.startswith(LARGE) else DOUBT_KM if roughly else 0
            centre = Centre(name, latitude, longitude, doubt)
            self.by_code[code] = centre
            for postcode in postcodes.split():
                self.by_postcode[postcode].append((search_key(name), centre))

    def find(self, *, insee: str, postcode: str, commune: str) -> Centre | None:
        """Return the point of a commune by its code, else by postcode and name, else the mean of the postcode's."""
        if insee in self.by_code:
            return self.by_code[insee]
        near = self.by_postcode.get(postcode, [])
        key = search_key(commune)
        for name, centre in near:
            if name == key:
                return centre
        if not near:
            return None
        return Centre(
            "",
            math.fsum(centre.latitude for _name, centre in near) / len(near),
            math.fsum(centre.longitude for _name, centre in near) / len(near),
            max(centre.doubt for _name, centre in near),
        )


def put_on_map(draft: Draft, communes: Communes) -> None:
    """Give a draft its coordinates: its own when they lie near its commune, else the commune's centre (and say so)."""
    values: dict[str, Any] = draft.values
    latitude, longitude = values["latitude"], values["longitude"]
    centre = communes.find(insee=draft.insee, postcode=values["postcode"], commune=values["commune"])
    values["is_located_by_commune"] = False
    if centre and centre.name and search_key(values["commune"]) == search_key(centre.name):
        values["commune"] = centre.name  # the lists write AURILLAC, aurillac and Aurillac
    if latitude is not None and longitude is not None:
        if centre is None:
            return
        away = distance_km(latitude, longitude, centre.latitude, centre.longitude)
        if away <= FAR_KM + centre.doubt:
            return
        reason = _("%(km)s km from its commune; the centre of the commune is taken")
        draft.note(FINDING, "latitude, longitude", f"{latitude}, {longitude}", reason, km=f"{away:.0f}")
    if centre is None:
        reason = _("no coordinates, and the commune is not known")
        draft.note(REFUSED, "commune", f"{values['postcode']} {values['commune']}", reason)
        values["latitude"], values["longitude"] = 0.0, 0.0
        return
    values["latitude"], values["longitude"] = centre.latitude, centre.longitude
    values["is_located_by_commune"] = True
