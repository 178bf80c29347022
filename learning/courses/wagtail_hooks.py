"""The office: the glossary."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from learning.courses.models import GlossaryWord


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryWord
    icon = "openquote"
    menu_label = _("Glossary")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["word", "language", "key", "meaning"]
    list_filter = ["language"]
    list_per_page = 50


register_snippet(GlossaryViewSet)
