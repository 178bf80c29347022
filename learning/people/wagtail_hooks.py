"""What people add to the editors' office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from learning.people import rules


class PeopleMenuItem(MenuItem):
    """Leads administrators to requests, invitations and lost passwords."""

    def is_shown(self, request: HttpRequest) -> bool:
        return rules.may_manage_people(request.user)


@hooks.register("register_settings_menu_item")
def people_menu_item() -> Any:
    return PeopleMenuItem(
        _("Requests and invitations"), lazy(reverse, str)("people:manage"), name="people", icon_name="user", order=590
    )
