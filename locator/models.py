"""Places where a person helps, and the communes to look from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.services import CATEGORIES
from locator.sentences import Said


class Place(models.Model):
    """A commune of the gazetteer, with a point to measure distances from."""

    class Precision(models.TextChoices):
        EXACT = "exact", _("exact")
        APPROXIMATE = "approximate", _("approximate")

    code = models.CharField(_("INSEE code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    department = models.CharField(_("department"), max_length=3, db_index=True)
    population = models.PositiveIntegerField(_("population"), default=0)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    precision = models.CharField(_("precision"), max_length=12, choices=Precision.choices, default=Precision.EXACT)
    postcodes = models.CharField(_("postcodes"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="place_is_on_earth",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"

    @property
    def is_approximate(self) -> bool:
        return self.precision == self.Precision.APPROXIMATE


class PlaceName(models.Model):
    """A word that leads to a commune: its name, a name that it had, or a postcode."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    key = models.CharField(_("search key"), max_length=120, db_index=True)
    former = models.CharField(_("former name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("name of a commune")
        verbose_name_plural = _("names of communes")
        constraints = [models.UniqueConstraint(fields=("place", "key"), name="place_name_known_once")]

    def __str__(self) -> str:
        return self.key


class Loaded(models.Model):
    """A gazetteer file that was loaded: the same file is not loaded twice."""

    digest = models.CharField(max_length=64, primary_key=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("gazetteer file")

    def __str__(self) -> str:
        return self.digest


class Source(models.Model):
    """Who published a list of places, and under which licence."""

    key = models.CharField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name


class Known(models.TextChoices):
    """An access fact: null means unknown in the sources, and unknown is shown as unknown."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class ServicePointQuerySet(models.QuerySet["ServicePoint"]):
    def shown(self) -> ServicePointQuerySet:
        """Return the places that the public sees: not closed for good, not merged into another."""
        return self.filter(is_closed=False, merged_into=None)


class ServicePoint(models.Model):
    """A place where a person helps. Its identity is its source and its number there."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="points")
    source_ref = models.CharField(_("number in the source"), max_length=120)
    name = models.CharField(_("name"), max_length=250)
    address = models.CharField(_("address"), max_length=250, blank=True)
    address_more = models.CharField(_("more of the address"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    commune = models.CharField(_("commune"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    is_located_by_commune = models.BooleanField(_("placed at the centre of its commune"), default=False)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.CharField(_("e-mail"), max_length=200, blank=True)
    website = models.URLField(_("website"), max_length=400, blank=True)
    opening_hours = models.CharField(_("opening hours (OpenStreetMap)"), max_length=400, blank=True)
    hours_note = models.CharField(_("note about the hours"), max_length=600, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    open_days = models.CharField(
        _("days it opens"), max_length=20, blank=True, help_text=_("Computed from the hours at import: “Mo We Fr”.")
    )
    latest_closing = models.TimeField(_("latest closing"), null=True, blank=True)
    weekly_hours = models.FloatField(
        _("hours a week"), null=True, blank=True, help_text=_("Computed from the hours at import.")
    )
    appointment = models.CharField(_("by appointment"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    step_free = models.CharField(_("step-free entrance"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    toilets = models.CharField(_("adapted toilets"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    parking = models.CharField(_("adapted parking"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    hearing_loop = models.CharField(_("hearing loop"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    sign_language = models.CharField(_("sign language"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    trained_staff = models.CharField(_("trained staff"), max_length=8, choices=Known.choices, default=Known.UNKNOWN)
    languages = models.JSONField(_("languages besides French"), default=list, blank=True)
    cost = models.CharField(_("cost"), max_length=40, blank=True)
    publics = models.JSONField(_("for whom"), default=list, blank=True)
    ways = models.JSONField(_("how one is helped"), default=list, blank=True)
    is_itinerant = models.BooleanField(_("moves from place to place"), default=False)
    updated_on = models.DateField(_("date of the information"), null=True, blank=True)
    last_import = models.ForeignKey("ImportRun", on_delete=models.SET_NULL, null=True, blank=True, related_name="points")
    # A place that a full list no longer holds is not deleted: people are told to phone first.
    not_confirmed_since = models.DateField(_("not confirmed since"), null=True, blank=True)
    is_closed = models.BooleanField(_("closed for good"), default=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    human_fields = models.JSONField(
        _("fields that a person set"), default=list, blank=True, help_text=_("A later import leaves these as they are.")
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("is the same as")
    )

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of help")
        verbose_name_plural = _("places of help")
        indexes = [
            # Holds all that the search for the nearest asks of a place, so that only those which are found are read.
            models.Index(
                fields=("latitude", "longitude", "id"),
                condition=models.Q(is_closed=False, merged_into=None),
                name="point_shown_where",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("source", "source_ref"), name="point_known_once_in_its_source"),
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="point_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VisitStop(models.Model):
    """Where a bus stops, or where an agent of another office is on duty: a place and its hours.

    The hours may name dates ("2026 Nov 24 09:00-12:00"), weeks of the month ("Tu[1] 14:00-17:00") or of the year
    ("week 1-53/2 Mo 09:00-12:00"): OpenStreetMap syntax, read in the zone of the point.
    """

    class Kind(models.TextChoices):
        BUS = "bus", _("a bus stops here")
        DUTY = "duty", _("somebody is on duty here")

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="stops")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.BUS)
    name = models.CharField(_("where it stops"), max_length=250)
    address = models.CharField(_("address"), max_length=250, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    commune = models.CharField(_("commune"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    opening_hours = models.CharField(_("opening hours (OpenStreetMap)"), max_length=400)
    open_days = models.CharField(_("days it opens"), max_length=20, blank=True)
    latest_closing = models.TimeField(_("latest closing"), null=True, blank=True)

    class Meta:
        verbose_name = _("stop of a bus or a duty")
        verbose_name_plural = _("stops of buses and duties")
        ordering = ("pk",)
        indexes = [models.Index(fields=("latitude", "longitude"), name="stop_latitude_longitude")]
        constraints = [
            models.UniqueConstraint(fields=("point", "name", "commune"), name="stop_known_once"),
            models.CheckConstraint(
                condition=models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="stop_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.commune}" if self.commune else self.name


class Service(models.Model):
    """A service category that a place offers."""

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="services")
    category = models.CharField(_("category"), max_length=40, choices=[(k, c.label) for k, c in CATEGORIES.items()])

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [models.UniqueConstraint(fields=("point", "category"), name="service_offered_once")]
        indexes = [models.Index(fields=("category", "point"), name="service_category")]

    def __str__(self) -> str:
        return self.category

    @property
    def label(self) -> str:
        category = CATEGORIES.get(self.category)
        return str(category.label) if category else self.category


class ImportRun(models.Model):
    """One import of one file: when, what of, with which result."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    file_name = models.CharField(_("file"), max_length=250)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    is_full = models.BooleanField(_("the whole list"), default=True)
    created = models.PositiveIntegerField(_("new places"), default=0)
    updated = models.PositiveIntegerField(_("updated places"), default=0)
    refused = models.PositiveIntegerField(_("refused rows"), default=0)
    missing = models.PositiveIntegerField(_("places that the list no longer holds"), default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d}"


class ImportIssue(models.Model):
    """What an import repaired, found, or refused: line, field, value, reason."""

    class Kind(models.TextChoices):
        REPAIRED = "repaired", _("repaired")
        FINDING = "finding", _("to look at")
        REFUSED = "refused", _("refused")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    line = models.PositiveIntegerField(_("line"))
    field = models.CharField(_("field"), max_length=60)
    value = models.CharField(_("value"), max_length=300, blank=True)
    # The English text and the values in it, so that each reader reads it in their language; a row of before it was kept so
    # has its whole sentence in `reason` and no values: it is shown as it is.
    reason = models.CharField(_("reason"), max_length=300)
    parameters = models.JSONField(_("values of the reason"), default=dict, blank=True)

    class Meta:
        verbose_name = _("line of an import report")
        verbose_name_plural = _("lines of an import report")
        ordering = ("line", "id")

    def __str__(self) -> str:
        return f"{self.line} {self.field}: {self.why}"

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return str(Said(self.reason, self.parameters))


class AccessFigure(models.Model):
    """How many people lived beyond 5, 10, 15 and 20 km from a counter on a day, in a scope (coverage.measure)."""

    measured_on = models.DateField(_("measured on"))
    service = models.CharField(_("service"), max_length=40, blank=True)
    scope = models.CharField(_("where"), max_length=12)
    places = models.PositiveIntegerField(_("places counted"))
    population = models.PositiveBigIntegerField(_("people"))
    beyond_5 = models.PositiveBigIntegerField(_("beyond 5 km"))
    beyond_10 = models.PositiveBigIntegerField(_("beyond 10 km"))
    beyond_15 = models.PositiveBigIntegerField(_("beyond 15 km"))
    beyond_20 = models.PositiveBigIntegerField(_("beyond 20 km"))

    class Meta:
        verbose_name = _("access figure")
        verbose_name_plural = _("access figures")
        ordering = ("measured_on",)
        constraints = [
            models.UniqueConstraint(fields=("measured_on", "service", "scope"), name="access_measured_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.measured_on} {self.service or '*'} {self.scope}"


class SamePlace(models.Model):
    """Two places that may be one. When it is sure they are merged at once; otherwise a person says."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("to look at")
        MERGED = "merged", _("the same place")
        APART = "apart", _("two places")

    # The one that stays is `kept`: it has the lower number, so that a pair is known once.
    kept = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="pairs_kept")
    other = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="pairs_other")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    metres = models.PositiveIntegerField(_("metres between them"))
    likeness = models.PositiveSmallIntegerField(_("likeness of the names, from 0 to 100"))
    same_phone = models.BooleanField(_("same phone"), default=False)

    class Meta:
        verbose_name = _("place listed twice")
        verbose_name_plural = _("places listed twice")
        constraints = [models.UniqueConstraint(fields=("kept", "other"), name="pair_of_places_known_once")]

    def __str__(self) -> str:
        return f"{self.kept} / {self.other}"


class Correction(models.Model):
    """What somebody of the public says is wrong about a place. No name and no address of the person is kept."""

    class Kind(models.TextChoices):
        HOURS = "hours", _("The opening hours")
        PHONE = "phone", _("The phone number")
        ADDRESS = "address", _("The address")
        CLOSED = "closed", _("The place is closed for good")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("to look at")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("set aside")

    point = models.ForeignKey(ServicePoint, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("what is right"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.point}: {self.get_kind_display()}"
