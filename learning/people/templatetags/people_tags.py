"""What other rooms' pages say about the person who is here."""

from __future__ import annotations

from django import template

from learning.people import browsers, erasing
from learning.people.models import ErasureRequest, Learner
from learning.people.privacy import Person

register = template.Library()
register.filter("browser", browsers.in_words)


@register.simple_tag
def erasing_of(learner: Learner | None) -> ErasureRequest | None:
    """Return the request to erase a learner that is waiting, so that a page can say it beforehand. One query."""
    return erasing.request_of(Person(learner=learner)) if learner else None
