"""What this room holds about a person: the account, the learner, sign-in, requests."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accessibility.forms import in_words
from accessibility.preferences import Preferences
from learning.people import browsers, rules
from learning.people.models import ErasureRequest, Learner, OneTimeLink, ResumeSlip, TeacherRequest, User
from learning.people.privacy import SHOWN, Holding, Person, Row, dump

ROLE_NAMES = {
    "learner": gettext_lazy("learner"),
    rules.TEACHER: gettext_lazy("teacher"),
    rules.EDITOR: gettext_lazy("editor"),
    rules.DIRECTORY_MANAGER: gettext_lazy("directory manager"),
    rules.ADMINISTRATOR: gettext_lazy("administrator"),
}
LANGUAGE_NAMES = {"fr": "français", "en": "English"}


def day(value: Any) -> str:
    """Return a date as it is said, in the site's zone; empty without one."""
    if value is None:
        return ""
    return date_format(localtime(value) if hasattr(value, "hour") else value, "j F Y")


class Account(Holding):
    key = "account"
    label = gettext_lazy("Your account")
    purpose = gettext_lazy("It lets you sign in and find your work on any device.")
    models = frozenset({"people.User", "people.User_groups", "people.User_user_permissions", "account.EmailAddress"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the administrators of this service. Nobody can read your password.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        user = person.user
        if user is None:
            return []
        change = {"action": _("Change my account"), "action_url": reverse("people:account")}
        found = [Row(_("User name: %s") % user.username, **change)]
        if user.get_full_name():
            found.append(Row(_("Name: %s") % user.get_full_name()))
        addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)} - {""}
        found += [Row(_("E-mail: %s") % address) for address in sorted(addresses)]
        found.append(Row(_("Language: %s") % LANGUAGE_NAMES.get(user.language, user.language)))
        roles = [str(ROLE_NAMES[role]) for role in rules.ROLES if role in rules.roles_of(user)]
        if roles:
            found.append(Row(_("What you may do here: %s") % ", ".join(roles)))
        if user.display:
            options = _("Display options: %s") % in_words(Preferences.from_cookie(user.display))
            found.append(Row(options, _("Change the display"), reverse("accessibility:display")))
        found.append(Row(_("Account made: %s") % day(user.date_joined)))
        if user.last_login:
            found.append(Row(_("Last sign-in: %s") % day(user.last_login)))
        return found

    def export(self, person: Person) -> Any:
        if person.user is None:
            return []
        own = dump(User.objects.filter(pk=person.user.pk), leave_out=("password",))
        roles = sorted(rules.roles_of(person.user))
        addresses = dump(EmailAddress.objects.filter(user=person.user))
        return [{**one, "roles": roles, "email_addresses": addresses} for one in own]

    def erase(self, person: Person, ghost: Learner) -> None:
        """The account itself goes last, when no room needs it any more (learning.people.erasing)."""


