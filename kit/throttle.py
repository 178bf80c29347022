"""How often a thing may be tried, counted in the shared cache."""

from __future__ import annotations

import hashlib
import time

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _


def hit(key: str, limit: int, seconds: int) -> bool:
    """Count one try of `key` and say whether it is still allowed.

    `limit` tries are allowed in each window of `seconds`. The key is hashed: what a person typed never lands in
    the cache in clear.
    """
    window = int(time.time() // seconds)
    name = "throttle:" + hashlib.sha256(f"{key}:{limit}:{seconds}:{window}".encode()).hexdigest()
    if cache.add(name, 1, timeout=seconds):
        return limit >= 1
    try:
        return cache.incr(name) <= limit
    except ValueError:  # it expired between the two calls
        cache.add(name, 1, timeout=seconds)
        return limit >= 1


def client_address(request: object) -> str:
    """Return the address that the request comes from, as allauth trusts it (PASSERELLE_PROXIES)."""
    from allauth.account.adapter import get_adapter

    return str(get_adapter().get_client_ip(request))


def too_many_sheets() -> HttpResponse:
    """Return the answer to who asks for more sheets than are made: 429, with what to do."""
    sentence = _("Too many new sheets were asked for from here. Wait an hour, then try again.")
    return HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
