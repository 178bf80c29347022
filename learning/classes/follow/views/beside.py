"""Sitting beside somebody of a class, or a person without account or name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kit.qr import qr_svg
from kit.throttle import hit
from learning.activities.questions import Activity, right_answer
from learning.classes.follow import rules
from learning.classes.follow.flows import access, beside
from learning.classes.follow.models import AccessLog
from learning.classes.grid import class_grid
from learning.classes.models import Classroom, Enrolment
from learning.classes.querysets import modules_in
from learning.classes.views import for_teachers, get_classroom, get_enrolment, language
from learning.courses.models import LessonPage, ModulePage
from learning.courses.querysets import STEP, module_outline
from learning.people import slips
from learning.people.models import Learner
from learning.progress.flows import ActivityState, activity_states
from learning.progress.models import Attempt, LessonProgress

SESSION = "beside"  # the key of the person without a name, chosen before the first mark
SLIPS_A_DAY = 20
SUPPORTS = Attempt.Support.values


@dataclass(frozen=True)
class Mark:
    """One activity as the helper sees it."""

    activity: Activity
    number: int
    total: int
    state: ActivityState
    last: Attempt | None
    answer: list[str]
    client_uuid: uuid.UUID

    @property
    def noted(self) -> str:
        """What was noted last, in words."""
        if self.last is None:
            return ""
        if self.last.source != Attempt.Source.HELPER:
            return str(_("Answered %(where)s") % {"where": self.last.get_source_display()})
        return str(_("Noted: %(support)s") % {"support": self.last.get_support_display()})


def _page(key: uuid.UUID) -> LessonPage:
    """Return a published lesson in the language of the page, else in another one."""
    pages = LessonPage.objects.live().filter(translation_key=key).select_related("locale")
    found = sorted(pages, key=lambda one: one.locale.language_code != language())
    if not found:
        raise Http404
    return found[0]


def _marks(learner: Learner | None, lesson: LessonPage, *, all_sources: bool) -> list[Mark]:
    """Return the activities of a lesson with what was done. Of who does not share, only what helpers noted."""
    attempts = []
    if learner:
        found = Attempt.objects.filter(learner=learner, lesson_key=lesson.translation_key)
        attempts = list(found if all_sources else found.filter(source=Attempt.Source.HELPER))
    states = activity_states(attempts)
    last = {one.activity_id: one for one in attempts}
    activities = lesson.activities()
    return [
        Mark(
            one,
            number,
            len(activities),
            states.get(one.id, ActivityState()),
            last.get(one.id),
            right_answer(one.question),
            uuid.uuid4(),
        )  # fmt: skip
        for number, one in enumerate(activities, 1)
    ]


def _lesson_context(learner: Learner | None, lesson: LessonPage, *, all_sources: bool = True) -> dict[str, Any]:
    module = ModulePage.objects.parent_of(lesson).first()
    outline = module_outline(module) if module else []
    place = next((n for n, one in enumerate(outline) if one.pk == lesson.pk), 0)
    done = learner is not None and all_sources and LessonProgress.objects.filter(
        learner=learner, lesson_key=lesson.translation_key, state=LessonProgress.State.DONE
    ).exists()  # fmt: skip
    return {
        "lesson": lesson,
        "module": module,
        "marks": _marks(learner, lesson, all_sources=all_sources),
        "done": done,
        "next": outline[place + 1] if place + 1 < len(outline) else None,
    }


def _take(request: HttpRequest, lesson: LessonPage, learner: Learner) -> str:
    """Note what was pressed and return the part of the page to go back to. Http404 for what no button sends."""
    if request.POST.get("read") and not lesson.activities():
        beside.mark_read(learner=learner, lesson=lesson)
        return "#end"
    try:
        activity = uuid.UUID(request.POST.get("activity", ""))
        number = uuid.UUID(request.POST.get("number", "")) if request.POST.get("number") else None
        beside.mark(
            learner=learner,
            lesson=lesson,
            activity_id=activity,
            support=request.POST.get("support", ""),
            client_uuid=number,
        )
    except (ValueError, LookupError) as error:
        raise Http404 from error
    return f"#q-{activity}"


def _choices(keys: set[uuid.UUID] | None = None) -> list[dict[str, Any]]:
    """Return modules with their lessons in order, to choose from. Four queries."""
    modules = modules_in(language(), keys, with_course=True)
    by_path = {one.path: {"module": one, "lessons": []} for one in modules.values()}
    for lesson in LessonPage.objects.live().outline():
        found = by_path.get(lesson.path[:-STEP])
        if found:
            found["lessons"].append(lesson)  # type: ignore[attr-defined]
    return list(by_path.values())


# Somebody of a class


def _seat(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> tuple[Classroom, Enrolment]:
    if not rules.may_sit_beside(request.user):
        raise Http404
    classroom = get_classroom(request, pk, change=True)
    enrolment = get_enrolment(classroom, learner)
    return classroom, enrolment


@require_safe
@for_teachers
def choose(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID) -> HttpResponse:
    """Choose the lesson to do beside somebody: the modules that were given come first."""
    classroom, enrolment = _seat(request, pk, learner)
    grid = class_grid(classroom=classroom, language=language(), learner=enrolment.learner)
    cells = grid.rows[0].cells if grid.rows else []
    given = {column.module.key for column, cell in zip(grid.columns, cells, strict=False) if cell.given}
    every = _choices()
    context = {
        "classroom": classroom,
        "learner": enrolment.learner,
        "given": [one for one in every if one["module"].key in given],
        "others": [one for one in every if one["module"].key not in given],
    }
    return render(request, "classes/beside_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def lesson(request: HttpRequest, pk: uuid.UUID, learner: uuid.UUID, lesson: uuid.UUID) -> HttpResponse:
    """Do a lesson beside somebody of the class, and note each activity in one tap."""
    classroom, enrolment = _seat(request, pk, learner)
    page = _page(lesson)
    here = reverse("classes:beside_lesson", args=[pk, learner, lesson])
    if request.method == "POST":
        return HttpResponseRedirect(here + _take(request, page, enrolment.learner))
    shared = rules.may_see_progress(enrolment)
    if shared:
        access.note_class_view(
            viewer=request.user,  # type: ignore[arg-type]
            classroom=classroom,
            learner_ids=[enrolment.learner_id],
            page=AccessLog.Page.BESIDE,
        )
    context = {
        **_lesson_context(enrolment.learner, page, all_sources=shared),
        "classroom": classroom,
        "learner": enrolment.learner,
        "here": here,
        "end_url": reverse("classes:learner", args=[pk, learner]),
    }
    return render(request, "classes/beside.html", context)


# A person without account or name


def _stranger(request: HttpRequest) -> Learner | None:
    """Return the person without a name who sits here, once something was noted about them."""
    try:
        key = uuid.UUID(request.session.get(SESSION, ""))
    except ValueError:
        return None
    return Learner.objects.filter(pk=key, user__isnull=True).first()


@require_safe
@for_teachers
def start(request: HttpRequest) -> HttpResponse:
    """Choose the lesson to do beside a person without account or name."""
    if not rules.may_sit_beside(request.user):
        raise Http404
    context = {"others": _choices(), "learner": None, "here_already": _stranger(request) is not None}
    return render(request, "classes/beside_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def stranger_lesson(request: HttpRequest, lesson: uuid.UUID) -> HttpResponse:
    """Do a lesson beside a person without account or name. With the first mark, a learner without a name is made."""
    if not rules.may_sit_beside(request.user):
        raise Http404
    page = _page(lesson)
    here = reverse("classes:beside_stranger_lesson", args=[lesson])
    if SESSION not in request.session:
        request.session[SESSION] = str(uuid.uuid4())
    if request.method == "POST":
        learner = _stranger(request) or _first_mark(request, page)
        return HttpResponseRedirect(here + _take(request, page, learner))
    context = {
        **_lesson_context(_stranger(request), page),
        "learner": None,
        "here": here,
        "end_url": reverse("classes:beside_end"),
    }
    return render(request, "classes/beside.html", context)


def _first_mark(request: HttpRequest, page: LessonPage) -> Learner:
    """Return the learner to be, made now; Http404 before that for what no button sends."""
    read = request.POST.get("read") and not page.activities()
    if not read and not (page.activity(request.POST.get("activity")) and request.POST.get("support") in SUPPORTS):
        raise Http404
    return beside.person_beside(key=uuid.UUID(request.session[SESSION]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_teachers
def end(request: HttpRequest) -> HttpResponse:
    """End with a person without a name: four words that lead back to the progress, then nothing is left here."""
    learner = _stranger(request)
    context: dict[str, Any] = {"person": learner}
    if request.method == "POST" and request.POST.get("slip") and learner:
        if not hit(f"slip:{learner.pk}", SLIPS_A_DAY, 86400):
            return render(request, "classes/beside_end.html", {**context, "too_often": True}, status=429)
        chosen = slips.make_slip(learner=learner, language=language())
        path = f"{reverse('people:resume')}?words={'-'.join(chosen)}"
        qr = qr_svg(request.build_absolute_uri(path), title=_("Square code of the four words"))
        return render(request, "classes/beside_end.html", {**context, "words": chosen, "qr": qr})
    if request.method == "POST":
        request.session.pop(SESSION, None)
        messages.success(request, _("Finished. Nothing about this person is left on this device."))
        return HttpResponseRedirect(reverse("classes:list"))
    return render(request, "classes/beside_end.html", context)
