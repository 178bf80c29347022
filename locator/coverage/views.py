"""The promise, measured: pages for everybody, with the same figures as tables and files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.core.cache import cache
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.services import CATEGORIES
from kit.tables import csv_response
from locator import rules
from locator.coverage import drawing, measure, show
from locator.coverage.forms import CountingForm
from locator.coverage.measure import (
    COVERED,
    FRANCE_SERVICES,
    LIMITS_KM,
    METROPOLITAN,
    OVERSEAS,
    Communes,
    Counters,
    Counting,
)
from locator.coverage.what_if import what_if
from locator.departments import DEPARTMENTS
from locator.geo import on_sphere
from locator.models import AccessFigure, Place, ServicePoint, Source
from locator.search.where import find_place

KEEP_SECONDS = 300  # the table of all services: seventeen trees of 35,000 communes each
MAX_CHANGES = 30  # counters ticked or opened at once
SHOWN = 20  # departments shown at once; the others unfold
MAX_LISTED = 300  # counters of a department that can be ticked


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the country: one sentence, the map and its table, the services, the years, the worst-served communes."""
    form, there, counted, km = _measured(request)
    limit = form.limit
    found = measure.by_department(there, km)
    scopes = [measure.bands(scope, there, km) for scope in (METROPOLITAN, OVERSEAS)]
    names = (_("Metropolitan France"), _("Overseas departments"))
    rows = show.departments(found, limit)
    context = {
        **_common(request, form, counted),
        "scopes": list(zip(names, scopes, map(show.bars, scopes), strict=True)),
        "areas": drawing.country(found, limit),
        "first": rows[:SHOWN],
        "others": rows[SHOWN:],
        "worst": show.farthest(there, km, there.within(METROPOLITAN)),
        "services": _services(form.counting, there),
        **_years(form.counting, METROPOLITAN),
    }
    return render(request, "locator/access/overview.html", context)


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    """Show a department: its people, its map, its communes; and what changes when a counter closes or opens."""
    if code not in COVERED:
        raise Http404
    form, there, counted, km = _measured(request)
    inside = there.within(code)
    if not inside.any():
        raise Http404
    changed = _change(request, code, there, counted)
    frame = drawing.department_frame(code)
    found = measure.bands(code, there, km)
    context = {
        **_common(request, form, counted),
        "code": code,
        "name": DEPARTMENTS[code],
        "bands": found,
        "bars": show.bars(found),
        "frame": frame,
        "outline": frame and frame.path(drawing.outlines()[code]),
        "dots": frame and drawing.dots(frame, there, km, inside),
        "marks": frame and _marks(frame, counted),
        "worst": show.farthest(there, km, inside),
        "listed": _listed(code, there, counted),
        **changed,
        **_years(form.counting, code),
    }
    return render(request, "locator/access/department.html", context)


@require_safe
def departments_csv(request: HttpRequest) -> HttpResponse:
    """Send the table of the departments as a file."""
    form, there, _counted, km = _measured(request)
    rows = show.departments(measure.by_department(there, km), form.limit)
    head = [_("code"), _("department"), _("people"), *(_("beyond %(km)d km") % {"km": limit} for limit in LIMITS_KM)]
    lines = [[one.code, one.name, one.bands.population, *one.bands.beyond] for one in rows]
    return csv_response("passerelle-departments.csv", [head, *lines])


