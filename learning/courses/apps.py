from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "learning.courses"
    label = "courses"
    verbose_name = _("Courses")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published, post_page_move

        from learning.courses import receivers

        page_published.connect(receivers.make_renditions, dispatch_uid="courses.renditions")
        word = "courses.GlossaryWord"
        post_save.connect(receivers.forget_words, sender=word, dispatch_uid="courses.words.saved")
        post_delete.connect(receivers.forget_words, sender=word, dispatch_uid="courses.words.deleted")
        post_page_move.connect(receivers.follow_the_module, dispatch_uid="courses.moves")
