"""Computer words explained in one sentence, wherever a lesson uses them."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

WORD, MEANING = 80, 240  # the longest
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class GlossaryWord(index.Indexed, models.Model):
    """One word in one language; lessons name it by its key: [word](gloss:key)."""

    key = models.CharField(
        _("key"),
        max_length=60,
        help_text=_("The same in both languages: small letters, digits and hyphens. Lessons use it, do not change it."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    word = models.CharField(_("word"), max_length=WORD)
    meaning = models.TextField(_("what it means"), max_length=MEANING, help_text=_("One or two short sentences."))
    # Of the word as its file gave it: an editor's change shows.
    file_hash = models.CharField(max_length=64, blank=True, editable=False)

    panels = [FieldPanel("key"), FieldPanel("language"), FieldPanel("word"), FieldPanel("meaning")]
    search_fields = [index.SearchField("word"), index.SearchField("meaning"), index.FilterField("language")]

    class Meta:
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")
        ordering = ("language", "key")
        constraints = [models.UniqueConstraint(fields=("key", "language"), name="word_explained_once")]

    def __str__(self) -> str:
        return f"{self.word} ({self.language})"

    def clean(self) -> None:
        super().clean()
        if not KEY.fullmatch(self.key or ""):
            raise ValidationError({"key": _("Write small letters, digits and hyphens, for example web-browser.")})
