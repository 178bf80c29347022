"""What the editors' office shows of lessons besides their pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from learning.courses.content import RECHECK_MONTHS, months_since
from learning.courses.models import LessonPage


def age(page: LessonPage) -> str:
    """Return in words how long ago the facts of a lesson were checked, and whether it is time to check them again."""
    months = months_since(page.checked, timezone.localdate())
    if months is None:
        return _("never: check them")
    if months < 1:
        return _("this month")
    said = ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}
    return _("%(ago)s: check them again") % {"ago": said} if months >= RECHECK_MONTHS else said


class FactsView(ReportView):
    """The published lessons by the date of their facts: those never checked first, then the oldest."""

    model = LessonPage
    page_title = gettext_lazy("Facts to check again")
    header_icon = "time"
    index_url_name = "courses_facts"
    index_results_url_name = "courses_facts_results"
    export_headings = {"locale.language_code": gettext_lazy("Language"), "checked": gettext_lazy("Facts checked in")}
    list_export = ["title", "locale.language_code", "checked"]
    default_ordering = None
    is_searchable = False
    columns = [
        TitleColumn(
            "title", label=gettext_lazy("Lesson"), get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk])
        ),
        Column("locale", label=gettext_lazy("Language")),
        Column("checked", label=gettext_lazy("Facts checked in")),
        Column("age", label=gettext_lazy("How long ago"), accessor=age),
    ]

    permission_required = "change"

    @classmethod
    def is_for(cls, user: Any) -> bool:
        """Say whether a person edits pages: to nobody else the list is of use."""
        return bool(policy_registry.get_by_type(LessonPage).user_has_permission(user, cls.permission_required))

    def get_base_queryset(self) -> QuerySet[LessonPage]:
        """Return the published lessons that the person may edit."""
        mine = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        lessons = LessonPage.objects.live().filter(pk__in=mine.values("pk")).select_related("locale")
        return lessons.defer_streamfields().order_by("checked", "path")
