from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    name = "learning.classes"
    label = "classes"
    verbose_name = _("Classes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from learning.classes import receivers  # noqa: F401 - connects itself
        from learning.classes.signin import session
        from learning.people import devices

        devices.register(session.learner_of)
