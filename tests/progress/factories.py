"""Lessons with questions, learners and answers for the tests of progress."""

from __future__ import annotations

import itertools
from typing import Any

from learning.courses.flows import ensure_site
from learning.courses.identity import block_uuid, page_uuid
from learning.courses.models import CheckPage, CoursePage, LessonPage, ModulePage
from learning.people.models import Learner

counter = itertools.count(1)


def question(kind: str = "single", anchor: str = "q-1", **values: Any) -> dict[str, Any]:
    """Return the value of a question block: a right answer "a2" among three, unless said otherwise."""
    value: dict[str, Any] = {
        "anchor": anchor, "kind": kind, "prompt": f"Que faites-vous ({anchor}) ?", "answers": [], "pairs": [],
        "accepted": [], "right": "C'est le bon geste.", "wrong": "Regardez encore.", "hint": "Qui écrit ?",
    }  # fmt: skip
    if kind in ("single", "multiple"):
        value["answers"] = [
            {"text": "Je paie.", "correct": False, "feedback": "Payer donne votre numéro."},
            {"text": "Je regarde qui écrit.", "correct": True, "feedback": "Vous avez regardé."},
            {"text": "Je réponds.", "correct": False, "feedback": "Répondre montre votre numéro."},
        ]
    if kind == "multiple":
        value["answers"].append({"text": "Je demande.", "correct": True, "feedback": "Vous avez demandé."})
    if kind == "order":
        texts = ("Ouvrir", "Lire", "Fermer", "Ranger")
        value["answers"] = [{"text": text, "correct": False, "feedback": ""} for text in texts]
    if kind == "match":
        value["pairs"] = [{"left": f"Gauche {n}", "right": f"Droite {n}"} for n in (1, 2, 3)]
    if kind == "short":
        value["accepted"] = ["arnaque"]
    if kind == "number":
        value["accepted"] = ["17,80"]
    return {**value, **values}


def make_module(*lessons: list[dict[str, Any]], languages: tuple[str, ...] = ("fr",)) -> list[LessonPage]:
    """Return published lessons of one new module, one for each list of question values; French first."""
    indexes = ensure_site()
    number = next(counter)
    key = f"course-{number}/module-{number}"
    made: list[LessonPage] = []
    for code in languages:
        index = indexes[code]
        shared = {"locale": index.locale, "promise": "Vous savez."}
        course_key = key.partition("/")[0]
        course = CoursePage(
            title=f"Cours {number}", slug=f"c-{number}", key=course_key,
            translation_key=page_uuid(course_key), **shared,
        )  # fmt: skip
        index.refresh_from_db()
        index.add_child(instance=course)
        module = ModulePage(title=f"Module {number}", slug=f"m-{number}", key=key, translation_key=page_uuid(key), **shared)
        course.add_child(instance=module)
        for place, questions in enumerate(lessons, 1):
            lesson_key = f"{key}/lesson-{place}"
            body = [
                {"type": "question", "value": value, "id": str(block_uuid(lesson_key, value["anchor"]))}
                for value in questions
            ]
            lesson = LessonPage(
                title=f"Leçon {place}", slug=f"l-{place}", key=lesson_key, goal="Vous savez vérifier.",
                help="online-safety", translation_key=page_uuid(lesson_key), locale=index.locale, body=body,
            )  # fmt: skip
            module.add_child(instance=lesson)
            made.append(lesson)
    return [LessonPage.objects.get(pk=lesson.pk) for lesson in made]


def make_lesson(*questions: dict[str, Any]) -> LessonPage:
    """Return a published French lesson, alone in its module, with these questions."""
    return make_module(list(questions))[0]


def module_of(lesson: LessonPage) -> ModulePage:
    return ModulePage.objects.parent_of(lesson).get()


def make_learner(**fields: Any) -> Learner:
    return Learner.objects.create(**fields)


def make_check(module: ModulePage, lessons: tuple[str, ...] = ("lesson-1",)) -> CheckPage:
    """Return the check of a module: five questions with three answers, right "a2"; they name these lessons in turn."""
    key = f"{module.key}/check"
    body = [
        {
            "type": "question",
            "value": {**question(anchor=f"c-{number}"), "lesson": lessons[number % len(lessons)]},
            "id": str(block_uuid(key, f"c-{number}")),
        }
        for number in range(CheckPage.QUESTIONS)
    ]
    check = CheckPage(
        title="Vérifiez ce que vous savez", slug="verifiez", key=key, translation_key=page_uuid(key), locale=module.locale,
        body=body,
    )  # fmt: skip
    module.refresh_from_db()
    module.add_child(instance=check)
    return CheckPage.objects.get(pk=check.pk)
