"""HomePage > CourseIndexPage > CoursePage > ModulePage > LessonPage, each in French and in English."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.url_routing import RouteResult

from kit.services import CATEGORIES
from learning.activities.practice.definition import Scenario
from learning.activities.questions import Activity
from learning.courses import keys, panels
from learning.courses.activities import activities_of, attach_scenarios
from learning.courses.blocks import LessonBody
from learning.courses.identity import activity_anchor, block_uuid
from learning.courses.querysets import LessonQuerySet, course_cards, lesson_counts, module_outline
from learning.courses.signals import print_preview

ADULT = "adult"


def help_choices() -> list[tuple[str, Any]]:
    """Return the service categories that a page may point to, as (key, label)."""
    return [(key, category.label) for key, category in CATEGORIES.items()]


def public_path(url_path: str, language: str) -> str:
    """Return the address of a page: its path without the home page's own slug, below its language."""
    return f"/{language}/" + url_path.lstrip("/").partition("/")[2]


class Competence(models.Model):
    """One competence of a framework, never a bare code: DigComp-2.2:4.1 is framework, version and code."""

    framework = models.CharField(_("framework"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    code = models.CharField(_("code"), max_length=20)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ("framework", "version", "code")
        constraints = [
            models.UniqueConstraint(fields=("framework", "version", "code"), name="competence_known_once"),
        ]

    def __str__(self) -> str:
        french = (translation.get_language() or "fr").startswith("fr")
        return f"{self.reference} {self.title_fr if french else self.title_en}"

    @property
    def reference(self) -> str:
        """The code as text files write it, for example DigComp-2.2:4.1."""
        return f"{self.framework}-{self.version}:{self.code}"


class SitePage(Page):
    """What our pages share."""

    key = models.CharField(_("key"), max_length=200, blank=True, db_index=True, editable=False)
    # Of the text file as it was imported, and of the page as the import left it: an editor's change shows.
    file_hash = models.CharField(max_length=64, blank=True, editable=False)
    page_hash = models.CharField(max_length=64, blank=True, editable=False)

    exclude_fields_in_copy = ["key", "file_hash", "page_hash", "was"]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if not self.key and self.path:
            keys.give(self)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return a draft with the identity of the page: publishing an older text moves no answer and no file."""
        draft = super().with_content_json(content)
        for name in ("key", "file_hash", "page_hash", "was"):
            if hasattr(self, name):
                setattr(draft, name, getattr(self, name))
        return draft

    @property
    def language(self) -> str:
        """The language of the page that is shown: the address has chosen it."""
        return translation.get_language() or settings.LANGUAGE_CODE

    @property
    def path_url(self) -> str:
        """The address below the host."""
        return public_path(self.url_path, self.language)

    def other_language_url(self, request: HttpRequest | None = None) -> str | None:
        """Return the address of the live translation, or None when there is none. One query."""
        pages = Page.objects.live().filter(translation_key=self.translation_key).exclude(locale_id=self.locale_id)
        found = pages.values_list("url_path", "locale__language_code").first()
        return public_path(*found) if found else None

    def get_view_restrictions(self) -> Any:
        """Return who may see the page when an editor has made a part of the tree private. One query, not two."""
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=paths)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.passerelle_page = self  # type: ignore[attr-defined]
        return super().serve(request, *args, **kwargs)


class HomePage(SitePage):
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CourseIndexPage"]
    max_count = len(settings.LANGUAGES)
    template = "courses/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a live page by one look-up of its path: stock routing costs two queries a level."""
        if not path_components:
            return super().route(request, path_components)
        models_ = (CourseIndexPage, CoursePage, ModulePage, LessonPage)
        if len(path_components) > len(models_):
            raise Http404
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        page = models_[len(path_components) - 1].objects.live().filter(url_path=url_path).first()
        if page is None:
            raise Http404
        return RouteResult(page)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["courses"] = course_cards(self)
        first = LessonPage.objects.live().descendant_of(self).outline().first()
        context["first_lesson_url"] = first.path_url if first else None
        return context


class CourseIndexPage(SitePage):
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/course_index_page.html"

    class Meta:
        verbose_name = _("list of courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["courses"] = course_cards(self)
        return context


class CoursePage(SitePage):
    promise = models.CharField(_("promise"), max_length=300)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    drawing = models.CharField(_("drawing"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]
    template = "courses/course_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("promise", help_text=panels.PROMISE),
        FieldPanel("audience", help_text=panels.AUDIENCE),
        FieldPanel("drawing", widget=panels.drawing_choice(), help_text=panels.DRAWING),
        FieldPanel("order", help_text=panels.ORDER),
    ]

    class Meta:
        verbose_name = _("course")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        modules = list(ModulePage.objects.live().child_of(self).order_by("path"))
        counts = lesson_counts(self)
        for module in modules:
            module.lesson_count, module.minutes = counts.get(module.path, (0, 0))
        context["modules"] = [module for module in modules if module.lesson_count]
        return context


class ModulePage(SitePage):
    promise = models.CharField(_("promise"), max_length=300)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=0, validators=[MaxValueValidator(2)])
    help = models.CharField(_("where to find help"), max_length=40, choices=help_choices, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    competences = ParentalManyToManyField(Competence, verbose_name=_("competences"), blank=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/module_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("promise", help_text=panels.PROMISE),
        FieldPanel("audience", help_text=panels.AUDIENCE),
        FieldPanel("level", widget=panels.level_choice()),
        FieldPanel("help", help_text=panels.HELP),
        FieldPanel("order", help_text=panels.ORDER),
        FieldPanel("competences", widget=panels.ticks()),
    ]

    class Meta:
        verbose_name = _("module")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["course"] = CoursePage.objects.ancestor_of(self).first()
        context["lessons"] = lessons = module_outline(self)
        context["minutes"] = sum(lesson.minutes for lesson in lessons)
        first = lessons[0] if lessons else None
        context["drawing"] = (first.drawing if first else "") or (context["course"].drawing if context["course"] else "")
        return context


class LessonPage(SitePage):
    goal = models.CharField(_("goal"), max_length=300, help_text=_("“You can check who sent a message.”"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    level = models.PositiveSmallIntegerField(_("level"), default=0, validators=[MaxValueValidator(2)])
    help = models.CharField(_("where to find help"), max_length=40, choices=help_choices, blank=True)
    track = models.CharField(_("track"), max_length=40, default=ADULT)
    checked = models.CharField(_("facts checked in"), max_length=7, blank=True, help_text=_("Year and month: 2026-11"))
    drawing = models.CharField(_("drawing"), max_length=80, blank=True)
    drawing_alt = models.CharField(_("what the drawing shows"), max_length=125, blank=True)
    was = models.JSONField(default=list, blank=True, editable=False)
    competences = ParentalManyToManyField(Competence, verbose_name=_("competences"), blank=True)
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)

    objects = PageManager.from_queryset(LessonQuerySet)()

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"
    preview_modes = [("", _("On screen")), ("print", _("On paper"))]
    content_panels = [
        *Page.content_panels,
        FieldPanel("goal"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("drawing", widget=panels.drawing_choice(), help_text=panels.DRAWING),
                FieldPanel("drawing_alt", help_text=panels.ALT),
            ],
            heading=_("Picture of the lesson"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("minutes"),
                FieldPanel("level", widget=panels.level_choice()),
                FieldPanel("help", help_text=panels.HELP),
                FieldPanel("track", widget=panels.track_choice()),
                FieldPanel("checked"),
                FieldPanel("competences", widget=panels.ticks()),
            ],
            heading=_("About the lesson"),
        ),
    ]

    class Meta:
        verbose_name = _("lesson")

    def clean(self) -> None:
        super().clean()
        if self.checked and not re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", self.checked):
            raise ValidationError({"checked": _("Write a year and a month, for example 2026-11.")})
        self._name_questions()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        draft = super().with_content_json(content)
        draft._name_questions()
        return draft

    def _name_questions(self) -> None:
        """Give each question the id of its name: made, copied or moved in the office, it is what its file would be."""
        for block in self.body if self.key else ():
            if block.block_type in ("question", "practice"):
                block.id = str(block_uuid(self.identity, activity_anchor(block)))

    @cached_property
    def _activities(self) -> list[Activity]:
        return activities_of(self)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios of its practices, by key: those that exist in the page's language."""
        attach_scenarios([self])
        return self.__dict__["scenarios"]

    @property
    def identity(self) -> str:
        """The first key that the lesson had: its answers belong to it for ever."""
        return (self.was or [self.key])[0]

    @property
    def module_key(self) -> str:
        """The key of the module, for example "stay-safe/scams"."""
        return self.key.rpartition("/")[0]

    @property
    def revision(self) -> int:
        """The number of the published revision that answers are judged against; 0 before the first."""
        return self.live_revision_id or 0

    @property
    def has_simple_version(self) -> bool:
        return any(block.block_type == "easyread" for block in self.body)

    def activities(self) -> list[Activity]:
        """Return the questions and the practices of the lesson in page order.

        A practice counts once its scenario is there in the page's language. No query, but one with a practice.
        """
        return self._activities

    def activity(self, activity_id: Any) -> Activity | None:
        """Return one question or practice by its id, or None."""
        return next((one for one in self._activities if str(one.id) == str(activity_id)), None)

    def parts(self, *, simple: bool = False) -> list[dict[str, Any]]:
        """Return the lesson as groups for the templates: {"kind": "steps"|block type, "blocks": […]}.

        Steps that follow each other become one group. In the simple version: the easy-read text, the questions,
        the practices, what to remember and where to find a person (curriculum 7.6).
        """
        groups: list[dict[str, Any]] = []
        for block in self._simple_blocks() if simple else self.body:
            if block.block_type == "step" and groups and groups[-1]["kind"] == "steps":
                groups[-1]["blocks"].append(block)
                continue
            kind = "steps" if block.block_type == "step" else block.block_type
            if kind == "easyread" and not simple:
                continue
            groups.append({"kind": kind, "blocks": [block]})
        return groups

    def _simple_blocks(self) -> list[Any]:
        blocks = list(self.body)
        stuck = next(
            (n for n, b in enumerate(blocks) if b.block_type == "heading" and b.value["anchor"] == "stuck"),
            None,
        )
        end = blocks[stuck:] if stuck is not None else []
        easy = [b for b in blocks if b.block_type == "easyread"]
        # The heading of the questions stays: without it, a screen reader would meet a level 3 below the title.
        kept = [
            b
            for b in blocks[:stuck]
            if b.block_type in ("question", "practice", "remember")
            or (b.block_type == "heading" and b.value["anchor"] == "try")
        ]
        return [*easy, *kept, *(b for b in end if b.block_type != "easyread")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        simple = request.GET.get("version") == "simple" and self.has_simple_version
        module = ModulePage.objects.parent_of(self).first()
        lessons = module_outline(module) if module else []
        place = next((n for n, one in enumerate(lessons) if one.pk == self.pk), 0)
        context.update(
            module=module,
            lessons=lessons,
            number=place + 1,
            previous=lessons[place - 1] if place else None,
            next=lessons[place + 1] if place + 1 < len(lessons) else None,
            simple=simple,
            parts=self.parts(simple=simple),
        )
        return context

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name == "print":
            # Made by the room that knows paper, which is above this one: it answers a signal.
            for _receiver, response in print_preview.send(sender=type(self), page=self):
                return response  # type: ignore[return-value]
        return super().serve_preview(request, mode_name)
