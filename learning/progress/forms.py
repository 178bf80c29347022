"""What a question's form sends, as judge() reads it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from learning.activities import questions as q


def response_of(activity: q.Activity, post: QueryDict) -> Any:
    """Return the answer of a form; the page's tokens become ids of items and pairs."""
    kind = activity.question.kind
    if kind in (q.SINGLE, q.SHORT, q.NUMBER):
        return post.get("answer", "")
    if kind == q.MULTIPLE:
        return post.getlist("answer")
    if kind == q.ORDER:
        return order_of(activity, post)
    return {pair.id: q.key_of(activity, post.get(f"match-{pair.id}", "")) for pair in activity.question.pairs}


def order_of(activity: q.Activity, post: QueryDict) -> list[str]:
    """Return the items in the order of the form."""
    longest = len(activity.question.items) + 1  # one more is enough to be refused
    return [q.key_of(activity, token) for token in post.getlist("order")[:longest]]
