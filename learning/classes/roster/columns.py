"""Which column of a file holds what: by its heading, in French or English."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

PSEUDONYM, FIRST, LAST, FULL, GROUP = "pseudonym", "first", "last", "full", "group"
LINES_LOOKED_AT = 10  # exports begin with the name of the school, a date, an empty line
# As they stand in files of schools, town halls and associations; compared without accents, capitals and signs.
HEADINGS: dict[str, str] = {
    **dict.fromkeys(
        ("pseudonyme", "pseudo", "pseudonym", "alias", "surnom", "nickname", "nomaffiche", "displayname"),
        PSEUDONYM,
    ),
    **dict.fromkeys(
        ("prenom", "prenoms", "prenom1", "premierprenom", "prenomusuel", "prenomusage", "prenomeleve", "prenomdeleleve",
         "firstname", "first", "givenname", "givennames", "forename", "forenames", "preferredname"),
        FIRST,
    ),
    **dict.fromkeys(
        ("nomdefamille", "nomusage", "nomdusage", "nomeleve", "nomdeleleve", "nomfamille", "nomdenaissance", "lastname",
         "last", "surname", "familyname"),
        LAST,
    ),
    **dict.fromkeys(
        ("name", "names", "fullname", "nomprenom", "nometprenom", "prenomnom", "prenometnom", "nomsetprenoms",
         "nomsprenoms", "nomcomplet", "eleve", "eleves", "participant", "participants", "participante", "apprenant",
         "apprenants", "personne", "personnes", "pupil", "pupils", "student", "students", "learner", "learners",
         "studentname", "pupilname"),
        FULL,
    ),
    **dict.fromkeys(("groupe", "groupes", "group", "groups", "sousgroupe", "atelier"), GROUP),
}  # fmt: skip
NOM = ("nom", "noms")  # the family name beside a first name, the whole name when it stands alone


@dataclass(frozen=True)
class Columns:
    """Where each thing stands; `start` is the first row of names, `unused` the headings that are not read."""

    where: dict[str, int]
    start: int
    unused: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Return a heading without accents, capitals, spaces and signs: "Prénom de l’élève" → "prenomdeleleve"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in spread if sign.isalnum() and not unicodedata.combining(sign))


def find_columns(rows: list[tuple[int, list[str]]]) -> Columns | None:
    """Return where the names stand; None when no heading is known and there are several columns."""
    for start, (_line, cells) in enumerate(rows[:LINES_LOOKED_AT]):
        found = _read_headings(cells)
        if found is not None:
            where, unused = found
            return Columns(where, start + 1, unused)
    # Some exports begin every line with the separator, or end with it: a column without anything does not count.
    filled = {place for _line, cells in rows for place, cell in enumerate(cells) if cell}
    return Columns({FULL: filled.pop()}, 0) if len(filled) == 1 else None


def _read_headings(cells: list[str]) -> tuple[dict[str, int], list[str]] | None:
    where: dict[str, int] = {}
    unused: list[str] = []
    nom: int | None = None
    for place, cell in enumerate(cells):
        heading = plain(cell)
        what = HEADINGS.get(heading)
        if heading in NOM and nom is None:
            nom = place
        elif what is not None and what not in where:
            where[what] = place
        elif cell:
            unused.append(cell)
    if nom is not None:
        if FIRST in where:
            where.setdefault(LAST, nom)
        else:
            where.setdefault(FULL, nom)
    named = where.keys() & {PSEUDONYM, FIRST, FULL}
    return (where, unused) if named else None
