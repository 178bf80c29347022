from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperConfig(AppConfig):
    name = "learning.paper"
    label = "paper"
    verbose_name = _("Paper")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from learning.courses.signals import print_preview
        from learning.paper.views import preview

        print_preview.connect(preview, dispatch_uid="paper.preview")
