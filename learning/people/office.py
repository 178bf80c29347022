"""The office's pages about people: Wagtail's, where an e-mail address and a full name are not asked for."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class OfficeUsersConfig(WagtailUsersAppConfig):
    user_viewset = "learning.people.office_views.OfficeUserViewSet"
