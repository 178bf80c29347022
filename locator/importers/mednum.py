"""Médiation numérique: version 1 (separator |) and version 0 (separator ;), JSON or CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext_noop as _

from kit.services import FRANCE_SERVICES, categories_of
from locator.importers.draft import FINDING, REFUSED, Draft, ListError, Reading
from locator.importers.files import Row, open_rows
from locator.models import Known

_APPOINTMENT = re.compile(r"rendez|\brdv\b", re.IGNORECASE)
NOTE = "Note : "  # our own export writes a note about the hours so, in the column for descriptions
NEEDED = ("id", "nom", "commune", "code_postal", "adresse")
# The words of version 0 in those of version 1.
SERVICES_V0 = {
    "Accéder à une connexion internet": "Accès internet et matériel informatique",
    "Accéder à du matériel": "Accès internet et matériel informatique",
    "Utiliser le numérique au quotidien": "Maîtrise des outils numériques du quotidien",
    "Prendre en main un ordinateur": "Maîtrise des outils numériques du quotidien",
    "Prendre en main un smartphone ou une tablette": "Maîtrise des outils numériques du quotidien",
    "Approfondir ma culture numérique": "Compréhension du monde numérique",
    "Promouvoir la citoyenneté numérique": "Compréhension du monde numérique",
    "Réaliser des démarches administratives avec un accompagnement": "Aide aux démarches administratives",
    "Devenir autonome dans les démarches administratives": "Aide aux démarches administratives",
    "Accompagner les démarches de santé": "Aide aux démarches administratives",
    "Acquérir du matériel informatique à prix solidaire": "Acquisition de matériel informatique à prix solidaire",
    "Accompagner vers l'emploi": "Insertion professionnelle via le numérique",
}
PUBLICS = {
    "Jeunes": "young", "Jeunes (16-26 ans)": "young", "Étudiants": "students", "Familles et/ou enfants": "families",
    "Familles/enfants": "families", "Seniors": "seniors", "Seniors (+ 65 ans)": "seniors", "Femmes": "women",
    "Adultes": "adults", "Surdité": "deaf", "Handicaps moteurs": "motor", "Handicaps mentaux": "mental",
    "Handicaps mentaux : déficiences limitant les activités d'une personne": "mental", "Illettrisme": "reading",
    "Personnes en situation d'illettrisme": "reading", "Déficience visuelle": "sight",
}  # fmt: skip
# BCP 47; "und" is a language that the list does not name.
LANGUAGES = {
    "Langues étrangères (anglais)": "en",
    "Langues étrangères (autres)": "und",
    "Public langues étrangères": "und",
}
WAYS = {
    "Accompagnement individuel": "individual", "Avec de l'aide": "individual", "Dans un atelier collectif": "workshop",
    "Dans un atelier": "workshop", "En autonomie": "alone", "Seul": "alone", "À distance": "remote",
    "A ma place": "in-my-place",
}  # fmt: skip


def read(stream: BinaryIO) -> Reading:
    """Return the rows of a list; raises ListError when the file is no list of places."""
    table = open_rows(stream)
    names = {_name(column) for column in table.header}
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise ListError(
            _(
                "These columns are missing: %(missing)s. "
                "Send a list in the médiation numérique format (id, nom, commune, code_postal, adresse…)."
            ),
            missing=", ".join(missing),
        )
    return Reading("mednum", "Médiation numérique", "Licence Ouverte 2.0", _drafts(table.rows))


def _name(column: str) -> str:
    return str(column).strip().casefold()


def _split(value: object) -> list[str]:
    text = str(value or "")
    return [one.strip() for one in text.split("|" if "|" in text else ";") if one.strip()]


def _drafts(rows: Iterator[Row]) -> Iterator[Draft]:
    for line, row in rows:
        yield _draft(line, {_name(column): value for column, value in row.items()})


def _draft(line: int, row: dict[str, Any]) -> Draft:
    draft = Draft(line, source_id=str(row.get("id") or "").strip()[:120])
    if not draft.source_id:
        draft.note(REFUSED, "id", "", _("the row has no id"))
    name = draft.text("name", row.get("nom"))
    if not name:
        draft.note(REFUSED, "nom", "", _("the row has no name"))
    osm, note = draft.osm_hours(row.get("horaires"))
    access = _split(row.get("modalites_acces"))
    by_appointment = "Prendre un RDV en ligne" in access or row.get("prise_rdv") or _APPOINTMENT.search(note)
    described = str(row.get("presentation_detail") or "")
    if not note and described.startswith(NOTE):
        note = draft.text("hours_note", described.removeprefix(NOTE), limit=600)
    publics = [
        value
        for name in ("publics_specifiquement_adresses", "publics_accueillis", "prise_en_charge_specifique")
        for value in _split(row.get(name))
    ]
    draft.values = {
        "name": name,
        "address": draft.text("address", row.get("adresse")),
        "address_more": draft.text("address_more", row.get("complement_adresse")),
        "postcode": draft.postcode(row.get("code_postal")),
        "commune": draft.text("commune", row.get("commune"), limit=120),
        "latitude": draft.coordinate("latitude", row.get("latitude"), 90),
        "longitude": draft.coordinate("longitude", row.get("longitude"), 180),
        "phone": draft.phone(row.get("telephone")),
        "email": draft.text("email", str(row.get("courriels") or row.get("courriel") or "").split("|")[0], limit=200),
        "website": draft.website(row.get("site_web")),
        "opening_hours": osm,
        "hours_note": note,
        "appointment": Known.YES if by_appointment else Known.UNKNOWN,
        "cost": _cost(row.get("frais_a_charge") or row.get("conditions_acces")),
        "publics": _keys(publics, PUBLICS),
        "languages": _keys(publics, LANGUAGES),
        "ways": _keys([w.split(" :")[0] for w in _split(row.get("modalites_accompagnement"))], WAYS),
        "is_itinerant": "Itinérant" in _split(row.get("itinerance")),
        "updated_on": draft.date(row.get("date_maj")),
    }
    draft.insee = draft.insee_code(row.get("code_insee"))
    offered = [SERVICES_V0.get(value, value) for value in _split(row.get("services"))]
    labels = (row.get("nom"), row.get("dispositif_programmes_nationaux"), row.get("labels_nationaux"))
    offered += [FRANCE_SERVICES] if any(FRANCE_SERVICES.casefold() in str(one).casefold() for one in labels) else []
    draft.categories = categories_of(offered)
    if row.get("services") and not draft.categories:
        draft.note(FINDING, "services", row["services"], _("none of these services is known"))
    return draft


def _keys(values: list[str], known: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(known[value] for value in values if value in known))


def _cost(value: object) -> str:
    words = [one.split(" :")[0] for one in _split(value)]
    if not {"Payant", "Gratuit", "Gratuit sous condition", "Adhésion"} & set(words):
        return ""
    if "Payant" not in words and "Gratuit sous condition" not in words and "Adhésion" not in words:
        return "free"
    return "conditions" if {"Gratuit", "Gratuit sous condition", "Adhésion"} & set(words) else "paid"
