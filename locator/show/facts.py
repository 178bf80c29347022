"""Access, publics, languages, cost: what is known of a place, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from locator.models import Known, ServicePoint

PUBLICS = {
    "young": gettext_lazy("Young people"), "students": gettext_lazy("Students"), "families": gettext_lazy("Families"),
    "seniors": gettext_lazy("Older people"), "women": gettext_lazy("Women"), "adults": gettext_lazy("Adults"),
    "deaf": gettext_lazy("Deaf people"), "motor": gettext_lazy("People who move with difficulty"),
    "mental": gettext_lazy("People with a learning disability"), "reading": gettext_lazy("People who read with difficulty"),
    "sight": gettext_lazy("People who see badly"),
}  # fmt: skip
WAYS = {
    "individual": gettext_lazy("A person helps you, alone with you"),
    "workshop": gettext_lazy("In a workshop, with other people"),
    "alone": gettext_lazy("On your own, with the equipment of the place"),
    "remote": gettext_lazy("From a distance"),
    "home": gettext_lazy("A person comes to your home"),
    "in-my-place": gettext_lazy("A person does it for you, with your agreement"),
}
LANGUAGES = {"en": gettext_lazy("English"), "und": gettext_lazy("Other languages: ask by phone")}
COSTS = {
    "free": gettext_lazy("Free"),
    "conditions": gettext_lazy("Free under conditions: ask by phone"),
    "paid": gettext_lazy("Paid: ask the price by phone"),
}


@dataclass(frozen=True)
class Fact:
    """A fact about a place: icon and words."""

    icon: str
    text: str


# Field → icon, words when the answer is yes, words when it is no, name of what is not known.
ACCESS = {
    "step_free": (
        "wheelchair",
        gettext_lazy("Entrance without a step"),
        gettext_lazy("A step at the entrance"),
        gettext_lazy("steps at the entrance"),
    ),
    "toilets": (
        "wheelchair",
        gettext_lazy("Adapted toilets"),
        gettext_lazy("No adapted toilets"),
        gettext_lazy("adapted toilets"),
    ),
    "parking": (
        "wheelchair",
        gettext_lazy("Adapted parking space"),
        gettext_lazy("No adapted parking space"),
        gettext_lazy("adapted parking space"),
    ),
    "hearing_loop": (
        "people",
        gettext_lazy("Hearing loop"),
        gettext_lazy("No hearing loop"),
        gettext_lazy("hearing loop"),
    ),
    "sign_language": (
        "people",
        gettext_lazy("Somebody speaks French Sign Language"),
        gettext_lazy("Nobody speaks French Sign Language"),
        gettext_lazy("sign language"),
    ),
    "trained_staff": (
        "people",
        gettext_lazy("The staff is trained to welcome disabled people"),
        gettext_lazy("The staff is not trained to welcome disabled people"),
        gettext_lazy("trained staff"),
    ),
}


def access(point: ServicePoint) -> Fact:
    """Return what is known of the entrance; unknown is said."""
    icon, yes, no, _name = ACCESS["step_free"]
    if point.step_free == Known.YES:
        return Fact(icon, str(yes))
    if point.step_free == Known.NO:
        return Fact("triangle", str(no))
    return Fact(icon, _("Access not known"))


def access_facts(point: ServicePoint) -> tuple[list[Fact], list[str]]:
    """Return what is known of the access, and the names of what is not."""
    known: list[Fact] = []
    unknown: list[str] = []
    for name, (icon, yes, no, what) in ACCESS.items():
        value = getattr(point, name)
        if value == Known.UNKNOWN:
            unknown.append(str(what))
        else:
            known.append(Fact(icon, str(yes)) if value == Known.YES else Fact("triangle", str(no)))
    return known, unknown
