"""Erasing a person: asked for, with a delay to change one's mind, then done in every room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from learning.people import privacy
from learning.people.models import ErasureRequest, Learner, User
from learning.people.privacy import Person

NOTICE_DAYS = 30
"""Between the notice to somebody who has not come for long, and the erasing."""


class CannotErase(Exception):
    """Something has to be done first: privacy.obstacles() says what."""


def request_of(person: Person) -> ErasureRequest | None:
    """Return the request to erase this person that is waiting, if there is one."""
    found = Q(pk__in=[])
    if person.learner:
        found |= Q(learner=person.learner)
    if person.user:
        found |= Q(user=person.user)
    return ErasureRequest.objects.filter(found).first()


def ask(*, person: Person, reason: str = ErasureRequest.Reason.ASKED, days: int | None = None) -> ErasureRequest:
    """Note that a person is to be erased in some days, and return the request. Asked again, the first day stands.

    Raises CannotErase when something has to be done first.
    """
    if not person:
        raise ValueError("nobody")
    with transaction.atomic():
        person = _locked(person)
        if privacy.obstacles(person):
            raise CannotErase
        known = request_of(person)
        if known:
            return known
        now = timezone.now()
        delay = dt.timedelta(days=settings.PASSERELLE_ERASE_DAYS if days is None else days)
        return ErasureRequest.objects.create(
            user=person.user, learner=person.learner, reason=reason, asked_at=now, due_at=now + delay
        )


def keep(*, person: Person) -> bool:
    """Forget the request: the person changed their mind. Return whether there was one."""
    request = request_of(person)
    if request is None:
        return False
    request.delete()
    return True


def erase(*, person: Person) -> Learner | None:
    """Erase a person in every room, in one transaction; the files go when it has succeeded.

    Names, groups, sessions, keys, remarks and files go. Answers stay with a new learner who has a random id and no
    name; return that learner, or None when nothing was left to keep.

    Raises CannotErase when something has to be done first; nothing is changed then.
    """
    with transaction.atomic():
        person = _locked(person)
        if privacy.obstacles(person):
            raise CannotErase
        ghost = Learner.objects.create(erased_on=timezone.localdate())
        # The day only: the exact moment would lead from a line of a server's log to the answers that stay.
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        Learner.objects.filter(pk=ghost.pk).update(created_at=midnight)
        for holding in privacy.holdings():
            holding.erase(person, ghost)
        if person.learner:
            person.learner.delete()
        if person.user:
            person.user.delete()
        kept = _has_anything(ghost)
        if not kept:
            ghost.delete()
    return ghost if kept else None


def erase_due(*, only_inactive: bool = False) -> Iterator[tuple[ErasureRequest, str]]:
    """Erase everybody whose day has come, one after the other; yield each request with what became of it.

    "erased"; "kept" for somebody who was to be erased for not coming, and came; "waits" when something has to be
    done first.
    """
    due = ErasureRequest.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    if only_inactive:
        due = due.filter(reason=ErasureRequest.Reason.INACTIVE)
    for request in due.select_related("user", "learner"):
        person = Person(user=request.user, learner=request.learner)
        if request.reason == ErasureRequest.Reason.INACTIVE and was_active_since(person, request.asked_at):
            request.delete()
            yield request, "kept"
            continue
        try:
            erase(person=person)
        except CannotErase:
            yield request, "waits"
        else:
            yield request, "erased"


def last_activity(person: Person) -> dt.date:
    """Return the last day on which the person did anything here, or was entered here."""
    days: list[dt.date | None] = []
    if person.user:
        days += [timezone.localdate(at) for at in (person.user.date_joined, person.user.last_login) if at]
    if person.learner:
        days += [timezone.localdate(person.learner.created_at), person.learner.last_active_on]
    return max(one for one in days if one is not None)


def was_active_since(person: Person, moment: dt.datetime) -> bool:
    """Say whether the person did anything on the day of `moment` or later."""
    return last_activity(person) >= timezone.localdate(moment)


def inactive(*, months: int, today: dt.date) -> Iterator[Person]:
    """Yield everybody who has not come for so many months and has not been told yet.

    Without those who work in the office or run a group: an administrator looks after these.
    """
    before = _months_before(today, months)
    learners = Learner.objects.filter(erased_on__isnull=True, erasure__isnull=True, created_at__date__lt=before).filter(
        Q(last_active_on__isnull=True) | Q(last_active_on__lt=before)
    )
    for learner in learners.select_related("user__erasure").iterator(chunk_size=500):
        person = Person(user=learner.user, learner=learner)
        if last_activity(person) < before and not _is_needed(person):
            yield person
    alone = User.objects.filter(learner__isnull=True, erasure__isnull=True, is_demo=False, date_joined__date__lt=before)
    for user in alone.iterator(chunk_size=500):
        person = Person(user=user)
        if last_activity(person) < before and not _is_needed(person):
            yield person


def _is_needed(person: Person) -> bool:
    from learning.people import rules

    user = person.user
    return bool(user and (user.is_demo or rules.works_in_the_office(user))) or bool(privacy.obstacles(person))


def _months_before(day: dt.date, months: int) -> dt.date:
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    # The 31st of a month that has 30 days: the last one.
    for number in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _locked(person: Person) -> Person:
    """Read the person anew and hold the rows: an answer that comes in meanwhile waits for the end.

    SQLite's transactions are IMMEDIATE: they already do, and its select_for_update is nothing.
    """
    user = User.objects.select_for_update().get(pk=person.user.pk) if person.user else None
    learner = Learner.objects.select_for_update().get(pk=person.learner.pk) if person.learner else None
    return Person(user=user, learner=learner)


def _has_anything(ghost: Learner) -> bool:
    for relation in Learner._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: ghost}).exists():
            return True
    return False
