"""A place and a stop as directory managers write them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from kit.services import CATEGORIES
from locator import hours
from locator.communes import FAR_KM, Communes
from locator.corrections import keep
from locator.geo import distance_km
from locator.importers.draft import Draft
from locator.models import Service, ServicePoint, Source, VisitStop
from locator.office import week

UNKNOWN_COMMUNE = gettext_lazy("This commune is not known with this postcode. Check both, or write the coordinates.")
OFFICE = "office"  # the list of the places that a manager wrote
DAY_LABELS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


def _day(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=80, widget=forms.TextInput(attrs={"size": 30}))


class _Located(WagtailAdminModelForm):
    """What a place and a stop share: where they are, and hours that can be read."""

    def clean_opening_hours(self) -> str:
        text = " ".join((self.cleaned_data.get("opening_hours") or "").split())
        if not text or "opening_hours" not in self.changed_data:
            return text
        try:
            return hours.check(text)
        except hours.HoursError as error:
            raise forms.ValidationError(_("These hours cannot be read: %s.") % error) from error

    def locate(self, cleaned: dict[str, Any]) -> None:
        """Put what has no coordinates at the centre of its commune; refuse coordinates that are far from it."""
        centre = Communes().find(
            insee="", postcode=cleaned.get("postcode") or "", commune=cleaned.get("commune") or ""
        )  # fmt: skip
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None):
            self.add_error("longitude", _("Write both the latitude and the longitude, or none."))
        elif latitude is None and "latitude" not in self.errors:
            if centre is None:
                self.add_error("commune", UNKNOWN_COMMUNE)
            else:
                cleaned["latitude"], cleaned["longitude"] = centre.latitude, centre.longitude
                self.instance.is_located_by_commune = True
        elif latitude is not None and longitude is not None:
            self.instance.is_located_by_commune = False
            away = distance_km(latitude, longitude, centre.latitude, centre.longitude) if centre else 0
            if centre and away > FAR_KM + centre.doubt:
                self.add_error("latitude", _("This point is %d km from the commune. Check the coordinates.") % away)


class PlaceForm(_Located):
    """Every field that a person changes is noted: a later import leaves it as it is."""

    services = forms.MultipleChoiceField(
        label=gettext_lazy("What one gets help with"),
        choices=[(key, category.label) for key, category in CATEGORIES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    day_mo, day_tu, day_we, day_th, day_fr, day_sa, day_su = (_day(label) for label in DAY_LABELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["latitude"].required = self.fields["longitude"].required = False
        days = week.from_osm(self.instance.opening_hours)
        for field, text in zip(week.FIELDS, days or [""] * 7, strict=True):
            self.fields[field].initial = text
            if days is None:
                self.fields[field].disabled = True
                self.fields[field].help_text = _("These hours change with the date: edit them below.")
        if self.instance.pk:
            self.fields["services"].initial = list(self.instance.services.values_list("category", flat=True))

    def clean_phone(self) -> str:
        typed = self.cleaned_data.get("phone") or ""
        if not typed or "phone" not in self.changed_data:
            return typed
        phone = Draft(0).phone(typed)
        if not phone:
            raise forms.ValidationError(_("This is no phone number that we know, for example 04 50 00 00 00."))
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.locate(cleaned)
        if self._week_changed():
            if "opening_hours" in self.changed_data:
                self.add_error("opening_hours", _("Change either the week or this text, not both."))
            else:
                try:
                    cleaned["opening_hours"] = week.to_osm([cleaned.get(field) or "" for field in week.FIELDS])
                except week.DayError as error:
                    self.add_error(error.field, str(error))
        return cleaned

    def _week_changed(self) -> bool:
        return any(field in self.changed_data for field in week.FIELDS)

    def save(self, commit: bool = True) -> ServicePoint:
        """Save the place and its services, and note what a person set."""
        point: ServicePoint = super().save(commit=False)
        changed = {name for name in self.changed_data if name not in week.FIELDS}
        if self._week_changed():
            changed.add("opening_hours")
        if point.is_located_by_commune and not point.pk:
            changed -= {"latitude", "longitude"}
        if not point.pk:
            point.source, _made = Source.objects.get_or_create(key=OFFICE, defaults={"name": _("Written by hand")})
            point.source_ref = uuid.uuid4().hex
        department = hours.department_of(point.postcode)
        if not point.time_zone.startswith("Europe/London"):
            point.time_zone = hours.zone_of(department)
        point.updated_on = timezone.localdate()
        point.not_confirmed_since = None  # a person has just looked at it
        keep(point, changed)
        point.save()
        wanted = set(self.cleaned_data["services"])
        if "services" in self.changed_data or not self.initial:
            point.services.exclude(category__in=wanted).delete()
            Service.objects.bulk_create(
                [Service(point=point, category=one) for one in sorted(wanted)], ignore_conflicts=True
            )  # fmt: skip
        return point


class StopForm(_Located):
    """Where a bus stops, or where somebody is on duty, and when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["latitude"].required = self.fields["longitude"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.locate(cleaned)
        return cleaned

    def save(self, commit: bool = True) -> VisitStop:
        """Save the stop with what follows from its hours."""
        stop: VisitStop = super().save(commit=False)
        today = timezone.localdate()
        stop.open_days, stop.latest_closing, _weekly = hours.days_of(
            stop.opening_hours,
            zone=stop.point.time_zone,
            department=hours.department_of(stop.postcode),
            monday=today - dt.timedelta(days=today.weekday()),
        )
        stop.save()
        return stop