class LearnerRecord(Holding):
    key = "learner"
    label = gettext_lazy("Your name as a learner")
    purpose = gettext_lazy("Your answers and your progress belong to it.")
    models = frozenset({"people.Learner", "people.ErasureRequest"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the people who run your groups.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        learner = person.learner
        if learner is None:
            return []
        name = _("Name or pseudonym: %s") % learner.display_name if learner.display_name else _("No name: only a number")
        found = [Row(name), Row(_("Kept since: %s") % day(learner.created_at))]
        if learner.last_active_on:
            found.append(Row(_("Last active: %s") % day(learner.last_active_on)))
        return found

    def export(self, person: Person) -> Any:
        requests = ErasureRequest.objects.filter(_either(person))
        return {"learner": dump(_learners(person)), "to_be_erased": dump(requests)}

    def erase(self, person: Person, ghost: Learner) -> None:
        ErasureRequest.objects.filter(_either(person)).delete()
        # Empty rows of guests whose answers became this learner's.
        if person.learner:
            Learner.objects.filter(merged_into=person.learner).delete()


class Slip(Holding):
    key = "slip"
    label = gettext_lazy("Your four words")
    purpose = gettext_lazy("They open your progress on any device. The words themselves are on your paper only.")
    models = frozenset({"people.ResumeSlip"})

    def seen_by(self, person: Person) -> str:
        return _("You, and nobody else.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        return [
            Row(
                _("Made: %(made)s. Last used: %(used)s") % {"made": day(one.made_at), "used": day(one.used_at)},
                _("Make new words"),
                reverse("people:slip"),
            )
            for one in ResumeSlip.objects.filter(learner__in=_learners(person))
        ]

    def export(self, person: Person) -> Any:
        return dump(ResumeSlip.objects.filter(learner__in=_learners(person)), leave_out=("selector", "digest"))

    def erase(self, person: Person, ghost: Learner) -> None:
        ResumeSlip.objects.filter(learner__in=_learners(person)).delete()


class Sessions(Holding):
    key = "sessions"
    label = gettext_lazy("Where you are signed in")
    purpose = gettext_lazy("You can end a session on a device that you no longer have.")
    models = frozenset({"usersessions.UserSession"})

    def seen_by(self, person: Person) -> str:
        return _("You, and nobody else.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        action = {"action": _("See where I am signed in"), "action_url": reverse("usersessions_list")}
        found = [
            Row(
                _("Since %(day)s, from the address %(address)s, with: %(browser)s")
                % {
                    "day": day(one.created_at),
                    "address": one.ip,
                    "browser": browsers.in_words(one.user_agent) or one.user_agent or "?",
                }
            )
            for one in _sessions(person).order_by("-created_at")[:limit]
        ]
        return [Row(found[0].text, **action), *found[1:]] if found else []

    def count(self, person: Person) -> int:
        return _sessions(person).count()

    def export(self, person: Person) -> Any:
        # The session's key opens the account: it is no part of a file that may lie about.
        return dump(_sessions(person), leave_out=("session_key",))

    def erase(self, person: Person, ghost: Learner) -> None:
        for one in _sessions(person):
            store = one._session_store(one.session_key)
            if isinstance(store, SessionBase):
                store.delete(one.session_key)
            one.delete()


class SecondStep(Holding):
    key = "second_step"
    label = gettext_lazy("Your keys and codes to sign in")
    purpose = gettext_lazy("They protect your account when somebody knows your password.")
    models = frozenset({"mfa.Authenticator"})

    def seen_by(self, person: Person) -> str:
        return _("You, and nobody else.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        found = [
            Row(_("%(what)s, since %(day)s") % {"what": _factor_name(one), "day": day(one.created_at)})
            for one in _factors(person)[:limit]
        ]
        see = {"action": _("See my second step"), "action_url": reverse("mfa_index")}
        return [Row(found[0].text, **see), *found[1:]] if found else []

    def count(self, person: Person) -> int:
        return _factors(person).count()

    def export(self, person: Person) -> Any:
        # The secret stays out: whoever finds the file must not be able to sign in.
        return [
            {
                "type": one.type,
                "name": one.data.get("name", ""),
                "created_at": one.created_at,
                "last_used_at": one.last_used_at,
            }
            for one in _factors(person)
        ]

    def erase(self, person: Person, ghost: Learner) -> None:
        _factors(person).delete()


class Requests(Holding):
    key = "requests"
    label = gettext_lazy("Requests and links")
    purpose = gettext_lazy("They say how you came to teach, or how you got a new password.")
    models = frozenset({"people.TeacherRequest", "people.OneTimeLink"})

    def seen_by(self, person: Person) -> str:
        return _("You, and the administrators of this service.")

    def rows(self, person: Person, limit: int = SHOWN) -> list[Row]:
        if person.user is None:
            return []
        found = [
            Row(_("You asked to teach on %(day)s: “%(words)s”") % {"day": day(one.created_at), "words": one.words})
            for one in TeacherRequest.objects.filter(user=person.user)
        ]
        for one in _links(person)[:limit]:
            values = {"day": day(one.created_at), "note": one.note}
            if one.kind == OneTimeLink.Kind.PASSWORD and one.user_id == person.user.pk:
                text = _("A link for a new password was made for you on %(day)s.") % values
            elif one.user_id == person.user.pk:
                text = _("You accepted an invitation to teach, made on %(day)s: “%(note)s”") % values
            else:
                text = _("You made a link on %(day)s: “%(note)s”") % values
            found.append(Row(text))
        return found

    def count(self, person: Person) -> int:
        return _links(person).count() + TeacherRequest.objects.filter(user=person.user).count() if person.user else 0

    def export(self, person: Person) -> Any:
        if person.user is None:
            return []
        return {
            "to_teach": dump(TeacherRequest.objects.filter(user=person.user)),
            "links": dump(_links(person), leave_out=("digest",)),
        }

    def erase(self, person: Person, ghost: Learner) -> None:
        if person.user is None:
            return
        TeacherRequest.objects.filter(user=person.user).delete()
        OneTimeLink.objects.filter(user=person.user).delete()
        # What an administrator wrote about the person invited is theirs, not the administrator's; unused ones go.
        OneTimeLink.objects.filter(made_by=person.user, used_at__isnull=True).delete()


def _learners(person: Person) -> Any:
    """Return the learner, and those that were joined to it."""
    if person.learner is None:
        return Learner.objects.none()
    return Learner.objects.filter(Q(pk=person.learner.pk) | Q(merged_into=person.learner))


def _either(person: Person) -> Q:
    found = Q(pk__in=[])
    if person.learner:
        found |= Q(learner=person.learner)
    if person.user:
        found |= Q(user=person.user)
    return found


def _sessions(person: Person) -> Any:
    return UserSession.objects.filter(user=person.user) if person.user else UserSession.objects.none()


def _factors(person: Person) -> Any:
    found = Authenticator.objects.filter(user=person.user) if person.user else Authenticator.objects.none()
    return found.order_by("created_at", "pk")


def _factor_name(one: Authenticator) -> str:
    if one.type == Authenticator.Type.WEBAUTHN:
        return _("A key: “%s”") % one.data.get("name", "")
    if one.type == Authenticator.Type.TOTP:
        return _("An application that shows codes")
    return pgettext("what is held", "Recovery codes")


def _links(person: Person) -> Any:
    if person.user is None:
        return OneTimeLink.objects.none()
    return OneTimeLink.objects.filter(Q(user=person.user) | Q(made_by=person.user))


ALL = (Account(), LearnerRecord(), Slip(), Sessions(), SecondStep(), Requests())
