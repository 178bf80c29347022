"""What our pages share, and the competences that they lead to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from kit.services import CATEGORIES
from learning.courses import keys


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
        return f"{self.reference} {self.title}"

    @property
    def title(self) -> str:
        """Its title in the active language."""
        return self.title_fr if (translation.get_language() or "fr").startswith("fr") else self.title_en

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

    # Path and language of the live translation (None when there is none), once querysets.module_of has read them.
    translation_is: tuple[str, str] | None = None

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
        """Return the address of the live translation, or None when there is none. One query, if it was not read before."""
        if self.translation_is:
            return public_path(*self.translation_is) if self.translation_is[0] else None
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
