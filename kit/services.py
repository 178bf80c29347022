"""Service categories: the one vocabulary that lessons and the directory of places share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MEDNUM_TASKS = "Aide aux démarches administratives"
MEDNUM_TOOLS = "Maîtrise des outils numériques du quotidien"
MEDNUM_WORLD = "Compréhension du monde numérique"
MEDNUM_ACCESS = "Accès internet et matériel informatique"
MEDNUM_DEVICES = "Acquisition de matériel informatique à prix solidaire"
MEDNUM_SAFETY = "Utilisation sécurisée du numérique"
MEDNUM_CREATION = "Loisirs et créations numériques"
MEDNUM_PARENTS = "Parentalité et éducation avec le numérique"
MEDNUM_WORK = "Insertion professionnelle via le numérique"
FRANCE_SERVICES = "France Services"


@dataclass(frozen=True)
class Category:
    """A need in the words of the person; `matches` are values of the directories that answer it."""

    key: str
    label: Any
    matches: tuple[str, ...] = ()
    fallbacks: tuple[str, ...] = ()


# Labels and matches are those of the course plan: a lesson's `help:` names one of these keys.
_TABLE = (
    Category("administrative-help", _("Help with public services"), (MEDNUM_TASKS, FRANCE_SERVICES)),
    Category("digital-skills", _("Learn digital skills"), (MEDNUM_TOOLS, MEDNUM_WORLD)),
    Category("internet-access", _("Internet, computer, printer"), (MEDNUM_ACCESS,)),
    Category("low-cost-devices", _("Low-cost equipment"), (MEDNUM_DEVICES,)),
    Category("online-safety", _("Online safety"), (MEDNUM_SAFETY,), ("digital-skills",)),
    Category("digital-creation", _("Make and repair"), (MEDNUM_CREATION,), ("digital-skills",)),
    Category("parents-and-young-people", _("Young people and parents"), (MEDNUM_PARENTS,), ("digital-skills",)),
    Category("employment", _("Work"), (MEDNUM_WORK, FRANCE_SERVICES)),
    Category("health-insurance", _("Health insurance"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("family-benefits", _("Family benefits"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("taxes", _("Taxes"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("identity-documents", _("Identity documents"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("housing", _("Housing"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("justice", _("Justice and legal advice"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("retirement", _("Retirement"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("energy-bills", _("Energy bills"), (FRANCE_SERVICES,), ("administrative-help",)),
    Category("consumer-rights", _("Consumer rights"), (), ("justice", "administrative-help")),
)
CATEGORIES: dict[str, Category] = {category.key: category for category in _TABLE}


def categories_of(values: list[str]) -> list[str]:
    """Return the keys of the categories that a directory's values answer, in the table's order."""
    offered = set(values)
    return [category.key for category in _TABLE if offered & set(category.matches)]
