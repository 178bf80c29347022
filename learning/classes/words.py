"""The words for the people of a class: pupils in a school, participants in a group of adults."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning.classes.models import Classroom


def people(classroom: Classroom, number: int) -> str:
    """Return "25 pupils" or "25 participants"."""
    if classroom.is_school:
        return ngettext("%(number)s pupil", "%(number)s pupils", number) % {"number": number}
    return ngettext("%(number)s participant", "%(number)s participants", number) % {"number": number}


def modules(number: int) -> str:
    """Return "6 modules"."""
    return ngettext("%(number)s module", "%(number)s modules", number) % {"number": number}


def lessons(number: int) -> str:
    """Return "5 lessons"."""
    return ngettext("%(number)s lesson", "%(number)s lessons", number) % {"number": number}


def person(classroom: Classroom) -> str:
    """Return the head of the column of names."""
    return _("Pupil") if classroom.is_school else _("Participant")


def everybody(classroom: Classroom) -> str:
    """Return the name of the page of names."""
    return _("Pupils") if classroom.is_school else _("Participants")


def progress_title(classroom: Classroom) -> str:
    """Return the title of the grid."""
    return _("Progress of the class") if classroom.is_school else _("Progress of the group")


# Names of animals that no child bears: nobody is recognised by them.
def pseudonyms(count: int, taken: set[str]) -> list[str]:
    """Return `count` pseudonyms that are not in `taken` (lower case)."""
    animals = [
        name.strip()
        for name in _(
            "Hedgehog, Robin, Squirrel, Otter, Kingfisher, Badger, Swallow, Hare, Heron, Dolphin, Owl, Fox, "
            "Panda, Penguin, Turtle, Seal, Lynx, Beaver, Falcon, Salamander, Toucan, Zebra, Koala, Gazelle, "
            "Starling, Marmot, Puffin, Bison, Chamois, Whale, Crane, Doe, Giraffe, Ibex, Jaguar, Lark, "
            "Magpie, Newt, Ostrich, Stork"
        ).split(",")
    ]
    found: list[str] = []
    turn = 1
    while len(found) < count:
        for animal in animals:
            name = animal if turn == 1 else f"{animal} {turn}"
            if len(found) < count and name.casefold() not in taken:
                found.append(name)
        turn += 1
    return found
