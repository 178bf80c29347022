"""Display options, the page of elements, and the pages that say what this site is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accessibility.examples import examples
from accessibility.forms import DisplayForm
from accessibility.middleware import keep
from accessibility.preferences import Preferences
from accessibility.signals import display_chosen


@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Show the display options; save them or put them back, then show the page with them."""
    back = safe_next(request)
    current: Preferences = request.display  # type: ignore[attr-defined]
    if request.method != "POST":
        form = DisplayForm(initial={name: getattr(current, name) for name in DisplayForm.base_fields})
        return render(request, "accessibility/display.html", {"form": form, "back": back, "current": current})
    if "reset" in request.POST:
        return _remember(request, Preferences(), back, _("Everything is as it was at first."))
    form = DisplayForm(request.POST)
    if not form.is_valid():
        return render(request, "accessibility/display.html", {"form": form, "back": back, "current": current})
    return _remember(request, form.preferences(), back, _("Your choices are saved on this device."))


def safe_next(request: HttpRequest) -> str:
    """Return the address of ours that `next` asks for, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else ""


def _remember(request: HttpRequest, preferences: Preferences, back: str, said: str) -> HttpResponse:
    messages.success(request, said)
    display_chosen.send(sender=Preferences, request=request, preferences=preferences)
    address = reverse("accessibility:display")
    response = HttpResponseRedirect(f"{address}?{urlencode({'next': back})}" if back else address)
    keep(response, preferences)
    return response


@require_safe
def elements(request: HttpRequest) -> HttpResponse:
    """Show every component in every state: for editors, translators and checks, automatic or by eye."""
    return render(request, "accessibility/elements.html", examples())


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Say how accessible this site is, and what was done to know it."""
    return render(request, "accessibility/statement.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which data and cookies there are."""
    return render(request, "pages/privacy.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Say who runs this site, under which licences."""
    return render(request, "pages/legal.html")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the parts of the site."""
    return render(request, "pages/site_map.html")
