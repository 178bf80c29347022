"""What pages show of the door of a class."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from learning.classes.models import Classroom
from learning.classes.signin import pictures
from learning.classes.signin.clock import clock
from learning.classes.signin.models import JoinRequest

register = template.Library()
register.filter("clock", clock)


@register.inclusion_tag("classes/window_status.html")
def window_status(classroom: Classroom) -> dict[str, Any]:
    """Say whether the class is open and who asks to join. No query while it is closed, one while it is open."""
    waiting = JoinRequest.objects.filter(classroom=classroom).waiting().count() if classroom.is_open else 0
    return {"classroom": classroom, "waiting": waiting}


@register.simple_tag
def picture(key: str) -> SafeString:
    """Return the drawing of a picture; its name stands beside it."""
    return pictures.drawing(key)


@register.simple_tag
def printed_picture(key: str) -> SafeString:
    """Return the drawing of a picture for paper."""
    return pictures.printed(key)
