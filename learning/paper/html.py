"""The HTML documents that become sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kit.qr import qr_svg
from learning.activities.questions import PRACTICE
from learning.courses import together as for_two
from learning.courses.activities import attach_scenarios
from learning.courses.glossary import glossary_of
from learning.courses.models import CheckPage, CoursePage, GlossaryWord, LessonPage, ModulePage
from learning.courses.querysets import module_outline
from learning.paper import rules
from learning.paper.codes import codes_of
from learning.paper.questions import PaperQuestion, paper_cards, paper_question
from learning.people.models import Learner
from learning.progress.overview import modules_of

SIMPLE = "simple"


@dataclass(frozen=True)
class WayBack:
    """How a reader of paper comes to the page on screen: the square code, or the short code at a short address."""

    address: str
    code: str
    qr: str
    where: str  # as it is printed: example.org/en/code
    link: str


@dataclass
class Sheet:
    """One lesson on paper."""

    page: LessonPage
    number: int
    total: int
    parts: list[dict[str, Any]]
    questions: list[PaperQuestion]
    way: WayBack
    simple: bool = False
    words: list[GlossaryWord] = field(default_factory=list)


@dataclass(frozen=True)
class CheckSheet:
    """The check of a module on paper."""

    page: CheckPage
    number: int  # after the lessons, on the page of answers
    questions: list[PaperQuestion]


def way_back(page: Any, code: str, *, simple: bool = False, together: bool = False) -> WayBack:
    """Return the way from paper to a page, in the language that is active."""
    asked = {"version": "simple"} if simple else {}
    asked |= {"with": "somebody"} if together else {}
    address = f"{settings.PASSERELLE_URL}{page.path_url}{'?' if asked else ''}{urlencode(asked)}"
    host = settings.PASSERELLE_URL.partition("://")[2]
    path = f"/{translation.get_language()}/code"
    qr = qr_svg(address, title=_("Square code: %(address)s") % {"address": address})
    return WayBack(address, code, qr, host + path, f"{settings.PASSERELLE_URL}{path}/?code={code}")


def _sheet(page: LessonPage, number: int, total: int, code: str, *, simple: bool = False) -> Sheet:
    asked = [one for one in page.activities() if one.question.kind != PRACTICE]
    papers = {str(one.id): paper_question(one, count, len(asked)) for count, one in enumerate(asked, 1)}
    parts = []
    questions: list[PaperQuestion] = []  # in the order of the page: so are the answers
    for part in page.parts(simple=simple):
        activity = page.activity(part["blocks"][0].id)
        if part["kind"] == "question":
            part["paper"] = papers[str(part["blocks"][0].id)]
            questions.append(part["paper"])
        elif part["kind"] == "practice":
            if activity is None or activity.question.scenario is None:
                continue  # its scenario is not there: nothing of it is shown
            part["scenario"] = activity.question.scenario
            part["cards"] = paper_cards(activity.question.scenario)
            questions += [one for card in part["cards"] for one in card.questions]
        parts.append(part)
    sheet = Sheet(page, number, total, parts, questions, way_back(page, code, simple=simple), simple)
    sheet.words = glossary_of(_blocks(parts), translation.get_language() or "fr").listed
    return sheet


def _blocks(parts: list[dict[str, Any]]) -> list[Any]:
    return [block for part in parts for block in part["blocks"]]


def lesson_html(page: LessonPage, *, variant: str = "", together: bool = False, screen: bool = False) -> str:
    """Return the document of one lesson, in the page's language.

    variant "simple" takes the simple version where there is one; `together` the page for two. With `screen` the
    document asks a browser for the stylesheet: an editor's preview.
    """
    module = ModulePage.objects.parent_of(page).first()
    lessons = module_outline(module) if module else []
    number = next((n for n, one in enumerate(lessons, 1) if one.pk == page.pk), 1)
    simple = variant == SIMPLE and page.has_simple_version
    code = codes_of([page.translation_key])[page.translation_key]
    with translation.override(page.locale.language_code):
        sheet = _sheet(page, number, max(1, len(lessons)), code, simple=simple)
        context = {"sheet": sheet, "sheets": [sheet], "screen": screen}
        if not together:
            return _render("paper/lesson.html", page, module, context)
        sheet.way = way_back(page, code, simple=simple, together=True)
        return _render("paper/together.html", page, module, context | _for_two(sheet))


def _for_two(sheet: Sheet) -> dict[str, Any]:
    """Return the rows of a page for two, each block with what the sheet knows of it."""
    known = {id(block): part for part in sheet.parts for block in part["blocks"]}
    glossary = glossary_of(_blocks(sheet.parts), translation.get_language() or "fr")
    rows = []
    for row in for_two.rows(sheet.page, glossary, simple=sheet.simple, paper=True):
        # What the sheet leaves out (a practice whose scenario is not there) is left out here too.
        parts = [{**known[id(block)], "blocks": [block]} for block in row.blocks if id(block) in known]
        if parts or not row.blocks:
            rows.append({**vars(row), "parts": parts})
    return {"rows": rows, "opening": for_two.OPENING, "closing": for_two.CLOSING}


def module_html(module: ModulePage) -> str:
    """Return the document of a module: a cover with the contents, every lesson, the answers at the end."""
    pages = list(rules.printable(LessonPage.objects.child_of(module)).order_by("path"))
    attach_scenarios(pages)
    codes = codes_of([module.translation_key, *(page.translation_key for page in pages)])
    with translation.override(module.locale.language_code):
        sheets = [_sheet(page, number, len(pages), codes[page.translation_key]) for number, page in enumerate(pages, 1)]
        check = _check(module, len(pages) + 1)
        context = {
            "sheets": sheets,
            "minutes": sum(page.minutes for page in pages),
            "picture": next((page for page in pages if page.drawing and page.drawing_alt), None),
            "way": way_back(module, codes[module.translation_key]),
            "check": check,
            "answered": [*sheets, *([check] if check else [])],
            "version": max((page.last_published_at for page in pages if page.last_published_at), default=None),
        }
        return _render("paper/module.html", module, module, context)


def _check(module: ModulePage, place: int) -> CheckSheet | None:
    page = rules.printable(CheckPage.objects.child_of(module)).first()
    if page is None:
        return None
    activities = page.activities()
    questions = [paper_question(one, number, len(activities)) for number, one in enumerate(activities, 1)]
    return CheckSheet(page, place, questions)


def slip_html(words: Sequence[str]) -> str:
    """Return the document of a slip of four words, in the language that is active: A5, large, to cut out and keep."""
    path = f"{reverse('people:resume')}?words={'-'.join(words)}"
    host = settings.PASSERELLE_URL.partition("://")[2]
    context = {
        "words": words,
        "qr": qr_svg(f"{settings.PASSERELLE_URL}{path}", title=_("Square code of your four words")),
        "where": f"{host}{reverse('people:resume')}".rstrip("/"),
        "help_phone": settings.PASSERELLE_HELP_PHONE,
        "page": {"title": _("My four words")},
    }
    return render_to_string("paper/slip.html", context)


MOST_LEARNED = 10  # lessons that "My sheet" names, the last module worked at first


def my_sheet_html(*, learner: Learner | None, place: str, service: str, words: Sequence[str] = ()) -> str:
    """Return the document of "My sheet": the counter, what to bring, what the learner has done, room for the four words.

    `place` and `service` are what the address says: the template asks the locator for them (`{% slip_of %}`), which this
    room does not know. The words are those that were just made, if any: only an HMAC of them is kept.
    """
    modules = modules_of(learner=learner, language=translation.get_language() or "fr") if learner else []
    learned = [lesson for one in modules for lesson, done in zip(one.lessons, one.rail, strict=True) if done]
    context = {
        "place_number": place,
        "service": service,
        "words": words,
        "learned": learned[:MOST_LEARNED],
        "more": max(0, len(learned) - MOST_LEARNED),
        "resume": next((one.resume for one in modules if one.resume), None),
        "today": timezone.localdate(),
        "help_phone": settings.PASSERELLE_HELP_PHONE,
        "resume_at": f"{settings.PASSERELLE_URL.partition('://')[2]}{reverse('people:resume')}",
        "mine": f"{settings.PASSERELLE_URL.partition('://')[2]}{reverse('people:slip')}",
    }
    return render_to_string("paper/my_sheet.html", context)


def _render(template: str, page: Any, module: ModulePage | None, context: dict[str, Any]) -> str:
    course = CoursePage.objects.parent_of(module).first() if module else None
    shared = {
        "page": page,
        "module": module,
        "course": course,
        "version": page.last_published_at or page.latest_revision_created_at,
        "help_phone": settings.PASSERELLE_HELP_PHONE,
        "near_me": f"{settings.PASSERELLE_URL.partition('://')[2]}/{translation.get_language()}/near-me",
    }
    return render_to_string(template, shared | context)
