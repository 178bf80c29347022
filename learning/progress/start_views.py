"""Where do I start?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kit.origin import same_origin_required
from learning.activities.models import PracticeScenario
from learning.courses.models import CourseIndexPage, LessonPage, ModulePage
from learning.people.guests import ensure_learner
from learning.progress import placement, rules
from learning.progress.models import Placement


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Ask one question a page; then say one strength and the way."""
    language = get_language() or "fr"
    modules = {page.key: page for page in ModulePage.objects.live().filter(locale__language_code=language)}
    found = placement.asked(language=language, published=modules)
    school = request.GET.get("track") == "school"
    answers = placement.read(request.GET.get("said", ""), found)
    item = next((one for one in found if one.id == request.GET.get("item")), None)
    problem = False
    if item:
        given = request.GET.get("answer", "")
        if item.judged(given):
            answers[item.id] = given
            return HttpResponseRedirect(_at(answers, school=school))
        problem = "answer" in request.GET or "sent" in request.GET
    index = CourseIndexPage.objects.live().filter(locale__language_code=language).first()
    context: dict[str, Any] = {
        "school": school,
        "said": placement.write(answers),
        "begun": bool(answers) or "go" in request.GET,
        "number": len(answers) + 1,
        "total": len(found),
        "index_url": index.path_url if index else "",
        "problem": problem,
    }
    if found and not context["begun"] and not problem:
        return render(request, "progress/start.html", context)
    item = item if problem else placement.next_item(found, answers)
    if item:
        return render(request, "progress/start.html", {**context, **_question(item, school=school)}, status=200)
    return render(request, "progress/start_result.html", {**context, **_result(request, found, answers, modules)})


@require_POST
@same_origin_required
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the way in "My learning", for a person who asks for it."""
    language = get_language() or "fr"
    modules = {page.key: page for page in ModulePage.objects.live().filter(locale__language_code=language)}
    found = placement.asked(language=language, published=modules)
    result = placement.result(found, placement.read(request.POST.get("said", ""), found))
    if not result.path or not rules.may_keep_path(request.user):
        raise Http404
    keys = [str(modules[item.leads].translation_key) for item, _what in result.path]
    Placement.objects.update_or_create(learner=ensure_learner(request), defaults={"modules": keys})
    messages.success(request, _("Your way is kept in “My learning”."))
    return HttpResponseRedirect(reverse("progress:mine"))


def _at(answers: dict[str, str], *, school: bool) -> str:
    query = {"said": placement.write(answers), **({"track": "school"} if school else {})}
    return f"{reverse('progress:start')}?{urlencode(query)}"


def _question(item: placement.Item, *, school: bool) -> dict[str, Any]:
    if item.kind == placement.SELF:
        choices = [
            (placement.YES, _("Yes, alone"), ""),
            (placement.HELP, _("With help"), ""),
            (placement.NO, _("Not yet"), ""),
        ]
    else:
        drawings = item.drawings or ("",) * len(item.answers)
        choices = [(item.token(number), item.answers[number], drawings[number]) for number in item.mixed()]
        choices.append((placement.UNSURE, _("I don’t know"), ""))
    return {"item": item, "text": item.school if school and item.school else item.text, "choices": choices}


def _result(
    request: HttpRequest, found: list[placement.Item], answers: dict[str, str], modules: dict[str, ModulePage]
) -> dict[str, Any]:
    result = placement.result(found, answers)
    path = []
    for item, what in result.path:
        module = modules[item.leads]
        practice = _practice_of(module) if what == placement.HELP else None
        path.append({"item": item, "helped": what == placement.HELP, "module": module, "practice": practice})
    return {"result": result, "path": path, "learner": request.learner}  # type: ignore[attr-defined]


def _practice_of(module: ModulePage) -> PracticeScenario | None:
    """Return the first practice of a module: who can do it with help starts there."""
    keys = [
        block.value["scenario"]
        for lesson in LessonPage.objects.live().child_of(module)
        for block in lesson.body
        if block.block_type == "practice"
    ]
    return PracticeScenario.objects.filter(key__in=keys, language=module.locale.language_code).first() if keys else None
