"""What the public says is wrong: sent in one short form, looked at by a person, applied with one press."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from locator import hours
from locator.importers.draft import Draft
from locator.models import Correction, ServicePoint

FIELDS = {Correction.Kind.HOURS: "opening_hours", Correction.Kind.PHONE: "phone", Correction.Kind.ADDRESS: "address"}


class CannotApply(ValueError):
    """A correction that a machine cannot apply; the message says what to do."""


def report(*, point: ServicePoint, kind: str, text: str) -> Correction:
    """Keep what somebody says of a place. The same words about the same place, still to look at, are kept once."""
    found, _made = Correction.objects.get_or_create(point=point, kind=kind, text=text.strip(), state=Correction.State.NEW)
    return found


def proposed(correction: Correction) -> dict[str, Any]:
    """Return the fields of the place that the correction would set; raises CannotApply when that cannot be told."""
    draft, text = Draft(0), correction.text
    if correction.kind == Correction.Kind.CLOSED:
        return {"is_closed": True}
    if correction.kind == Correction.Kind.PHONE and (phone := draft.phone(text)):
        return {"phone": phone}
    if correction.kind == Correction.Kind.ADDRESS and text:
        return {"address": draft.text("address", text)}
    if correction.kind == Correction.Kind.HOURS:
        osm, _note = draft.osm_hours(text)
        if osm:
            return {"opening_hours": osm, "hours_note": ""}
    raise CannotApply(_("This cannot be applied by itself. Open the place and change it there."))


@transaction.atomic
def apply(*, correction: Correction, user: Any) -> ServicePoint:
    """Write a correction into its place; a later import leaves what it set. Raises CannotApply."""
    point = ServicePoint.objects.select_for_update().get(pk=correction.point_id)
    values = proposed(correction)
    for name, value in values.items():
        setattr(point, name, value)
    keep(point, values)
    point.save()
    _decide(correction, Correction.State.APPLIED, user)
    return point


def set_aside(*, correction: Correction, user: Any) -> None:
    """Say that a correction changes nothing."""
    _decide(correction, Correction.State.REFUSED, user)


def _decide(correction: Correction, state: str, user: Any) -> None:
    correction.state, correction.decided_by, correction.decided_at = state, user, timezone.now()
    correction.save(update_fields=["state", "decided_by", "decided_at"])


def keep(point: ServicePoint, names: Any) -> None:
    """Note that a person set these fields, and compute what follows from the hours. The place is not saved."""
    point.human_fields = sorted({*point.human_fields, *names})
    today = timezone.localdate()
    point.open_days, point.latest_closing, point.weekly_hours = hours.days_of(
        point.opening_hours,
        zone=point.time_zone,
        department=hours.department_of(point.postcode),
        monday=today - dt.timedelta(days=today.weekday()),
    )
