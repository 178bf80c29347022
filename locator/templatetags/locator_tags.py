"""Figures of the directory, for any page."""

from __future__ import annotations

from django import template
from django.core.cache import cache

from locator import show
from locator.models import ServicePoint

register = template.Library()
KEY = "locator.point_count"


@register.simple_tag
def point_count() -> int:
    """Return how many places the directory holds; counted at most every ten minutes."""
    count = cache.get(KEY)
    if count is None:
        count = ServicePoint.objects.count()
        cache.set(KEY, count, 600)
    return count


@register.filter
def elided(text: str) -> str:
    """Return a French sentence with "de" joined to the name of a town: d’Annecy, du Mans, des Abymes."""
    return show.elided(str(text))
