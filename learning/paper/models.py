"""What paper needs to lead back to the screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

LENGTH = 5


class ShortCode(models.Model):
    """The short code printed on a sheet, for whoever cannot scan the square one."""

    code = models.CharField(_("code"), max_length=LENGTH, primary_key=True)
    page_key = models.UUIDField(_("page"), unique=True)

    class Meta:
        verbose_name = _("short code")
        verbose_name_plural = _("short codes")

    def __str__(self) -> str:
        return self.code
