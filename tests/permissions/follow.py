"""Giving modules, following a class, sitting beside somebody, who runs a class."""

from __future__ import annotations

from learning.classes import flows
from learning.classes.follow.flows import groups, team
from tests.permissions.roles import OWN_CLASS, TEACHERS, everybody

EVERY_TEACHER = {**TEACHERS, "teacher": 200, "other teacher": 200, "administrator": 200}
OWNER = {**OWN_CLASS, "co-teacher": 404}
INVITED = {**TEACHERS, "teacher": 404, "other teacher": 200, "administrator": 404}
CLASS_PAGES = (
    "needs", "sheet", "given", "copy", "change", "withdraw", "move", "small_groups", "small_group", "delete_group",
    "beside", "beside_lesson", "settings",
)  # fmt: skip
OWNER_PAGES = ("invite", "hand_over", "remove_teacher", "archive")

GET = {
    **{f"classes:{name}": OWN_CLASS for name in CLASS_PAGES},
    **{f"classes:{name}": OWNER for name in OWNER_PAGES},
    "classes:beside_stranger": EVERY_TEACHER,
    "classes:beside_stranger_lesson": EVERY_TEACHER,
    "classes:beside_end": EVERY_TEACHER,
    "classes:invitation": INVITED,
    "classes:delete_note": everybody(405),
    "classes:take_back": everybody(405),
}

# Without any data: a form that asks for something is shown again, one that only asks "sure?" is done.
DONE = {**OWN_CLASS, "teacher": 302}
POST = {
    "classes:learner": OWN_CLASS,
    "classes:copy": OWN_CLASS,
    "classes:change": DONE,
    "classes:withdraw": DONE,
    "classes:move": OWN_CLASS,
    "classes:small_groups": OWN_CLASS,
    "classes:small_group": OWN_CLASS,
    "classes:delete_group": DONE,
    "classes:beside_lesson": {**OWN_CLASS, "teacher": 404},  # no button sends nothing
    "classes:settings": OWN_CLASS,
    "classes:invite": OWNER,
    "classes:hand_over": OWNER,
    "classes:remove_teacher": {**OWNER, "teacher": 302},
    "classes:archive": {**OWNER, "teacher": 302},
    "classes:beside_stranger_lesson": {**TEACHERS, "teacher": 404, "other teacher": 404, "administrator": 404},
    "classes:beside_end": {**EVERY_TEACHER, "teacher": 302, "other teacher": 302, "administrator": 302},
    "classes:invitation": {**INVITED, "other teacher": 302},
    "classes:delete_note": {**DONE, "co-teacher": 404},
    "classes:take_back": {**OWNER, "teacher": 302},
}


def arguments(world):
    """Return address → keyword arguments: one of each thing is in the class."""
    classroom, teacher, pupil = world.classroom, world.users["teacher"], world.pupil
    here = {"pk": classroom.pk}
    learner = {**here, "learner": pupil.pk}
    given = flows.assign_module(teacher=teacher, classroom=classroom, module=world.module)
    group = groups.save_group(classroom=classroom, name="Small", learners=[pupil.pk])
    note = groups.write_note(classroom=classroom, learner=pupil, author=teacher, text="A", shown=False)
    helper = type(teacher).objects.create_user(username="helper", password="bridge-over-brook")
    classroom.co_teachers.add(helper)
    asked = team.invite(classroom=classroom, by=teacher, username="other-teacher")
    pages = ("needs", "sheet", "given", "copy", "small_groups", "settings", "invite", "hand_over", "archive")
    return {
        **{f"classes:{name}": here for name in pages},
        "classes:change": {**here, "number": given.pk},
        "classes:withdraw": {**here, "number": given.pk},
        "classes:move": learner,
        "classes:small_group": {**here, "number": group.pk},
        "classes:delete_group": {**here, "number": group.pk},
        "classes:beside": learner,
        "classes:beside_lesson": {**learner, "lesson": world.lesson.translation_key},
        "classes:beside_stranger_lesson": {"lesson": world.lesson.translation_key},
        "classes:remove_teacher": {**here, "user": helper.pk},
        "classes:invitation": {"number": asked.pk},
        "classes:delete_note": {**learner, "number": note.pk},
        "classes:take_back": {**here, "number": asked.pk},
    }
