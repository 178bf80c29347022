"""Where to start, for a person who does not know yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from learning.courses import rules
from learning.courses.models import CourseIndexPage, ModulePage

FIRST, SCAMS = "first-steps/turn-it-on", "stay-safe/scams"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Offer three ways in: the first gestures, a frequent worry, a person."""
    language = get_language()
    modules = ModulePage.objects.live().filter(key__in=(FIRST, SCAMS), locale__language_code=language)
    by_key = {module.key: module for module in modules if rules.may_read(module)}
    index = CourseIndexPage.objects.live().filter(locale__language_code=language).first()
    context = {
        "first": by_key.get(FIRST),
        "scams": by_key.get(SCAMS),
        "index_url": index.path_url if index else "",
    }
    return render(request, "courses/start.html", context)
