"""What a device keeps so that a module works without a connection, and what the pages say about it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.typography import typographic
from learning.activities.practice import addresses
from learning.courses.activities import attach_scenarios
from learning.courses.models import CheckPage, LessonPage, ModulePage
from learning.people.models import Learner

STATIC = Path(settings.BASE_DIR) / "static"
WORKER = "js/worker.js"
SHELL = ("site.css", "fonts/atkinson-next-latin.woff2", "icons/passerelle.svg")  # what the page without connection shows


@dataclass(frozen=True)
class Keepsake:
    """What to store of one module in one language. Another `version` means that something of it has changed."""

    key: str
    title: str
    language: str
    path: str
    version: str
    pages: list[str]
    files: list[str]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def keepsake(module: ModulePage, *, language: str) -> Keepsake:
    """Return the addresses that make up a module: page, lessons, check, practice screens, scripts, fonts. Bounded queries.

    Style sheets and pictures are found by the device in the pages themselves.
    """
    lessons = list(LessonPage.objects.live().child_of(module).order_by("path"))
    pages = [module.path_url]
    for lesson in lessons:
        pages += lesson_pages(lesson)
    attach_scenarios(lessons)
    pages += practice_pages(lessons)
    checks = list(CheckPage.objects.live().child_of(module))
    pages += [check.path_url for check in checks]
    files = script_files()
    texts = [[lesson.live_revision_id, *_revisions(lesson)] for lesson in lessons]
    texts += [[check.live_revision_id] for check in checks]
    state = [module.live_revision_id, texts, pages, files, frame_version()]
    version = hashlib.sha256(json.dumps(state, default=str).encode()).hexdigest()[:16]
    title = typographic(module.title, language)
    return Keepsake(str(module.translation_key), title, language, module.path_url, version, pages, files)


def lesson_pages(lesson: LessonPage) -> list[str]:
    """Return the addresses of a lesson: full and simple, and each with the hint of each question opened."""
    hints = [f"hint={one.id}" for one in lesson.activities() if one.question.hint and not one.question.scenario]
    versions = ["", "version=simple"] if lesson.has_simple_version else [""]
    queries = [[version, hint] for version in versions for hint in ("", *hints)]
    return [lesson.path_url + ("?" + "&".join(filter(None, query))).rstrip("?") for query in queries]


def practice_pages(lessons: list[LessonPage]) -> list[str]:
    """Return the addresses of the practices of lessons: their screens, also with the hint, and what each action leads to."""
    pages: list[str] = []
    for lesson in lessons:
        key = str(lesson.translation_key)
        for scenario in lesson.scenarios.values():
            pages += addresses.screen_urls(scenario, key)
            hint = addresses.Thread(lesson=key, hint=True)
            pages += [addresses.screen_url(scenario.key, one.id, hint).partition("#")[0] for one in scenario.screens]
    return pages


def _revisions(lesson: LessonPage) -> list[int]:
    return [scenario.revision for scenario in lesson.scenarios.values()]


def script_files() -> list[str]:
    """Return the addresses of the scripts and fonts that a kept page may load when it is open."""
    names = ["app.js", *(f"js/{path.name}" for path in sorted((STATIC / "js").glob("*.js")) if path.name != "worker.js")]
    names += [f"fonts/{path.name}" for path in sorted((STATIC / "fonts").glob("*.woff2"))]
    return [staticfiles_storage.url(name) for name in names]


@cache
def frame_version() -> str:
    """Return what changes with the templates of the pages that are kept: they are in no lesson's revision."""
    folder = Path(settings.BASE_DIR) / "templates"
    rooms = ("activities", "components", "courses", "progress")
    paths = [folder / "base.html", *(path for room in rooms for path in sorted((folder / room).rglob("*.html")))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def owner_of(learner: Learner | None) -> str:
    """Return the mark that says whose answers a device keeps: no name, no number of the learner; "" for nobody."""
    return salted_hmac("passerelle.offline", str(learner.pk)).hexdigest()[:20] if learner else ""


def worker() -> str:
    """Return the script of the service worker. It changes, and so is taken anew, when what it holds changes."""
    shell = {
        "files": [staticfiles_storage.url(name) for name in SHELL],
        "pages": {code: _page_without_connection(code) for code, _name in settings.LANGUAGES},
    }
    source = (STATIC / WORKER).read_text(encoding="utf-8")
    text = json.dumps(shell, ensure_ascii=False)
    version = hashlib.sha256((source + text).encode()).hexdigest()[:12]
    return f"const VERSION = {json.dumps(version)};\nconst SHELL = {text};\n{source}"


def _page_without_connection(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"html": render_to_string("progress/no_connection.html"), "kept": _("Kept on this device")}


def manifest(language: str) -> dict[str, object]:
    """Return the web app manifest of one language. Source: https://www.w3.org/TR/appmanifest/."""

    def picture(name: str, size: str, purpose: str = "any") -> dict[str, str]:
        kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
        return {"src": staticfiles_storage.url(f"icons/{name}"), "sizes": size, "type": kind, "purpose": purpose}

    return {
        "id": "/",
        "name": "Passerelle",
        "short_name": "Passerelle",
        "description": _("Short and free lessons, on a screen or to print. You do not need an account."),
        "lang": language,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "start_url": f"/{language}/",
        "scope": "/",
        # The bar with "back" stays: people who learn need it.
        "display": "minimal-ui",
        "background_color": "#fffdf9",
        "theme_color": "#0b4a54",
        "icons": [
            picture("passerelle.svg", "any"),
            picture("passerelle-192.png", "192x192"),
            picture("passerelle-512.png", "512x512"),
            picture("passerelle-maskable-512.png", "512x512", "maskable"),
        ],
    }


def words() -> dict[str, list[str]]:
    """Return what scripts say about waiting answers and kept pages, as [for one, for several] with {n} in it."""

    return {
        "waiting": [
            ngettext(
                "{n} answer is waiting on this device. It is sent when you are connected.",
                "{n} answers are waiting on this device. They are sent when you are connected.",
                number,
            )
            for number in (1, 2)
        ],
        "failed": [
            ngettext(
                "{n} answer could not be sent now. It stays on this device. Try again in a few minutes.",
                "{n} answers could not be sent now. They stay on this device. Try again in a few minutes.",
                number,
            )
            for number in (1, 2)
        ],
        "saved": [ngettext("{n} answer has been saved.", "{n} answers have been saved.", number) for number in (1, 2)],
        "later": [
            ngettext(
                "{n} answer was checked against the new text of its lesson.",
                "{n} answers were checked against the new text of their lesson.",
                number,
            )
            for number in (1, 2)
        ],
        "another": [
            ngettext(
                "{n} answer of another person is waiting on this device. It is sent when that person comes back.",
                "{n} answers of another person are waiting on this device. They are sent when that person comes back.",
                number,
            )
            for number in (1, 2)
        ],
        "ask": [
            ngettext(
                "{n} answer was given on this device before you signed in. Is it yours?",
                "{n} answers were given on this device before you signed in. Are they yours?",
                number,
            )
            for number in (1, 2)
        ],
        "leaving": [
            ngettext(
                "{n} answer is waiting on this device. If you leave now, it is lost.",
                "{n} answers are waiting on this device. If you leave now, they are lost.",
                number,
            )
            for number in (1, 2)
        ],
        "modules": [
            ngettext(
                "{n} module is kept on this device. It is removed when you leave.",
                "{n} modules are kept on this device. They are removed when you leave.",
                number,
            )
            for number in (1, 2)
        ],
        "refused": [
            ngettext("{n} answer could not be saved.", "{n} answers could not be saved.", number) for number in (1, 2)
        ],
    }


def keep_words() -> dict[str, str]:
    """Return what is said while a module is being kept; {n} and {total} are numbers, {day} a date in words."""
    return {
        "kept": _("Kept on this device since {day}."),
        "changed": _("The lessons have changed since you kept them. Keep them again to have the new ones."),
        "doing": _("Part {n} of {total} is kept. Stay on this page."),
        "failed": _("The connection was lost after part {n}. Press again to start anew."),
        "removed": _("The module is no longer kept on this device."),
    }
