"""Forms of the office."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from learning.courses.querysets import lesson_names


class CheckForm(WagtailAdminPageForm):
    """A module's check: each question names a lesson of the module."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        module = self.parent_page or self.instance.get_parent()
        known = lesson_names(module)
        unknown = {block.value["lesson"] for block in cleaned.get("body") or ()} - known
        if unknown:
            words = {"name": ", ".join(sorted(unknown)), "names": ", ".join(sorted(known))}
            self.add_error("body", _("No lesson of this module is called %(name)s. Write one of: %(names)s.") % words)
        return cleaned
