"""Sheets as PDF, and the way back from a sheet to the screen."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit import pdf
from kit.throttle import client_address, hit
from learning.courses.models import LessonPage, ModulePage
from learning.paper import flows, html, rules
from learning.paper.forms import CodeForm

NEW_SHEETS_AN_HOUR = 300  # a sheet that was made before costs nothing and is not counted
CODES_AN_HOUR = 300


@require_safe
def lesson(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Return one lesson as PDF, in the language of the address."""
    page = _page(LessonPage, key)
    variant = "simple" if request.GET.get("version") == "simple" else ""
    document = html.lesson_html(page, language=_language(), variant=variant)
    return _sheet(request, document, page.title)


@require_safe
def module(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Return a whole module as PDF."""
    page = _page(ModulePage, key)
    return _sheet(request, html.module_html(page, language=_language()), page.title)


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """Lead from the code of a sheet to its page."""
    if "code" not in request.GET:
        return render(request, "paper/code.html", {"form": CodeForm()})
    if not hit(f"code:{client_address(request)}", CODES_AN_HOUR, 3600):
        sentence = _("Too many codes were tried from here. Wait an hour, or choose your lesson in the list of courses.")
        return render(request, "paper/code.html", {"form": CodeForm(), "wait": sentence}, status=429)
    form = CodeForm(request.GET)
    if not form.is_valid():
        return render(request, "paper/code.html", {"form": form})
    key = form.cleaned_data["code"]
    models: tuple[Any, ...] = (LessonPage, ModulePage)
    for model in models:
        page = model.objects.live().filter(translation_key=key, locale__language_code=_language()).first()
        if page:
            return HttpResponseRedirect(page.path_url)
    form.add_error("code", _("The page of this sheet is not published any more. Choose a lesson in the list of courses."))
    return render(request, "paper/code.html", {"form": form})


def _language() -> str:
    return get_language() or "fr"


def _page(model: Any, key: uuid.UUID) -> Any:
    page = model.objects.live().filter(translation_key=key, locale__language_code=_language()).first()
    if page is None or not rules.may_print(page):
        raise Http404
    return page


def _sheet(request: HttpRequest, document: str, title: str) -> HttpResponse:
    mark = flows.fingerprint(document)
    tag = f'"{mark[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        new = not flows.kept_path(mark).is_file()
        if new and not hit(f"sheet:{client_address(request)}", NEW_SHEETS_AN_HOUR, 3600):
            sentence = _("Too many new sheets were asked for from here. Wait an hour, then try again.")
            return HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
        response = HttpResponse(flows.booklet(html=document, mark=mark), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="passerelle-{slugify(title)[:60]}.pdf"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def preview(sender: Any, *, page: LessonPage, **_kwargs: Any) -> HttpResponse:
    """Return a draft as the PDF that it would be: what an editor sees under "On paper"."""
    document = html.lesson_html(page, language=page.locale.language_code)
    return HttpResponse(pdf.render_pdf(html=document), content_type="application/pdf")
