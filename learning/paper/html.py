"""The HTML documents that become sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from kit.qr import qr_svg
from learning.activities.questions import Activity, explanation, right_answer, shuffled
from learning.courses.models import LessonPage, ModulePage
from learning.courses.querysets import module_outline
from learning.paper.codes import codes_of

LETTERS = "ABCDEFGHIJ"


@dataclass
class Sheet:
    """One lesson on paper."""

    page: LessonPage
    number: int
    total: int
    parts: list[dict[str, Any]]
    address: str
    code: str
    qr: SafeString
    simple: bool = False


def paper_question(activity: Activity, number: int) -> dict[str, Any]:
    """Return one question as paper shows it: letters to tick, lines to number, pairs to join by letter."""
    question = activity.question
    texts = {part.id: part for part in (*question.items, *question.pairs)}
    mixed = [texts[key] for key in shuffled(activity)] if texts else []
    return {
        "number": number,
        "question": question,
        "options": [(LETTERS[n], option) for n, option in enumerate(question.options)],
        "items": mixed if question.items else [],
        "lefts": question.pairs,
        "rights": [(LETTERS[n], text) for n, text in enumerate(dict.fromkeys(p.right for p in mixed))]
        if question.pairs
        else [],
        "answer": right_answer(question),
        "explanation": explanation(question),
        "choose": question.choose_count,
    }


def address_of(page: Any, language: str) -> str:
    """Return the public address of a page, the one behind its square code."""
    with translation.override(language):
        return f"{settings.PASSERELLE_URL}{page.path_url}"


def _sheet(page: LessonPage, number: int, total: int, code: str, language: str, *, simple: bool) -> Sheet:
    parts = page.parts(simple=simple)
    activities = {str(one.id): one for one in page.activities()}
    count = 0
    for part in parts:
        if part["kind"] == "question":
            count += 1
            part["paper"] = paper_question(activities[str(part["blocks"][0].id)], count)
    address = address_of(page, language)
    return Sheet(page, number, total, parts, address, code, qr_svg(address, title=address), simple)


def lesson_html(page: LessonPage, request: HttpRequest | None = None, variant: str = "") -> str:
    """Return the document of one lesson; variant "simple" takes the simple version where there is one."""
    module = ModulePage.objects.parent_of(page).first()
    lessons = module_outline(module) if module else [page]
    number = next((n for n, one in enumerate(lessons, 1) if one.pk == page.pk), 1)
    simple = variant == "simple" and page.has_simple_version
    code = codes_of([page.translation_key])[page.translation_key]
    sheet = _sheet(page, number, len(lessons), code, language, simple=simple)
    return _render("paper/lesson.html", language, page, {"sheet": sheet, "module": module})


def module_html(module: ModulePage, *, language: str) -> str:
    """Return the document of a module: cover with contents, every lesson, the answers at the end."""
    pages = list(LessonPage.objects.live().child_of(module).order_by("path"))
    codes = codes_of([module.translation_key, *(page.translation_key for page in pages)])
    sheets = [
        _sheet(page, number, len(pages), codes[page.translation_key], language, simple=False)
        for number, page in enumerate(pages, 1)
    ]
    address = address_of(module, language)
    context = {
        "module": module,
        "sheets": sheets,
        "minutes": sum(page.minutes for page in pages),
        "address": address,
        "code": codes[module.translation_key],
        "qr": qr_svg(address, title=address),
    }
    return _render("paper/module.html", language, module, context)


def _render(template: str, language: str, page: Any, context: dict[str, Any]) -> str:
    with translation.override(language):
        return render_to_string(
            template,
            {
                **context,
                "page": page,
                "language": language,
                "help_phone": settings.PASSERELLE_HELP_PHONE,
                "short_address": settings.PASSERELLE_URL.partition("://")[2],
                "version": page.last_published_at or page.latest_revision_created_at,
            },
        )
