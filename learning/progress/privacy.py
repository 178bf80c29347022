"""What this room holds about a learner: answers and what follows from them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from learning.courses.models import LessonPage
from learning.people.holdings import day
from learning.people.models import Learner
from learning.people.privacy import SHOWN, Holding, Person, Row, dump
from learning.progress.flows import REVEAL
from learning.progress.models import Attempt, LessonProgress, ModuleProgress, Placement

ERASED: dict[str, Any] = {}
"""The answer of a person who was erased: what was typed may have been a name."""


class Answers(Holding):
    key = "answers"
    label = gettext_lazy("Your answers and your progress")
    purpose = gettext_lazy("They show you where you are, and go on where you stopped.")
    models = frozenset({"progress.Attempt", "progress.LessonProgress", "progress.ModuleProgress", "progress.Placement"})

    def seen_by(self, person: Person) -> str:
        if person.is_guest:
            return _("You, on this device. If you are in a group, the person who runs it sees them too.")
        return _("You. If you are in a group and share your progress, the person who runs it sees them too.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        if person.learner is None:
            return []
        lessons = list(_lessons(person).order_by("-last_activity")[:limit])
        keys = [one.lesson_key for one in lessons]
        answers = dict(
            Attempt.objects.filter(learner=person.learner, lesson_key__in=keys)
            .values_list("lesson_key")
            .annotate(Count("pk"))
            .order_by()
        )
        titles = _titles(keys)
        found = []
        for one in lessons:
            number = answers.get(one.lesson_key, 0)
            values = {
                "lesson": titles.get(one.lesson_key) or _("A lesson that is no longer on the site"),
                "answers": ngettext("%d answer", "%d answers", number) % number,
                "day": day(one.completed_at or one.last_activity),
            }
            if one.state == LessonProgress.State.DONE:
                found.append(Row(_("%(lesson)s: finished on %(day)s, %(answers)s") % values))
            else:
                found.append(Row(_("%(lesson)s: started, %(answers)s") % values))
        if found:
            found[0] = Row(found[0].text, _("See my learning"), reverse("progress:mine"))
        return found

    def count(self, person: Person) -> int:
        return _lessons(person).count()

    def export(self, person: Person) -> Any:
        if person.learner is None:
            return []
        mine = {"learner": person.learner}
        lessons = dump(LessonProgress.objects.filter(**mine))
        titles = _titles([one["lesson_key"] for one in lessons])
        return {
            "answers": dump(Attempt.objects.filter(**mine)),
            "lessons": [{**one, "title": titles.get(uuid.UUID(one["lesson_key"]), "")} for one in lessons],
            "modules": dump(ModuleProgress.objects.filter(**mine)),
            "way_to_begin": dump(Placement.objects.filter(**mine)),
        }

    def erase(self, person: Person, ghost: Learner) -> None:
        """The rows stay for the figures of the service, with a random id, without what was typed."""
        if person.learner is None:
            return
        Placement.objects.filter(learner=person.learner).delete()
        mine = Attempt.objects.filter(learner=person.learner)
        mine.exclude(response=REVEAL).update(response=ERASED)
        attempts = list(mine.only("pk"))
        for attempt in attempts:
            # The device numbered its answers: that number is on the device still.
            attempt.learner, attempt.client_uuid = ghost, uuid.uuid4()
        Attempt.objects.bulk_update(attempts, ["learner", "client_uuid"], batch_size=200)
        for model in (LessonProgress, ModuleProgress):
            model.objects.filter(learner=person.learner).update(learner=ghost)


def _lessons(person: Person) -> Any:
    return LessonProgress.objects.filter(learner=person.learner) if person.learner else LessonProgress.objects.none()


def _titles(keys: list[Any]) -> dict[uuid.UUID, str]:
    """Return the titles of lessons, in the language of the page where there is one. One query."""
    found: dict[uuid.UUID, str] = {}
    pages = LessonPage.objects.filter(translation_key__in=keys)
    for key, title, code in pages.values_list("translation_key", "title", "locale__language_code"):
        if key not in found or code == (get_language() or "fr")[:2]:
            found[key] = title
    return found
