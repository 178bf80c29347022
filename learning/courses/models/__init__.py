"""HomePage > CourseIndexPage > CoursePage > ModulePage > LessonPage and CheckPage; competences and the glossary."""

from __future__ import annotations

from learning.courses.models.base import Competence, SitePage, help_choices, public_path
from learning.courses.models.check import CheckPage
from learning.courses.models.glossary import GlossaryWord
from learning.courses.models.pages import (
    ADULT,
    CourseIndexPage,
    CoursePage,
    HomePage,
    LessonPage,
    ModulePage,
)

__all__ = [
    "ADULT",
    "CheckPage",
    "Competence",
    "CourseIndexPage",
    "CoursePage",
    "GlossaryWord",
    "HomePage",
    "LessonPage",
    "ModulePage",
    "SitePage",
    "help_choices",
    "public_path",
]
