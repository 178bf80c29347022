"""Any list, by a small YAML file that says which column is what; and a first draft of that file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import yaml
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kit.services import CATEGORIES, categories_of
from locator.importers.draft import FINDING, REFUSED, Draft, ListError, Reading
from locator.importers.files import Row, open_rows
from locator.importers.mednum import SERVICES_V0
from locator.models import Known
from locator.sentences import Said

# What a column can be, and how such columns are called in the lists that were met: the draft is guessed from these.
TARGETS: dict[str, tuple[str, ...]] = {
    "id": ("id", "gid", "identifiant", "ref", "reference", "uuid"),
    "name": ("nom", "name", "lieu", "titre", "title", "structure", "denomination", "raison sociale", "c nom"),
    "address": ("adresse", "address", "address1", "adresse postale", "adresse rue", "rue", "street", "voie", "c adresse"),
    "address_more": ("complement adresse", "address2", "complement", "batiment"),
    "postcode": ("code postal", "postcode", "cp", "zip", "adresse code postal", "c postcode", "postal code"),
    "insee": ("code insee", "insee", "insee com", "adresse code insee", "citycode"),
    "commune": ("commune", "ville", "town", "city", "adresse commune", "c city", "lib com"),
    "latitude": ("latitude", "lat", "coord y", "y", "c lat coor1"),
    "longitude": ("longitude", "lng", "lon", "long", "coord x", "x", "c long coor1"),
    "phone": ("telephone", "phone", "tel", "contact telephone", "c telephone"),
    "email": ("mail", "email", "courriel", "e mail", "contact email", "c courriel"),
    "website": ("site web", "url", "website", "site internet", "contact web", "site", "c site web"),
    "hours": (
        "horaires",
        "opening hours",
        "hours",
        "horaires ouverture osm",
        "horaires ouverture brut",
        "c horaire ouverture",
    ),
    "note": ("general notes", "commentaire", "remarque", "note", "notes"),
    "services": ("services", "service"),
    "updated": ("date maj", "derniere maj", "updated", "maj", "date modification", "c edit datemaj"),
    "step_free": ("entree pmr", "pmr", "c acces pmr", "accessibilite pmr", "entree plain pied"),
}
# What is wrong with a mapping, by the kind of mistake that pydantic names.
_WRONG = {
    "missing": _("this line is missing"),
    "extra_forbidden": _("this name is not known here"),
    "string_pattern_mismatch": _("this is not written as it has to be"),
    "": _("this value does not fit here"),
}
NO = {"non", "no", "false", "0", "n"}
YES = {"oui", "yes", "true", "1", "o", "y"}
_POSTCODE_IN_ADDRESS = re.compile(r"^(?P<street>.*?)[\s,–-]+(?P<postcode>\d{5})\s+(?P<commune>[^\d]+)$")


class SourceName(BaseModel):
    """Who publishes the list."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")
    name: str = Field(min_length=2, max_length=200)
    licence: str = Field(default="", max_length=120)


class Mapping(BaseModel):
    """The content of a mapping file."""

    model_config = ConfigDict(extra="forbid")
    source: SourceName
    country: str = Field(default="FR", pattern="^(FR|GB)$")
    columns: dict[str, str | list[str]]
    separator: str = ";"  # between several services in one cell
    services: dict[str, list[str]] = {}  # a word of the list → our keys
    every_place_offers: list[str] = []


