"""How often a password or a second step may be tried. Counted in the database: the same for one process or several.

A try is taken before the answer is looked at and given back when it was right, so that a hundred guesses sent at
the same moment are a hundred tries. It is counted for an account, never for an address alone: thirty people of one
workshop share one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from learning.people.models import TryCount


@dataclass(frozen=True)
class Limit:
    """So many tries of a kind within so many seconds."""

    kind: str
    tries: int
    seconds: int

    def key(self, what: object) -> str:
        """Return the name of the counter; a user name that was typed never stands in the database in clear."""
        return salted_hmac(f"people.limits.{self.kind}", str(what), algorithm="sha256").hexdigest()


PASSWORD = Limit("password", 5, 300)
SECOND_STEP = Limit("second step", 5, 300)
# A code of an application is right for three times thirty seconds (MFA_TOTP_TOLERANCE): once is enough.
USED_CODE = Limit("used code", 1, 120)


def take(limit: Limit, what: object) -> bool:
    """Take one try; return False when there is none left."""
    key, now = limit.key(what), timezone.now()
    until = now + dt.timedelta(seconds=limit.seconds)
    mine = TryCount.objects.filter(key=key)
    for _turn in range(2):
        # Conditional updates: the database decides, whatever other processes do at the same moment.
        if mine.filter(until__gt=now, count__lt=limit.tries).update(count=F("count") + 1):
            return True
        if mine.filter(until__lte=now).update(count=1, until=until):
            return True
        if mine.exists():
            return False
        try:
            with transaction.atomic():
                TryCount.objects.create(key=key, count=1, until=until)
        except IntegrityError:
            continue  # another process made it just now: the next turn counts on it
        TryCount.objects.filter(until__lt=now - dt.timedelta(days=1)).delete()
        return True
    return False


def give_back(limit: Limit, what: object) -> None:
    """Give back a try that was right. The others stay counted: an own sign-in in between clears no guesses."""
    TryCount.objects.filter(key=limit.key(what)).update(count=Greatest(F("count") - 1, 0))
