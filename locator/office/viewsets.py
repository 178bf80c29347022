"""The pages of the directory in the editors' office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from locator import rules
from locator.models import ServicePoint, VisitStop
from locator.office import import_views, moderation, week
from locator.office.forms import PlaceForm, StopForm

SUBMENU = "register_directory_menu_item"
WITHOUT_COORDINATES = _("Without coordinates the place is put at the centre of its commune, and its page says so.")
A_LINE_A_DAY = _("One line a day, for example 9:00-12:00, 14:00-17:00. Empty: closed. It closes on public holidays.")
STOP_HOURS = _("For example: Tu[1] 14:00-17:00 (the first Tuesday of the month), 2026 Nov 24 09:00-12:00.")


class NothingIsDeleted(ModelPermissionPolicy):
    """A place is closed, never deleted: links, slips and later imports would point to nothing."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


class PlaceViewSet(SnippetViewSet):
    model = ServicePoint
    icon = "site"
    menu_label = _("Places")
    list_display = [
        "name", "commune", "postcode", "phone", "updated_on", "not_confirmed_since",
        BooleanColumn("is_closed", label=_("Closed")),
    ]  # fmt: skip
    list_filter = ["source", "is_closed", "not_confirmed_since", "services__category", "is_itinerant"]
    search_fields = ["name", "commune", "postcode", "address"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["commune", "name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            MultiFieldPanel(
                [FieldPanel("phone"), FieldPanel("email"), FieldPanel("website")],
                heading=_("How to reach it"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("address"),
                    FieldPanel("address_more"),
                    FieldRowPanel([FieldPanel("postcode"), FieldPanel("commune")]),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                    HelpPanel(WITHOUT_COORDINATES),
                ],
                heading=_("Where it is"),
            ),
            MultiFieldPanel(
                [
                    HelpPanel(A_LINE_A_DAY),
                    *(FieldPanel(field) for field in week.FIELDS),
                    FieldPanel("hours_note"),
                    FieldPanel("appointment"),
                ],
                heading=_("When it is open"),
            ),
            MultiFieldPanel(
                [FieldPanel("opening_hours")],
                heading=_("The same hours in OpenStreetMap syntax: for seasons and dates"),
                classname="collapsed",
            ),
            FieldPanel("services"),
            MultiFieldPanel(
                [
                    FieldPanel(name)
                    for name in ("step_free", "toilets", "parking", "hearing_loop", "sign_language", "trained_staff")
                ],
                heading=_("Access"),
            ),
            MultiFieldPanel(
                [FieldPanel("is_itinerant"), FieldPanel("is_closed")],
                heading=_("State"),
            ),
        ],
        base_form_class=PlaceForm,
    )


class StopViewSet(SnippetViewSet):
    model = VisitStop
    icon = "arrow-right"
    menu_label = _("Stops and duties")
    list_display = ["name", "commune", "point", "kind", "opening_hours"]
    list_filter = ["kind"]
    search_fields = ["name", "commune"]
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("point"),
            FieldPanel("kind"),
            FieldPanel("name"),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("postcode"), FieldPanel("commune")]),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            HelpPanel(STOP_HOURS),
            FieldPanel("opening_hours"),
        ],
        base_form_class=StopForm,
    )


class _ForManagers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rules.may_manage(request.user)


class _Pages(ViewSet):
    """A part of the directory with pages of its own. Every view asks rules.may_manage."""

    menu_hook = SUBMENU
    menu_item_class = _ForManagers


class CorrectionsViewSet(_Pages):
    name = "directory-corrections"
    url_prefix = "directory/corrections"
    icon = "comment"
    menu_label = _("Corrections")
    menu_order = 30

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", moderation.corrections, name="index"),
            path("<int:pk>/", moderation.decide_correction, name="decide"),
        ]


class PairsViewSet(_Pages):
    name = "directory-pairs"
    url_prefix = "directory/pairs"
    icon = "copy"
    menu_label = _("Places listed twice")
    menu_order = 40

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", moderation.pairs, name="index"),
            path("<int:pk>/", moderation.decide_pair, name="decide"),
        ]


class ImportViewSet(_Pages):
    name = "directory-import"
    url_prefix = "directory/import"
    icon = "upload"
    menu_label = _("Import a list")
    menu_order = 50

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", import_views.index, name="index"),
            path("reports/<int:pk>.csv", import_views.report, name="report"),
            path("<uuid:pk>/", import_views.job, name="job"),
            path("<uuid:pk>/findings.csv", import_views.findings, name="findings"),
        ]


class DirectoryGroup(SnippetViewSetGroup):
    items = (PlaceViewSet, StopViewSet)
    menu_label = _("Directory")
    menu_icon = "site"
    menu_order = 300
    submenu_hook = SUBMENU
