"""The check of a module: five questions that say whether it is known. A page of its own, not one of the lessons."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from learning.activities.blocks import question_from_block
from learning.activities.questions import Activity
from learning.courses.blocks import CheckBody
from learning.courses.forms import CheckForm
from learning.courses.identity import block_uuid
from learning.courses.models.base import SitePage
from learning.courses.querysets import module_of


class CheckPage(SitePage):
    """A model of its own beside LessonPage, so that nothing that counts lessons counts it (docs/decisions)."""

    QUESTIONS = 5
    PASS = 4

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    body = StreamField(
        CheckBody(min_num=QUESTIONS, max_num=QUESTIONS),
        verbose_name=_("questions"),
        help_text=_("Five questions. Whoever has four right answers has finished the module."),
    )

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "courses/check_page.html"
    base_form_class = CheckForm
    content_panels = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("body")]

    class Meta:
        verbose_name = _("check of a module")
        verbose_name_plural = _("checks of modules")

    def clean(self) -> None:
        super().clean()
        self._name_questions()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        draft = super().with_content_json(content)
        draft._name_questions()
        return draft

    def _name_questions(self) -> None:
        for block in self.body if self.key else ():
            block.id = str(block_uuid(self.key, block.value["anchor"]))

    @cached_property
    def _activities(self) -> list[Activity]:
        return [Activity(uuid.UUID(str(one.id)), one.value["anchor"], question_from_block(one.value)) for one in self.body]

    @property
    def revision(self) -> int:
        """The number of the published revision that answers are judged against; 0 before the first."""
        return self.live_revision_id or 0

    @property
    def module_key(self) -> str:
        """The key of the module, for example "stay-safe/scams"."""
        return self.key.rpartition("/")[0]

    @property
    def pass_mark(self) -> int:
        """How many right answers of one sitting are enough."""
        return min(self.PASS, len(self._activities))

    def activities(self) -> list[Activity]:
        """Return the questions in page order. No query."""
        return self._activities

    def activity(self, activity_id: Any) -> Activity | None:
        """Return one question by its id, or None."""
        return next((one for one in self._activities if str(one.id) == str(activity_id)), None)

    def covered_by(self) -> dict[uuid.UUID, str]:
        """Return question → the last part of the key of the lesson that covers it."""
        return {uuid.UUID(str(block.id)): block.value["lesson"] for block in self.body}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["module"] = module_of(self)
        return context
