"""From what a person typed to a commune: one, several to choose from, or the nearest spellings."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from locator.departments import DEPARTMENTS, code_of
from locator.models import Place
from locator.search import spelling
from locator.text import Query, parse

MAX_TYPED = 120
MAX_CHOICES = 20
MAX_SUGGESTIONS = 6
PREFIX = 2  # rank of a commune found by the beginning of its name alone


@dataclass
class Where:
    """What a search text means: one commune, several to choose from, or none with the nearest spellings."""

    typed: str
    place: Place | None = None
    choices: list[Place] = field(default_factory=list)
    suggestions: list[Place] = field(default_factory=list)
    departments: list[tuple[str, str]] = field(default_factory=list)  # departments spelled nearly like it
    department: str = ""  # the name of the department, when the choice is among its communes
    problem: str = ""  # "", "empty", "long", "unknown", "postcode"


def find_place(typed: str) -> Where:
    """Return the communes that a text may mean. Never guesses between several.

    Two queries at most, and a third once an hour (spelling.all_names).
    """
    typed = typed.replace("\x00", " ").strip()
    where = Where(typed[:MAX_TYPED])
    if not typed:
        where.problem = "empty"
        return where
    if len(typed) > MAX_TYPED:
        where.problem = "long"
        return where
    query = parse(typed)
    if query.name or query.postcode:
        where.choices = _named(query)
    department = _department(query)
    if department:
        # "Vienne" is a town and a department: both are offered.
        towns = list(_by_department(department))
        where.department = DEPARTMENTS.get(department, "Corse" if department == "20" else department) if towns else ""
        exact = [place for place in where.choices if place.rank < PREFIX]  # type: ignore[attr-defined]
        where.choices = list({place.code: place for place in (*exact, *towns)}.values())[:MAX_CHOICES]
    if len(where.choices) == 1 and not where.department:
        where.place = where.choices[0]
    elif not where.choices:
        where.problem = "postcode" if query.postcode and not query.name else "unknown"
        where.suggestions = _spelled_like(query.name)
        where.departments = spelling.departments_like(query.name)
    return where


def _department(query: Query) -> str:
    """Return the code of the department that a query names alone: by number, by name, or by both. Paris is a town."""
    if query.postcode:
        return ""
    named = code_of(query.name) if query.name else ""
    if query.department:
        return query.department if not query.name or named == query.department else ""
    return "" if named == "75" else named


def _by_department(code: str) -> QuerySet[Place]:
    return Place.objects.filter(department__in=_codes(code)).order_by("-population", "name")[:MAX_CHOICES]


def _codes(code: str) -> tuple[str, ...]:
    """Return the codes of a department; people still write 20 for Corsica."""
    return ("2A", "2B") if code == "20" else (code,)


def _named(query: Query) -> list[Place]:
    """Return the communes with this name, else those whose name begins with it. One query.

    Each carries `former`, the old name by which it was found ("" for its own), as an attribute.
    """
    key = query.name or query.postcode
    words = Q(names__key=key)
    if len(key) >= 3 and query.name:
        words |= Q(names__key__startswith=key)
    places = Place.objects.filter(words)
    if query.name and query.postcode:
        places = places.filter(postcodes__contains=query.postcode)
    if query.name and query.department:
        places = places.filter(department__in=_codes(query.department))
    rank = Case(
        When(names__key=key, names__former="", then=0),
        When(names__key=key, then=1),
        default=PREFIX,
        output_field=IntegerField(),
    )
    found: dict[str, Place] = {}
    ordered = places.annotate(rank=rank, former=F("names__former")).order_by("rank", "-population", "code")
    for place in ordered[: 3 * MAX_CHOICES]:
        found.setdefault(place.code, place)
    exact = [place for place in found.values() if place.rank < PREFIX]  # type: ignore[attr-defined]
    if exact:
        # "Aix" is a village of Corrèze: who types it may well mean the town of Provence, so that both are offered.
        largest = max(place.population for place in exact)
        exact += [place for place in found.values() if place not in exact and place.population > largest]
    return (exact or list(found.values()))[:MAX_CHOICES]


def _spelled_like(name: str) -> list[Place]:
    """Return a few communes spelled nearly like it, the nearest spelling first, the largest town first. One query.

    Each carries `former` as those of `_named` do.
    """
    near = spelling.spelled_like(name)
    if not near:
        return []
    rows = Place.objects.filter(names__key__in=near).annotate(key=F("names__key"), former=F("names__former"))
    ordered = sorted(rows, key=lambda place: (-near[place.key], -place.population, place.code))  # type: ignore[attr-defined]
    places: dict[str, Place] = {}
    shown: dict[str, int] = {}
    for place in ordered:
        # Two of each name at most: the four Sainte-Anne would hide the other spellings.
        key = place.key  # type: ignore[attr-defined]
        if place.code not in places and shown.get(key, 0) < 2:
            places[place.code] = place
            shown[key] = shown.get(key, 0) + 1
    return list(places.values())[:MAX_SUGGESTIONS]
