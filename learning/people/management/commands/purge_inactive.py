"""Tell who has not come for long that they will be erased, and erase those who were told and did not come."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from learning.people import erasing, links
from learning.people.holdings import day
from learning.people.models import ErasureRequest
from learning.people.privacy import Person


class Command(BaseCommand):
    help = (
        "Give notice to everybody who has not come for PASSERELLE_KEEP_MONTHS months, and erase whoever was given "
        f"notice {erasing.NOTICE_DAYS} days ago and has not come since. Run it every day or every week."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many, change nothing")
        parser.add_argument("--months", type=int, help="instead of PASSERELLE_KEEP_MONTHS")

    def handle(self, *args: Any, **options: Any) -> None:
        months = settings.PASSERELLE_KEEP_MONTHS if options["months"] is None else options["months"]
        if months < 0:
            raise CommandError("--months is the number of months without use: write 1 or more, or 0 for never.")
        if not months:
            self.stdout.write("PASSERELLE_KEEP_MONTHS is 0: nobody is erased for not coming.")
            return
        told = list(erasing.inactive(months=months, today=timezone.localdate()))
        due = ErasureRequest.objects.filter(reason=ErasureRequest.Reason.INACTIVE, due_at__lte=timezone.now()).count()
        if options["dry_run"]:
            self.stdout.write(f"{len(told)} to be given notice, {due} to be erased. Nothing was done.")
            return
        count = {"erased": 0, "kept": 0, "waits": 0}
        for _request, became in tqdm(erasing.erase_due(only_inactive=True), total=due, disable=not sys.stderr.isatty()):
            count[became] += 1
        mailed = sum(self._tell(person) for person in tqdm(told, disable=not sys.stderr.isatty()))
        old = links.forget_old()
        self.stdout.write(
            f"{len(told)} were given notice ({mailed} by e-mail), {count['erased']} erased, "
            f"{count['kept']} kept because they came back, {old} old links removed."
        )

    def _tell(self, person: Person) -> bool:
        """Note the day, and write to the person where there is an address and a way to send; say whether it was sent."""
        waiting = erasing.ask(person=person, reason=ErasureRequest.Reason.INACTIVE, days=erasing.NOTICE_DAYS)
        if not (settings.EMAIL_URL and person.user and person.user.email):
            return False
        with translation.override(person.user.language):
            values = {
                "name": person.user.get_username(),
                "day": day(waiting.due_at),
                "address": settings.PASSERELLE_URL + reverse("account_login"),
            }
            lines = (
                _("You have not used Passerelle for a long time."),
                _("Your account, %(name)s, and everything that is held about you are erased on %(day)s.") % values,
                _("To keep them, sign in before that day: %(address)s") % values,
            )
            subject = _("Your Passerelle account will be erased")
            return bool(send_mail(subject, "\n\n".join(lines), None, [person.user.email], fail_silently=True))