@require_safe
def communes_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Send the communes of a department as a file, the worst served first."""
    if code not in COVERED:
        raise Http404
    _form, there, _counted, km = _measured(request)
    head = [_("INSEE code"), _("commune"), _("people"), _("kilometres to the nearest counter")]
    lines = []
    for one in show.farthest(there, km, there.within(code), None):
        away = float(km[np.searchsorted(there.codes, one.code)])
        lines.append([one.code, one.name, one.population, "" if np.isinf(away) else f"{away:.1f}"])
    return csv_response(f"passerelle-communes-{code}.csv", [head, *lines])


def _measured(request: HttpRequest) -> tuple[CountingForm, Communes, Counters, np.ndarray]:
    if not rules.may_search(request.user):
        raise Http404
    has_list = Source.objects.filter(key=FRANCE_SERVICES, points__isnull=False).exists()
    form = CountingForm(request.GET, service=FRANCE_SERVICES if has_list else "any")
    there = measure.communes()
    counted = measure.counters(form.counting)
    return form, there, counted, measure.distances(there.points, counted.points)


def _common(request: HttpRequest, form: CountingForm, counted: Counters) -> dict[str, Any]:
    dates = ServicePoint.objects.aggregate(
        updated=Max("updated_on"), imported=Max("last_import__started_at"), real=Max("pk", filter=Q(source__is_demo=False))
    )
    return {
        "form": form,
        "query": urlencode(form.query),
        "limit": form.limit,
        "limits": LIMITS_KM,
        "places": len(set(counted.ids.tolist())),
        "label": dict(form.fields["service"].choices)[form.cleaned_data["service"]],  # type: ignore[attr-defined]
        "only_demo": dates["real"] is None,
        "imported": dates["imported"],
    }


def _services(counting: Counting, there: Communes) -> list[tuple[show.Row, int]]:
    """Return for each service the people of metropolitan France, and how many places count."""
    state = ServicePoint.objects.aggregate(Max("pk"), Max("last_import"))
    words = (counting.hours, counting.no_appointment, counting.step_free, *state.values())
    key = f"access:{'-'.join(map(str, words))}"
    kept = cache.get(key)
    if kept is None:
        kept = []
        for service, found in measure.counters_of_each(counting).items():
            km = measure.distances(there.points, found.points)
            kept.append((service, len(found.points), measure.bands(METROPOLITAN, there, km)))
        cache.set(key, kept, KEEP_SECONDS)
    labels = {FRANCE_SERVICES: _("France services counters"), **{k: str(c.label) for k, c in CATEGORIES.items()}}
    return [(show.row(bands, labels[service], service), number) for service, number, bands in kept]


def _years(counting: Counting, scope: str) -> dict[str, Any]:
    """Return the figures of each import; only for every counter of the service: hours were not kept with them."""
    rows = list(AccessFigure.objects.filter(service=counting.service, scope=scope).order_by("measured_on"))
    if len(rows) < 2:
        return {"years": rows}
    lines, top = drawing.years(rows)
    return {"years": rows, "lines": lines, "top": show.share(top)}


def _listed(code: str, there: Communes, counted: Counters) -> list[ServicePoint]:
    """Return the counters of a department that can be ticked to close."""
    prefix = "20" if code in ("2A", "2B") else code
    points = ServicePoint.objects.filter(pk__in=[int(pk) for pk in counted.ids], postcode__startswith=prefix)
    return list(points.only("pk", "name", "commune", "postcode").order_by("commune", "name")[:MAX_LISTED])


def _marks(frame: drawing.Frame, counted: Counters) -> list[tuple[int, int]]:
    spots = [drawing.on_map(frame, point) for point in counted.points]
    return sorted({(x, y) for x, y in spots if 0 <= x <= frame.width and 0 <= y <= frame.height})


def _change(request: HttpRequest, code: str, there: Communes, counted: Counters) -> dict[str, Any]:
    """Return what changes with the counters that the address closes and opens, and what is to be asked again."""
    closed = {int(pk) for pk in request.GET.getlist("close")[:MAX_CHANGES] if pk.isdecimal() and len(pk) < 18}
    closed &= {int(pk) for pk in counted.ids}
    codes = [one for one in request.GET.getlist("open")[:MAX_CHANGES] if len(one) == 5 and one.isalnum()]
    found: dict[str, Any] = {"closed": closed, "typed": request.GET.get("where", "")[:120].replace("\x00", "")}
    if found["typed"].strip():
        where = find_place(found["typed"])
        near = [place for place in where.choices if place.department == code]
        if where.place is None and len(near) == 1:
            where.place, where.choices = near[0], []
        if where.place:
            codes.append(where.place.code)
            found["typed"] = ""
        else:
            found["choices"] = (near or where.choices or where.suggestions)[:8]
            found["problem"] = not found["choices"]
    opened = list(Place.objects.filter(code__in=codes).order_by("name")) if codes else []
    found["opened"] = opened
    if closed or opened:
        spots = on_sphere([p.latitude for p in opened], [p.longitude for p in opened])
        change = what_if(scope=code, there=there, counted=counted, closed=closed, opened=spots)
        found["change"] = change
        found["after_bars"] = show.bars(change.after)
        both = zip(change.before.between, change.after.between, strict=True)
        found["both"] = [(band, before, after) for band, (before, after) in enumerate(both)]
        found["moved"] = [(one, show.away(one.before), show.away(one.after)) for one in change.moved]
    return found
