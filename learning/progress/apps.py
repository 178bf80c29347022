from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "learning.progress"
    label = "progress"
    verbose_name = _("Progress")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from learning.people.privacy import register
        from learning.progress import receivers
        from learning.progress.privacy import Answers

        page_published.connect(receivers.follow_an_edit, dispatch_uid="progress.edits")
        register(Answers())
