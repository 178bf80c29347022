from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "learning.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from learning.people import holdings, holdings_office, privacy, receivers

        privacy.register(*holdings.ALL, holdings_office.OfficeWork(), holdings_office.Decisions())
        receivers.connect(self)
