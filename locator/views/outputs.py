"""A place to take away: the slip, the calendar file, the page to read on the telephone, the letter."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kit.throttle import client_address, hit
from locator import calendar, slip
from locator.asked import Asked
from locator.forms import LetterForm
from locator.show.opening import next_openings, next_stops
from locator.show.share import absolute, address_line, message
from locator.views.place import context_of, point_or_404
from locator.views.search import chosen_place

SLIPS_AN_HOUR = 300  # a counter prints for everybody from one address
LETTERS_AN_HOUR = 60


def _too_many() -> HttpResponse:
    sentence = _("Too many new sheets were asked for from here. Wait an hour, then try again.")
    return HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    # A browser's own PDF reader is a page with styles and an <embed>: some versions hold it to the file's policy.
    response._csp_exempt = True  # type: ignore[attr-defined]
    response.headers["Content-Disposition"] = f'inline; filename="passerelle-{slugify(name)[:60].strip("-")}.pdf"'
    return response


@require_safe
def slip_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the slip of a place: one A5 page."""
    point = point_or_404(request, pk)
    if not hit(f"slip:{client_address(request)}", SLIPS_AN_HOUR, 3600):
        return _too_many()
    asked = Asked.from_query(request.GET)
    start = chosen_place(asked) or asked.at
    return _pdf(slip.slip_pdf(point, timezone.now(), start, asked.service), point.name)


@require_safe
def opening_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the next opening as a calendar file; 404 when none is known."""
    point = point_or_404(request, pk)
    now = timezone.now()
    found = next_openings(point, now, 1)
    if not found:
        raise Http404
    start, end = found[0]
    stops = next_stops(point, now, 1)
    where = f"{stops[0][0]}" if stops else address_line(point)
    data = calendar.event(
        uid=f"{point.pk}-{start:%Y%m%dT%H%M}@{settings.PASSERELLE_URL.partition('://')[2]}",
        start=start,
        end=end,
        zone=point.time_zone,
        made=now,
        title=point.name,
        place=where,
        text=message(point, now),
        url=absolute(point),
    )
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{slugify(point.name)[:60].strip("-") or "passerelle"}.ics"'
    )
    return response


@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a place as one says it aloud on the telephone, in large type, in order; then print it, send it or post it."""
    point = point_or_404(request, pk)
    return render(request, "locator/call.html", context_of(request, point))


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the slip as a letter to post: the address that is typed goes on the paper and nowhere else."""
    point = point_or_404(request, pk)
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not hit(f"letter:{client_address(request)}", LETTERS_AN_HOUR, 3600):
            return _too_many()
        asked = Asked.from_query(request.GET)
        start = chosen_place(asked) or asked.at
        data = slip.letter_pdf(point, timezone.now(), start, asked.service, form.lines)
        response = _pdf(data, point.name)
        response.headers["Cache-Control"] = "private, no-store"
        return response
    return render(request, "locator/letter_form.html", {**context_of(request, point), "form": form})