def read_mapping(text: str) -> Mapping:
    """Return a mapping; raises ListError with a sentence for each mistake of the file."""
    try:
        found = Mapping.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            raise ListError(_("The mapping is not YAML that can be read.")) from error
        raise ListError(_("The mapping is not YAML that can be read (line %(line)s)."), line=mark.line + 1) from error
    except (ValidationError, RecursionError) as error:
        wrong = error.errors() if isinstance(error, ValidationError) else []
        first = wrong[0] if wrong else None
        where = ".".join(map(str, first["loc"])) if first else ""
        raise ListError(
            _("The mapping has a mistake at “%(where)s”: %(why)s. Draft one with manage.py draft_mapping FILE."),
            where=where or "YAML",
            why=Said.of(_WRONG.get(first["type"] if first else "", _WRONG[""])),
        ) from error
    unknown = sorted(set(found.columns) - set(TARGETS))
    if unknown:
        raise ListError(
            _("The mapping names %(unknown)s. It may name: %(known)s."), unknown=", ".join(unknown), known=", ".join(TARGETS)
        )
    for key in {*found.every_place_offers, *(one for keys in found.services.values() for one in keys)}:
        if key not in CATEGORIES:
            raise ListError(
                _("The mapping names the service %(unknown)s. It may name: %(known)s."),
                unknown=key,
                known=", ".join(CATEGORIES),
            )
    if "name" not in found.columns:
        raise ListError(_("The mapping does not say which column is the name. Add a line “name: …” under columns."))
    return found


UK_PLACES = Mapping(
    source=SourceName(key="uk-places", name="Local places (United Kingdom)", licence=""),
    country="GB",
    columns={
        "name": "name", "address": "address1", "address_more": "address2", "commune": "town", "postcode": "postcode",
        "latitude": "lat", "longitude": "lng", "phone": "phone", "email": "email", "website": "url",
        "note": ["general_notes", "access_notes"],
    },
)  # fmt: skip
UK_NEEDED = ("name", "address1", "town", "postcode")


def read_uk(stream: BinaryIO) -> Reading:
    """Return the rows of a CSV in the shape that British councils publish; raises ListError when columns are missing."""
    table = open_rows(stream)
    missing = [name for name in UK_NEEDED if name not in table.header]
    if missing:
        raise ListError(
            _("These columns are missing: %(missing)s. Send a CSV with %(needed)s, lat, lng."),
            missing=", ".join(missing),
            needed=", ".join(UK_NEEDED),
        )
    return _reading(UK_PLACES, table.rows)


def reader(mapping: Mapping) -> Any:
    """Return a reader of lists (a function of a stream) for a mapping."""
    return partial(_read, mapping)


def _read(mapping: Mapping, stream: BinaryIO) -> Reading:
    table = open_rows(stream)
    named = [name for value in mapping.columns.values() for name in ([value] if isinstance(value, str) else value)]
    missing = [name for name in named if name not in table.header]
    if missing:
        there = ", ".join(table.header[:40])
        raise ListError(
            _("The mapping names columns that the file does not have: %(missing)s. It has: %(there)s."),
            missing=", ".join(missing),
            there=there,
        )
    return _reading(mapping, table.rows)


def _reading(mapping: Mapping, rows: Iterator[Row]) -> Reading:
    source = mapping.source
    return Reading(source.key, source.name, source.licence, (_draft(mapping, line, row) for line, row in rows))


def _draft(mapping: Mapping, line: int, row: dict[str, Any]) -> Draft:
    def cell(target: str) -> str:
        columns = mapping.columns.get(target, ())
        found = [str(row.get(name)) for name in ([columns] if isinstance(columns, str) else columns) if row.get(name)]
        return " ".join(found)

    draft = Draft(line, country=mapping.country)
    name = draft.text("name", cell("name"))
    if not name:
        draft.note(REFUSED, "name", "", _("the row has no name"))
    address, postcode, commune = cell("address"), cell("postcode"), cell("commune")
    whole = _POSTCODE_IN_ADDRESS.match(" ".join(address.split())) if not postcode and mapping.country == "FR" else None
    if whole:
        address, postcode, commune = whole["street"], whole["postcode"], commune or whole["commune"]
    osm, note = draft.osm_hours(cell("hours"))
    comment = draft.text("note", cell("note"), limit=600)
    draft.insee = draft.insee_code(cell("insee")) if mapping.country == "FR" else ""
    draft.values = {
        "name": name,
        "address": draft.text("address", address),
        "address_more": draft.text("address_more", cell("address_more")),
        "postcode": draft.postcode(postcode),
        "commune": draft.text("commune", commune, limit=120),
        "latitude": draft.coordinate("latitude", cell("latitude"), 90),
        "longitude": draft.coordinate("longitude", cell("longitude"), 180),
        "phone": draft.phone(cell("phone")),
        "email": draft.text("email", cell("email"), limit=200),
        "website": draft.website(cell("website")),
        "opening_hours": osm,
        "hours_note": note or comment,
        "appointment": Known.UNKNOWN,
        "step_free": _known(cell("step_free")),
        "cost": "",
        "publics": [],
        "languages": [],
        "ways": [],
        "is_itinerant": False,
        "updated_on": draft.date(
            cell("updated").replace("/", "-") if re.match(r"\d{4}/", cell("updated")) else cell("updated")
        ),
    }
    # A list without numbers: the name and the address together name the place, as long as they do not change.
    draft.source_id = (
        cell("id").strip()[:120] or hashlib.sha256(f"{name}|{address}|{postcode}|{commune}".encode()).hexdigest()[:24]
    )
    draft.categories = _services(mapping, draft, cell("services"))
    return draft


