"""What is held about somebody in a class: who chooses to share, who prints it, who erases."""

from __future__ import annotations

from tests.permissions.roles import OWN_CLASS, everybody

GET = {
    # Only somebody of the group chooses for themselves.
    "groups:sharing": {**everybody(404), "classmate": 200},
    "classes:learner_data": OWN_CLASS,
    "classes:learner_file": OWN_CLASS,
    "classes:erase_learner": OWN_CLASS,
}

POST = {
    "groups:sharing": {**everybody(404), "classmate": 302},
    "classes:erase_learner": {**OWN_CLASS, "teacher": 302},
}


def arguments(world):
    """Return address → keyword arguments."""
    person = {"pk": world.classroom.pk, "learner": world.pupil.pk}
    return {
        "groups:sharing": {"pk": world.classroom.pk},
        "classes:learner_data": person,
        "classes:learner_file": {**person, "kind": "json"},
        "classes:erase_learner": person,
    }
