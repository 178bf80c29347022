"""The key of a page that an editor makes: files and progress both need one."""

from __future__ import annotations

import re
from typing import Any

from django.utils.text import slugify

from learning.courses.identity import page_uuid


def give(page: Any) -> None:
    """Give a page without a key its own, from its parent's key and its address.

    A translation takes the key of the page that it translates. Any other page gets the identity that a text file
    with this key would have, so that export and import find it again.
    """
    model = type(page)
    others = model.objects.exclude(pk=page.pk)
    twin = others.filter(translation_key=page.translation_key).exclude(key="").first()
    if twin:
        page.key = twin.key
        return
    parent = page.get_parent().specific
    above = getattr(parent, "key", "")
    name = slugify(re.sub(r"['\u2019]", " ", page.slug or page.title)) or "page"
    stem = f"{above}/{name}" if "/" in above or above not in ("", "home", "courses") else name
    number, key = 1, stem
    while others.filter(key=key).exists() or others.filter(translation_key=page_uuid(key)).exists():
        number += 1
        key = f"{stem}-{number}"
    page.key, page.translation_key = key, page_uuid(key)


def below(module_key: str, key: str) -> str:
    """Return the key of a lesson once it is in another module."""
    return f"{module_key}/{key.rpartition('/')[2]}"