def _services(mapping: Mapping, draft: Draft, text: str) -> list[str]:
    words = [word.strip() for word in text.split(mapping.separator) if word.strip()]
    keys = list(mapping.every_place_offers)
    for word in words:
        known = mapping.services.get(word) or categories_of([SERVICES_V0.get(word, word)])
        if not known:
            draft.note(FINDING, "services", word, _("this service is not in the mapping; it is left out"))
        keys += known
    return [key for key in CATEGORIES if key in keys]


def _known(text: str) -> str:
    word = _plain(text)
    return Known.YES if word in YES else Known.NO if word in NO else Known.UNKNOWN


def _plain(text: str) -> str:
    """Return the name of a column without accents, capitals and signs: "Coord. X" is "coord x"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def draft_mapping(stream: BinaryIO, *, name: str) -> str:
    """Return a first mapping for a file, as YAML to correct: what could be guessed from the names of its columns.

    The columns that nothing was guessed for stand in comments below. Raises ListError for a file that is no list.
    """
    table = open_rows(stream)
    guessed: dict[str, str] = {}
    for target, known in TARGETS.items():
        for word in known:
            column = next((c for c in table.header if _plain(c) == word and c not in guessed.values()), None)
            if column:
                guessed[target] = column
                break
    # Coordinates under the wrong name are the commonest fault of all: a latitude of France lies between 41 and 52.
    _turn_coordinates(guessed, [row for _line, row in zip(range(20), table.rows, strict=False)])
    key = re.sub(r"[^a-z0-9]+", "-", _plain(name)).strip("-")[:40] or "list"
    head = yaml.safe_dump(
        {"source": {"key": key, "name": name, "licence": ""}, "country": "FR", "columns": guessed},
        allow_unicode=True,
        sort_keys=False,
        width=120,
    )
    rest = [c for c in table.header if c not in guessed.values()]
    first = gettext("Which column of %(name)s is what. Correct it, then:") % {"name": name}
    several = gettext("between several services in one cell")
    words = gettext("a word of the list: [our keys]; the words of médiation numérique are known already")
    return (
        f"# {first} manage.py import_points FILE --format mapping --mapping THIS\n"
        f"{head}"
        f"separator: ';'   # {several}\n"
        f"services: {{}}     # {words}\n"
        "every_place_offers: []\n"
        f"# {gettext('A column may be:')} {', '.join(TARGETS)}\n"
        f"# {gettext('Columns that nothing was guessed for:')} {', '.join(rest) or '-'}\n"
    )


def _turn_coordinates(guessed: dict[str, str], rows: list[tuple[int, dict[str, Any]]]) -> None:
    if "latitude" not in guessed or "longitude" not in guessed:
        return
    turned = 0
    for _line, row in rows:
        try:
            first = float(str(row.get(guessed["latitude"])).replace(",", "."))
            second = float(str(row.get(guessed["longitude"])).replace(",", "."))
        except ValueError:
            continue
        turned += 1 if 41 <= second <= 52 and -6 <= first <= 10 else -1
    if turned > 0:
        guessed["latitude"], guessed["longitude"] = guessed["longitude"], guessed["latitude"]
