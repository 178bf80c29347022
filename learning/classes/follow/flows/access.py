"""Noting who looked at whose progress."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable

from django.core.cache import cache
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, Value
from django.utils import timezone

from learning.classes.follow.models import AccessLog
from learning.classes.models import Classroom, Enrolment
from learning.people.models import Learner, User

COLUMNS = ("viewer_id", "learner_id", "classroom_id", "page", "day", "seen_at")


def note_class_view(*, viewer: User, classroom: Classroom, learner_ids: Iterable[uuid.UUID], page: str) -> None:
    """Note that a person looked at the progress of several learners of a class: once a day for each of them.

    One query for any number of learners; none when the same look was noted earlier today. The cache only remembers
    that: without it the database finds the rows there and adds nothing.
    """
    ids = sorted(set(learner_ids))
    if not ids:
        return
    now = timezone.now()
    today = timezone.localdate(now)
    digest = hashlib.sha256(b"".join(one.bytes for one in ids)).hexdigest()[:32]
    known = f"looked:{viewer.pk}:{classroom.pk}:{page}:{today}:{digest}"
    if cache.get(known):
        return
    _insert(viewer, classroom, ids, page, now, today)
    cache.set(known, 1, timeout=24 * 3600)


def _insert(viewer: User, classroom: Classroom, ids: list[uuid.UUID], page: str, now: dt.datetime, today: dt.date) -> None:
    """Add the rows that are not there. One statement: bulk_create would cut three hundred rows into several."""
    rows = (
        Enrolment.objects.filter(classroom=classroom, learner_id__in=ids)
        .order_by()
        .annotate(
            look_by=Value(viewer.pk, BigIntegerField()),
            look_page=Value(page, CharField()),
            look_day=Value(today, DateField()),
            look_at=Value(now, DateTimeField()),
        )
        .values_list("look_by", "learner_id", "classroom_id", "look_page", "look_day", "look_at")
    )
    select, parameters = rows.query.sql_with_params()
    table = connection.ops.quote_name(AccessLog._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, COLUMNS))
    with connection.cursor() as cursor:
        # The names are ours and the values are parameters. "Do nothing": two tabs may note the same look at once.
        cursor.execute(f"INSERT INTO {table} ({names}) {select} ON CONFLICT DO NOTHING", parameters)


def note_page_view(*, viewer: User, classroom: Classroom, learner: Learner) -> AccessLog:
    """Note that a person opened the page about one learner: each time."""
    now = timezone.now()
    return AccessLog.objects.create(
        viewer_id=viewer.pk,
        learner_id=learner.pk,
        classroom_id=classroom.pk,
        page=AccessLog.Page.LEARNER,
        day=timezone.localdate(now),
        seen_at=now,
    )
