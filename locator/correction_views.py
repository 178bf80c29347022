"""The short form in which anybody says what is wrong about a place."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kit import throttle
from locator import corrections, rules
from locator.forms import CorrectionForm
from locator.models import ServicePoint

# Enough for a hall where many people share one address, too few to fill the list of those who read them.
PER_ADDRESS = (20, 3600)
PER_PLACE = (10, 86400)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what is wrong, and keep it for the people who look after the directory."""
    point = ServicePoint.objects.shown().filter(pk=pk).first() if pk < 2**62 else None
    if point is None or not rules.may_see(request.user, point):
        raise Http404
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if not form.is_valid():
            status = 400
        elif _is_too_much(request, pk):
            form.add_error(None, _("Many corrections came from here. Try again in an hour, or phone the place."))
            status = 429
        else:
            corrections.report(point=point, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"])
            messages.success(request, _("Thank you. A person will look at it, then correct the place."))
            return HttpResponseRedirect(reverse("locator:place", args=[pk]))
    return render(request, "locator/correct.html", {"form": form, "point": point}, status=status)


def _is_too_much(request: HttpRequest, pk: int) -> bool:
    address = throttle.hit(f"correction:{throttle.client_address(request)}", *PER_ADDRESS)
    place = throttle.hit(f"correction-of:{pk}", *PER_PLACE)
    return not (address and place)
