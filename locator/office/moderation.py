"""What the public says is wrong, and places that may be listed twice: one press for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from locator import rules
from locator.corrections import CannotApply, apply, proposed, set_aside
from locator.models import Correction, SamePlace, ServicePoint
from locator.same import decide

PAGE = 20


def for_managers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 to whoever does not look after the directory."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.may_manage(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


@for_managers
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show what was sent and not decided yet, the oldest first, then the last decisions."""
    waiting = Correction.objects.filter(state=Correction.State.NEW).select_related("point").order_by("created_at", "pk")
    page = Paginator(waiting, PAGE).get_page(request.GET.get("p"))
    decided = Correction.objects.exclude(state=Correction.State.NEW).select_related("point", "decided_by")
    context = {
        "header_title": _("Corrections from the public"),
        "page_title": _("Corrections from the public"),
        "header_icon": "comment",
        "page": page,
        "waiting": [(one, _change(one)) for one in page],
        "decided": decided.order_by("-decided_at", "-pk")[:PAGE],
    }
    return render(request, "locator/office/corrections.html", context)


def _change(correction: Correction) -> list[tuple[str, str, str]]:
    """Return what applying would change: name of the field, value now, value then; empty when it cannot be applied."""
    try:
        values = proposed(correction)
    except CannotApply:
        return []
    point = correction.point
    names = {field.name: str(field.verbose_name) for field in ServicePoint._meta.concrete_fields}
    yes, no = _("yes"), _("no")

    def word(value: Any) -> str:
        return (yes if value else no) if isinstance(value, bool) else str(value)

    return [
        (names[name], word(getattr(point, name)), word(value))
        for name, value in values.items()
        if getattr(point, name) != value
    ]


@for_managers
@require_POST
def decide_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply a correction, or set it aside."""
    correction = get_object_or_404(Correction.objects.select_related("point"), pk=pk)
    if correction.state != Correction.State.NEW:
        messages.warning(request, _("Somebody has decided about this correction already."))
    elif "apply" in request.POST:
        try:
            apply(correction=correction, user=request.user)
            messages.success(request, _("“%s” is corrected. A later import leaves it so.") % correction.point)
        except CannotApply as error:
            messages.error(request, str(error))
    else:
        set_aside(correction=correction, user=request.user)
        messages.success(request, _("Set aside. Nothing has changed."))
    return HttpResponseRedirect(reverse("directory-corrections:index"))


@for_managers
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the pairs that nobody has decided about, the likeliest first."""
    proposed_pairs = SamePlace.objects.filter(state=SamePlace.State.PROPOSED)
    proposed_pairs = proposed_pairs.select_related("kept__source", "other__source").order_by("-likeness", "metres", "pk")
    page = Paginator(proposed_pairs, PAGE).get_page(request.GET.get("p"))
    context = {
        "header_title": _("Places listed twice"),
        "page_title": _("Places listed twice"),
        "header_icon": "copy",
        "page": page,
    }
    return render(request, "locator/office/pairs.html", context)


@for_managers
@require_POST
def decide_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a pair is one place, or two."""
    pair = get_object_or_404(SamePlace, pk=pk)
    same = "same" in request.POST
    decide(pair=pair, same=same)
    said = _("One place: the first one shows, the second leads to it.") if same else _("Two places: both show.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("directory-pairs:index"))
