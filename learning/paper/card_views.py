"""The cards of a class and the notice for parents as PDF: for its teachers, and never kept by a cache."""

from __future__ import annotations

import uuid

from csp.decorators import csp_exempt
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.pdf import render_pdf
from learning.classes.flows import same_name
from learning.classes.models import Classroom, Enrolment
from learning.classes.signin import flows, rules
from learning.classes.views import for_teachers, get_classroom
from learning.paper import cards as documents
from learning.people.models import Learner


@require_safe
@csp_exempt()  # type: ignore[arg-type]
@for_teachers
def cards(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    """Return the cards of the class, or of the people whom `?learner=` names, as PDF."""
    found = get_classroom(request, classroom)
    if not rules.may_let_in(request.user, found):
        raise Http404
    learners = _learners(found, request.GET.getlist("learner"))
    if not learners:
        return HttpResponseRedirect(reverse("classes:cards", args=[found.pk]))
    made = flows.cards_of(learners=learners, secret=found.card_secret)
    large = request.GET.get("size") == "large"
    html = documents.cards_html(classroom=found, cards=made, large=large)
    return _answer(html, _("cards"), found.name)


def _learners(classroom: Classroom, chosen: list[str]) -> list[Learner]:
    """Return whom to print: those named, else everybody who has no account. In the order of the alphabet."""
    present = Enrolment.objects.present().filter(classroom=classroom).select_related("learner")
    learners = sorted((one.learner for one in present), key=lambda one: same_name(one.display_name))
    if chosen:
        return [one for one in learners if str(one.pk) in chosen]
    return [one for one in learners if one.user_id is None]


@require_safe
@csp_exempt()  # type: ignore[arg-type]
@for_teachers
def notice(request: HttpRequest, classroom: uuid.UUID) -> HttpResponse:
    """Return the notice for parents as PDF; a group of adults has none."""
    found = get_classroom(request, classroom)
    if not rules.may_print_notice(request.user, found):
        raise Http404
    return _answer(documents.notice_html(classroom=found), _("notice for parents"), found.name)


def _answer(html: str, *words: str) -> HttpResponse:
    response = HttpResponse(render_pdf(html=html), content_type="application/pdf")
    name = slugify(" ".join(("Passerelle", *words)))[:80].strip("-")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
