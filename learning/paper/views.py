"""Sheets as PDF, and the way back from a sheet to the screen."""

from __future__ import annotations

import uuid
from typing import Any

from csp.decorators import csp_exempt
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kit.pdf import render_pdf
from kit.throttle import client_address, hit, too_many_sheets
from learning.courses.models import LessonPage, ModulePage
from learning.paper import codes, flows, html, rules
from learning.paper.forms import CodeForm
from learning.people import slips

NEW_SHEETS_AN_HOUR = 300  # a sheet that was made before costs nothing and is not counted
SLIPS_AN_HOUR = 30
CODES_AN_HOUR = 300  # a class shares one address: thirty pupils, ten tries each


# A browser's own PDF reader is a page with styles and an <embed>: some versions hold it to the file's policy.
@require_safe
@csp_exempt()  # type: ignore[arg-type]
def lesson(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Return one lesson as PDF, in the language of the address."""
    page = _page_or_404(LessonPage, key)
    simple = request.GET.get("version") == html.SIMPLE and page.has_simple_version
    together = request.GET.get("with") == "somebody"
    document = html.lesson_html(page, variant=html.SIMPLE if simple else "", together=together)
    name = f"lesson-{key}-{page.locale.language_code}{'-simple' if simple else ''}{'-for-two' if together else ''}"
    words = [_("simple version") if simple else "", _("for two") if together else ""]
    return _answer(request, flows.Booklet(name, document), page.title, *filter(None, words))


@require_safe
@csp_exempt()  # type: ignore[arg-type]
def module(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Return a whole module as PDF, in the language of the address."""
    page = _page_or_404(ModulePage, key)
    booklet = flows.Booklet(f"module-{key}-{page.locale.language_code}", html.module_html(page))
    return _answer(request, booklet, page.title)


@require_http_methods(["GET", "HEAD", "POST"])
def my_sheet(request: HttpRequest) -> HttpResponse:
    """Return "My sheet" as PDF: the counter that the address names, and what this device's learner has done.

    The four words are printed when the page that shows them sends them here (POST); else there is room to write them.
    """
    if not hit(f"my-sheet:{client_address(request)}", NEW_SHEETS_AN_HOUR, 3600):
        return too_many_sheets()
    learner = rules.own_progress(getattr(request, "learner", None) or None)
    words = request.POST.get("words", "")[:200].split()
    if words and not (learner and slips.opens(learner=learner, chosen=words)):
        raise Http404
    document = html.my_sheet_html(
        learner=learner, place=request.GET.get("place", ""), service=request.GET.get("service", ""), words=words
    )
    response = HttpResponse(render_pdf(html=document), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{slugify(_("Passerelle my sheet"))}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    # A browser's own PDF reader is a page with styles and an <embed>: some versions hold it to the file's policy.
    response._csp_exempt = True  # type: ignore[attr-defined]
    return response


@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """Lead from the code of a sheet to its page."""
    if "code" not in request.GET:
        return render(request, "paper/code.html", {"form": CodeForm()})
    if not hit(f"code:{client_address(request)}", CODES_AN_HOUR, 3600):
        return render(request, "paper/code.html", {"form": CodeForm(), "wait": True}, status=429)
    form = CodeForm(request.GET)
    if codes.opens_a_door(request.GET["code"]):
        # A card, a class or six figures: written on the page that takes them in a form, and never signed in by a link.
        return HttpResponseRedirect(f"{reverse('cards:enter')}?{urlencode({'code': request.GET['code'][:40]})}")
    if form.is_valid():
        key = form.cleaned_data["code"]
        models: tuple[Any, ...] = (LessonPage, ModulePage)
        for model in models:
            page = model.objects.live().filter(translation_key=key, locale__language_code=get_language()).first()
            if page:
                return HttpResponseRedirect(page.path_url)
        form.add_error("code", _("This lesson is not on the site any more. Choose one in the list of courses."))
    return render(request, "paper/code.html", {"form": form})


@never_cache
@require_POST
@csp_exempt()  # type: ignore[arg-type]
def slip(request: HttpRequest) -> HttpResponse:
    """Return the slip of four words as PDF. The words are nowhere but in the page that shows them: it sends them here."""
    learner = request.learner  # type: ignore[attr-defined]
    chosen = request.POST.get("words", "")[:200].split()
    if not learner or not slips.opens(learner=learner, chosen=chosen):
        raise Http404
    if not hit(f"slip-pdf:{learner.pk}", SLIPS_AN_HOUR, 3600):
        raise PermissionDenied
    response = HttpResponse(render_pdf(html=html.slip_html(chosen)), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="passerelle.pdf"'
    return response


def _page_or_404(model: Any, key: uuid.UUID) -> Any:
    pages = rules.printable(model.objects.select_related("locale"))
    return get_object_or_404(pages, translation_key=key, locale__language_code=get_language())


def _answer(request: HttpRequest, booklet: flows.Booklet, *words: str) -> HttpResponseBase:
    tag = f'"{booklet.fingerprint}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response is None:
        new = not booklet.is_kept
        if new and not hit(f"sheet:{client_address(request)}", NEW_SHEETS_AN_HOUR, 3600):
            return too_many_sheets()
        response = HttpResponse(flows.booklet_pdf(booklet=booklet), content_type="application/pdf")
        name = slugify(" ".join(("Passerelle", *words)))[:80].strip("-")
        response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def preview(sender: Any, *, page: LessonPage, **_kwargs: Any) -> HttpResponse:
    """Return a draft as it would be printed, as a page: the office shows it in a frame and scrolls it."""
    return HttpResponse(html.lesson_html(page, screen=True))
