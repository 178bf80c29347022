"""What every test shares: state in a folder of its own, no network, both languages."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

# The same examples at every run: a red run can be made again.
hypothesis_settings.register_profile("passerelle", derandomize=True, deadline=None)
hypothesis_settings.load_profile("passerelle")


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _french():
    from django.utils import translation

    with translation.override("fr"):
        yield


@pytest.fixture
def courses(db):
    """The lessons of fixtures/courses, imported."""
    from django.core.management import call_command

    call_command("import_courses", verbosity=0)


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
