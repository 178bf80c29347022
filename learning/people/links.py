"""Links that work once, for some days: an invitation to teach, a new password without e-mail."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from learning.people.models import OneTimeLink, TeacherRequest, User
from learning.people.rules import TEACHER

DAYS = {OneTimeLink.Kind.TEACHER: 14, OneTimeLink.Kind.PASSWORD: 2}

KEPT_DAYS = 90
"""How long an administrator still finds a link that nobody used: its note may be a name."""


class NotAsked(Exception):
    """Nobody may ask to teach here: the installation invites."""


def _digest(kind: str, secret: str) -> str:
    return salted_hmac(f"people.links.{kind}", secret, algorithm="sha256").hexdigest()


def make(*, kind: str, made_by: User, user: User | None = None, note: str = "") -> tuple[OneTimeLink, str]:
    """Return a new link and its token, which is shown once and stored nowhere.

    A new link for somebody's password takes the place of those that were not used.
    """
    secret = secrets.token_urlsafe(24)
    now = timezone.now()
    with transaction.atomic():
        if kind == OneTimeLink.Kind.PASSWORD:
            OneTimeLink.objects.filter(kind=kind, user=user, used_at__isnull=True).delete()
        link = OneTimeLink.objects.create(
            kind=kind,
            digest=_digest(kind, secret),
            user=user,
            note=note,
            made_by=made_by,
            created_at=now,
            expires_at=now + dt.timedelta(days=DAYS[OneTimeLink.Kind(kind)]),
        )
    return link, f"{link.pk}.{secret}"


def find(*, kind: str, token: str) -> OneTimeLink | None:
    """Return the link of a token while it works; None for any other, whatever the reason."""
    number, _dot, secret = token.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    link = OneTimeLink.objects.filter(pk=int(number), kind=kind).select_related("user").first()
    # Compared in constant time, also when there is no such link: nothing is learnt from how long it takes.
    right = constant_time_compare(link.digest if link else "", _digest(kind, secret))
    if link is None or not right or link.used_at or link.expires_at <= timezone.now():
        return None
    return link


def _use(link: OneTimeLink) -> bool:
    # A conditional update: of two that come at the same moment, one uses it.
    return bool(OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=timezone.now()))


def accept_invitation(*, link: OneTimeLink, user: User) -> bool:
    """Make the person a teacher and use the link up; return False when somebody was faster."""
    with transaction.atomic():
        if not _use(link):
            return False
        OneTimeLink.objects.filter(pk=link.pk).update(user=user)
        make_teacher(user)
    return True


def choose_password(*, link: OneTimeLink, password: str) -> bool:
    """Give the person of the link a new password and use the link up; every open session of theirs ends.

    Return False when somebody was faster.
    """
    with transaction.atomic():
        user = link.user
        if user is None or not _use(link):
            return False
        user.refresh_from_db()
        user.set_password(password)
        user.save(update_fields=["password"])
    return True


def make_teacher(user: User) -> None:
    """Give the role of teacher. Twice is once."""
    user.groups.add(Group.objects.get(name=TEACHER))
    user.__dict__.pop("_roles", None)


def ask_to_teach(*, user: User, words: str) -> TeacherRequest | None:
    """Ask to teach: return the request that waits for an administrator, or None when the role is given at once.

    Asked again after a refusal, the request waits anew. Raises NotAsked where teachers are invited only.
    """
    if settings.PASSERELLE_TEACHER_SIGNUP == "open":
        make_teacher(user)
        return None
    if settings.PASSERELLE_TEACHER_SIGNUP != "request":
        raise NotAsked
    request, _made = TeacherRequest.objects.update_or_create(
        user=user,
        defaults={
            "words": words,
            "created_at": timezone.now(),
            "accepted": None,
            "answered_at": None,
            "answered_by": None,
        },
    )
    return request


def answer_request(*, request: TeacherRequest, administrator: User, accept: bool) -> None:
    """Accept or refuse a request to teach."""
    with transaction.atomic():
        TeacherRequest.objects.filter(pk=request.pk).update(
            accepted=accept, answered_at=timezone.now(), answered_by=administrator
        )
        if accept:
            make_teacher(request.user)


def forget_old() -> int:
    """Remove links that nobody used and that stopped working long ago; return how many."""
    count, _by_model = OneTimeLink.objects.filter(
        used_at__isnull=True, expires_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS)
    ).delete()
    return count
