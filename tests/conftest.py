"""What every test shares: state in a folder of its own, no network, both languages."""

from __future__ import annotations

import pytest
from django.core.cache import cache


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
