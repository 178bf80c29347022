"""Coming into a class: names from a file, the door, cards, codes."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, OWN_CLASS, everybody

GET = {
    "classes:import": OWN_CLASS,
    "classes:rename": OWN_CLASS,
    "classes:window": OWN_CLASS,
    "classes:board": {**OWN_CLASS, "teacher": 302},  # closed: nothing to show
    "classes:cards": OWN_CLASS,
    "classes:new_cards": OWN_CLASS,
    "classes:number": OWN_CLASS,
    "cards:enter": ALL_200,
    "cards:hello": everybody(302),  # no card was shown on this device
    "cards:card": everybody(404),  # not the card's secret
    "cards:over": everybody(302),  # no session of a card ended here
    "cards:join": everybody(302),  # no class code was written on this device
    "paper:cards": OWN_CLASS,
    "paper:notice": everybody(404) | {"anonymous": 302, "guest": 302},  # a group of adults has none
}

POST = {
    "classes:import": OWN_CLASS,
    "classes:rename": OWN_CLASS,
    "classes:window": {**OWN_CLASS, "teacher": 302},
    "classes:new_cards": OWN_CLASS,
    "classes:number": OWN_CLASS,
    "cards:enter": ALL_200,
    "cards:hello": everybody(302),
    "cards:over": everybody(302),
    "cards:join": everybody(302),
}


def arguments(world):
    """Return address → keyword arguments."""
    classroom = {"pk": world.classroom.pk}
    learner = {**classroom, "learner": world.pupil.pk}
    return {
        "classes:import": classroom,
        "classes:rename": learner,
        "classes:window": classroom,
        "classes:board": classroom,
        "classes:cards": classroom,
        "classes:new_cards": classroom,
        "classes:number": learner,
        "cards:card": {"code": "7KQ4-" + "C" * 18},
        "paper:cards": {"classroom": world.classroom.pk},
        "paper:notice": {"classroom": world.classroom.pk},
    }
