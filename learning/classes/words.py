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


def whole(classroom: Classroom) -> str:
    """Return "To the whole class" or "To the whole group"."""
    return _("To the whole class") if classroom.is_school else _("To the whole group")


def word_for(classroom: Classroom) -> str:
    """Return the label of the note that goes with a module."""
    return _("A word for the class") if classroom.is_school else _("A word for the group")


def seen(classroom: Classroom) -> str:
    """Return the title of what the learners will see."""
    return _("What the class will see") if classroom.is_school else _("What the group will see")


def summary(classroom: Classroom, *, finished: int, under_way: int, not_started: int) -> str:
    """Return the grid in one sentence: "5 have finished everything, 17 are under way, 3 have not started"."""
    parts = []
    if finished:
        text = ngettext("%(number)s has finished everything", "%(number)s have finished everything", finished)
        parts.append(text % {"number": finished})
    if under_way:
        text = ngettext("%(number)s is under way", "%(number)s are under way", under_way)
        parts.append(text % {"number": under_way})
    if not_started:
        text = ngettext("%(number)s has not started", "%(number)s have not started", not_started)
        parts.append(text % {"number": not_started})
    return _("%(people)s: %(parts)s.") % {
        "people": people(classroom, finished + under_way + not_started),
        "parts": ", ".join(parts),
    }


def week_summary(classroom: Classroom, *, active: int, done: int) -> str:
    """Return a week in one sentence: "4 participants finished 9 lessons"."""
    if not done:
        return _("Nobody finished a lesson in this week.")
    text = ngettext("%(people)s finished %(lessons)s.", "%(people)s together finished %(lessons)s.", active)
    return text % {"people": people(classroom, active), "lessons": lessons(done)}


def settings_title(classroom: Classroom) -> str:
    """Return the title of the page that rules the class."""
    return _("Settings of the class") if classroom.is_school else _("Settings of the group")


def back(classroom: Classroom) -> str:
    """Return the words of the way back."""
    return _("Go back to the class") if classroom.is_school else _("Go back to the group")


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
