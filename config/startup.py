"""What must be true before the service answers anybody."""

from __future__ import annotations

import logging
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)


def verify() -> None:
    """Stop with a sentence when the configuration is unsafe.

    Raises ImproperlyConfigured for a short secret or card key, for several processes without a shared cache (rate
    limits live there), and for demonstration mode on a public https address that does not ask for it.
    """
    if len(settings.SECRET_KEY) < 40:
        raise ImproperlyConfigured("SECRET_KEY is too short: write at least 40 signs, or remove it and restart.")
    if len(settings.CARD_KEY) < 40:
        raise ImproperlyConfigured("CARD_KEY is too short: write at least 40 signs, or remove it and restart.")
    processes = int(os.environ.get("WEB_CONCURRENCY", "1") or "1")
    if processes > 1 and not settings.CACHE_URL:
        raise ImproperlyConfigured("WEB_CONCURRENCY is above 1: set CACHE_URL, the processes must share a cache.")
    if not settings.PASSERELLE_DEMO:
        _warn_about_demo_people()


def _warn_about_demo_people() -> None:
    from django.contrib.auth import get_user_model
    from django.db import DatabaseError

    try:
        count = get_user_model().objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError:
        return  # not migrated yet: nobody exists
    if count:
        logger.warning("%d demonstration accounts exist; they cannot sign in without PASSERELLE_DEMO=1.", count)
