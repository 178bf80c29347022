"""Words and shapes of the access figures."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kit.templatetags.ui import thousands
from locator.coverage.measure import LIMITS_KM, Bands
from locator.coverage.show import share

register = template.Library()
BAR = 700  # units of the width of a bar


@register.simple_tag
def band_words(band: int) -> str:
    """Return a band in words: "up to 5 km", "5 to 10 km", …, "beyond 20 km"."""
    if not band:
        return _("up to %(km)d km") % {"km": LIMITS_KM[0]}
    if band == len(LIMITS_KM):
        return _("beyond %(km)d km") % {"km": LIMITS_KM[-1]}
    return _("%(near)d to %(far)d km") % {"near": LIMITS_KM[band - 1], "far": LIMITS_KM[band]}


@register.simple_tag
def beyond(bands: Bands, limit: int) -> str:
    """Return the sentence of the page: so many people live farther than `limit` km from a counter."""
    place = LIMITS_KM.index(limit)
    values = {"people": thousands(bands.beyond[place]), "part": share(bands.shares[place]), "km": limit}
    return _("%(people)s people (%(part)s) live farther than %(km)d km from a counter.") % values


@register.simple_tag
def part(people: int, population: int) -> str:
    """Return people with their part of all: « 6,4 % »."""
    return share(people / population if population else 0.0)


@register.simple_tag
def stacked(bars: Sequence[tuple[int, int, float, str]]) -> SafeString:
    """Return the pieces of a bar, each as wide as its part of the people, with its ground and its pattern."""
    pieces, start = [], 0.0
    for band, _people, size, _words in bars:
        x, width = round(start * BAR, 1), round(size * BAR, 1)
        pieces.append((f"s{band}", x, width))
        if band:
            pieces.append((f"p{band}", x, width))
        start += size
    return format_html("{}", format_html_join("", '<rect class="{}" x="{}" width="{}" height="44"/>', pieces))
