"""Places as rows of the médiation numérique schema (v1.0.2), so that what came in can go out and in again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kit.services import CATEGORIES, FRANCE_SERVICES
from locator.importers.mednum import LANGUAGES, NOTE, PUBLICS, WAYS
from locator.models import Known, ServicePoint

COLUMNS = (
    "id", "pivot", "nom", "commune", "code_postal", "adresse", "complement_adresse", "latitude", "longitude", "telephone",
    "courriels", "site_web", "horaires", "presentation_detail", "source", "itinerance", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge", "dispositif_programmes_nationaux",
    "modalites_acces", "modalites_accompagnement",
)  # fmt: skip
NO_PIVOT = "00000000000000"  # the standard's own value for a place whose SIRET or RNA number is not known
_COSTS = {"free": "Gratuit", "conditions": "Gratuit sous condition", "paid": "Payant"}
_SPECIFIC = {"Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"}
_CARE = {"Surdité", "Handicaps moteurs", "Handicaps mentaux", "Illettrisme", "Déficience visuelle"}
_LANGUAGES = {key: word for word, key in LANGUAGES.items() if word.startswith("Langues")}
_WAYS = {"individual", "workshop", "alone", "remote"}
# The words of the schema that each of our keys stands for (the first of those that the importer reads).
_PUBLIC_WORDS = {key: word for word, key in reversed(PUBLICS.items()) if word in _SPECIFIC | _CARE}
_WAY_WORDS = {key: word for word, key in reversed(WAYS.items()) if key in _WAYS}
_INTERNATIONAL = re.compile(r"^0[1-9]\d{8}$")
_POSTCODE = re.compile(r"^\d{5}$")


def rows(points: Iterable[ServicePoint]) -> Iterator[dict[str, str]]:
    """Yield a row for each place that the schema can hold; services and source must be fetched before.

    The schema asks for a postcode, an address, a commune and a date. A place without a postcode or commune is left out; one
    without an address gives its name, one without a date that of its import.
    """
    for point in points:
        if _POSTCODE.match(point.postcode) and point.commune:
            yield _row(point)


def _row(point: ServicePoint) -> dict[str, str]:
    categories = {service.category for service in point.services.all()}
    words = list(dict.fromkeys(
        word for key in CATEGORIES if key in categories for word in CATEGORIES[key].matches if word != FRANCE_SERVICES
    ))  # fmt: skip
    counters = [key for key, category in CATEGORIES.items() if category.matches == (FRANCE_SERVICES,)]
    publics = [_PUBLIC_WORDS[key] for key in point.publics if key in _PUBLIC_WORDS]
    care = [word for word in publics if word in _CARE]
    care += [_LANGUAGES[key] for key in point.languages if key in _LANGUAGES]
    updated = point.updated_on or (point.last_import and point.last_import.started_at.date())
    return {
        "id": f"{point.source.key}--{point.source_ref}",
        "pivot": NO_PIVOT,
        "nom": point.name,
        "commune": point.commune,
        "code_postal": point.postcode,
        "adresse": point.address or point.name,
        "complement_adresse": point.address_more,
        "latitude": str(point.latitude),
        "longitude": str(point.longitude),
        "telephone": _phone(point.phone),
        "courriels": point.email,
        "site_web": point.website,
        "horaires": point.opening_hours,
        "presentation_detail": f"{NOTE}{point.hours_note}" if point.hours_note else "",
        "source": point.source.name,
        "itinerance": "Itinérant" if point.is_itinerant else "",
        "date_maj": updated.isoformat() if updated else "",
        "services": "|".join(words),
        "publics_specifiquement_adresses": "|".join(word for word in publics if word in _SPECIFIC),
        "prise_en_charge_specifique": "|".join(care),
        "frais_a_charge": _COSTS.get(point.cost, ""),
        "dispositif_programmes_nationaux": FRANCE_SERVICES if counters and set(counters) <= categories else "",
        "modalites_acces": "Prendre un RDV en ligne" if point.appointment == Known.YES else "",
        "modalites_accompagnement": "|".join(_WAY_WORDS[key] for key in point.ways if key in _WAY_WORDS),
    }


def _phone(number: str) -> str:
    """Return a number as the schema writes it, with its country; a short number (3939) has no such form and is left out."""
    if _INTERNATIONAL.match(number):
        return f"+33{number[1:]}"
    return number if re.match(r"^\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}$", number) else ""
