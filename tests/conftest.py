"""What every test shares: state in a folder of its own, no network, both languages."""

from __future__ import annotations

import shutil

import pytest
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

# The same examples at every run: a red run can be made again.
hypothesis_settings.register_profile("passerelle", derandomize=True, deadline=None)
hypothesis_settings.load_profile("passerelle")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give a worker a whole file of browser tests, or all the PDF tests: what they share is made once in a session."""
    from xdist.scheduler import LoadScopeScheduling

    class WholeFiles(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if file.startswith("tests/pdf/"):
                return "tests/pdf"
            return file if file.startswith("tests/browser/") else nodeid

    return WholeFiles(config, log)


@pytest.fixture(autouse=True, scope="session")
def _no_index():
    """Leave out what Wagtail does after each page is saved, for the search and the "used by" of the office.

    It would be two fifths of the time of the tests, and none of them looks at it.
    """
    from django.test import override_settings

    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
        yield


@pytest.fixture(autouse=True)
def _fresh_cache():
    from django_tasks import default_task_backend

    cache.clear()
    default_task_backend.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _french():
    from django.utils import translation

    with translation.override("fr"):
        yield


@pytest.fixture(scope="session")
def two_modules(tmp_path_factory):
    """A folder with two modules of fixtures/courses, their courses and the glossary: what most tests need."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("texts")
    for language in ("fr", "en"):
        shutil.copy(settings.FIXTURES_DIR / f"glossary.{language}.yaml", folder)
    for module in ("first-steps/turn-it-on", "stay-safe/scams"):
        course = settings.FIXTURES_DIR / "courses" / module.partition("/")[0]
        shutil.copytree(settings.FIXTURES_DIR / "courses" / module, folder / "courses" / module)
        for text in course.glob("course.*.md"):
            shutil.copy(text, folder / "courses" / course.name)
    return folder / "courses"


@pytest.fixture
def courses(db, two_modules):
    """Two modules of fixtures/courses, imported: all four courses would take a quarter of a minute for each test."""
    from django.core.management import call_command

    call_command("import_courses", two_modules, verbosity=0)


@pytest.fixture
def practice(db):
    """The practice scenarios of fixtures/practice, imported."""
    from django.core.management import call_command

    call_command("import_practice", verbosity=0)


@pytest.fixture
def point(db):
    """One place of help."""
    from locator.models import ServicePoint, Source

    source = Source.objects.create(key="test", name="Test")
    return ServicePoint.objects.create(
        source=source, source_ref="1", name="Médiathèque", commune="Annecy", postcode="74000",
        latitude=45.9, longitude=6.12, phone="0450334535", opening_hours="Mo-Fr 09:00-12:00; PH off",
    )  # fmt: skip
