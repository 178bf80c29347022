"""The office: the glossary, and the lessons whose facts are to be checked again."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from learning.courses.models import GlossaryWord
from learning.courses.office import FactsView


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


class FactsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return FactsView.is_for(request.user)


@hooks.register("register_reports_menu_item")
def facts_menu_item() -> MenuItem:
    return FactsMenuItem(
        _("Facts to check again"), reverse("courses_facts"), name="courses-facts", icon_name="time", order=1150
    )


@hooks.register("register_admin_urls")
def facts_urls() -> list[URLPattern]:
    return [
        path("reports/facts/", FactsView.as_view(), name="courses_facts"),
        path("reports/facts/results/", FactsView.as_view(results_only=True), name="courses_facts_results"),
    ]
