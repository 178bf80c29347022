"""Open and close a class, make and replace cards, give a number, let somebody join. None takes a request."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from learning.classes.flows import NAME_LENGTH, enrol, same_name
from learning.classes.models import Classroom, Enrolment
from learning.classes.signin import keyed, limits
from learning.classes.signin.models import JoinRequest, LoginCard, SignInNumber
from learning.people.models import Learner, User

LONGEST_WINDOW = dt.timedelta(hours=12)
NUMBER_LIVES = dt.timedelta(minutes=2)
WAITING_AT_MOST = 60  # for each class: what one teacher can look through


class NotNow(ValueError):
    """The class is closed, or it would be open for too long or not at all."""


class TooManyWait(ValueError):
    """Too many requests wait for the teacher already."""


# The window


def open_window(*, classroom: Classroom, until: dt.datetime) -> None:
    """Let people in until a time, and no longer. Raises NotNow for a time that is over or too far away."""
    now = timezone.now()
    if not now < until <= now + LONGEST_WINDOW:
        raise NotNow(until.isoformat())
    JoinRequest.objects.outdated().delete()  # of every class: names of strangers stay a day
    Classroom.objects.filter(pk=classroom.pk).update(open_until=until)
    classroom.open_until = until


def close_window(*, classroom: Classroom) -> None:
    """Let nobody in any more. Who is in stays in; numbers that were given stop working."""
    with transaction.atomic():
        Classroom.objects.filter(pk=classroom.pk).update(open_until=timezone.now())
        SignInNumber.objects.filter(classroom=classroom).delete()
    classroom.refresh_from_db(fields=["open_until"])


def sign_everybody_out(*, classroom: Classroom) -> int:
    """End every session that a card, a number or the class code opened. Returns of how many people."""
    return LoginCard.objects.of_class(classroom).update(signed_out_at=timezone.now())


def class_code(*, classroom: Classroom) -> str:
    """Return the code of the class. The database holds a keyed hash of it, to find the class by."""
    code = keyed.class_code(classroom)
    if classroom.code_hash == keyed.class_code_hash(code):
        return code
    # A class that never had one, a new version, or a new CARD_KEY.
    while True:
        code = keyed.class_code(classroom)
        classroom.code_hash = keyed.class_code_hash(code)
        try:
            with transaction.atomic():
                classroom.save(update_fields=["code_hash", "code_version"])
        except IntegrityError:
            classroom.code_version += 1  # another class has this code
        else:
            return code


def new_class_code(*, classroom: Classroom) -> str:
    """Return another code; the one before stops working at once."""
    Classroom.objects.filter(pk=classroom.pk).update(code_version=F("code_version") + 1)
    classroom.refresh_from_db(fields=["code_version"])
    return class_code(classroom=classroom)


def find_open_class(*, code: str) -> Classroom | None:
    """Return the class of a code while it lets people in, else None: closed and unknown look the same."""
    found = Classroom.objects.filter(code_hash=keyed.class_code_hash(keyed.plain(code))).first()
    return found if found is not None and found.is_open else None


# Cards


def cards_of(*, learners: Iterable[Learner], secret: str) -> list[LoginCard]:
    """Return the cards of learners, in their order, with their learners; those that are missing are made now."""
    learners = list(learners)
    cards = {one.learner_id: one for one in LoginCard.objects.filter(learner__in=learners)}
    missing = [one for one in learners if one.pk not in cards]
    while missing:
        taken = set(LoginCard.objects.values_list("number", flat=True))
        made = []
        for learner in missing:
            made.append(LoginCard(learner=learner, secret=secret, number=_free_number(taken)))
            taken.add(made[-1].number)
        try:
            with transaction.atomic():
                LoginCard.objects.bulk_create(made)
        except IntegrityError:
            pass  # printed twice at the same moment: the other one made them, or took a number
        cards = {one.learner_id: one for one in LoginCard.objects.filter(learner__in=learners)}
        missing = [one for one in learners if one.pk not in cards]
    found = []
    for learner in learners:
        card = cards[learner.pk]
        card.learner = learner
        found.append(card)
    return found


def _free_number(taken: set[str]) -> str:
    length = keyed.NUMBER_LENGTH
    while True:
        for _turn in range(50):
            number = "".join(secrets.choice(keyed.SIGNS) for _place in range(length))
            if number not in taken:
                return number
        length += 1  # of 194,481 numbers nearly all are taken


def card_of(*, learner: Learner, classroom: Classroom) -> LoginCard:
    """Return the card of one learner, made now when there is none."""
    return cards_of(learners=[learner], secret=classroom.card_secret)[0]


def replace_card(*, card: LoginCard) -> None:
    """Give a new card for one that is lost: the old one stops working and whoever used it is signed out."""
    LoginCard.objects.filter(pk=card.pk).update(version=F("version") + 1)
    card.refresh_from_db(fields=["version"])


def reset_cards(*, classroom: Classroom, secret: str) -> int:
    """Replace the cards of the whole class, with the secret that new cards will ask for. Returns how many."""
    with transaction.atomic():
        Classroom.objects.filter(pk=classroom.pk).update(card_secret=secret)
        number = LoginCard.objects.of_class(classroom).update(version=F("version") + 1, secret=secret)
    classroom.card_secret = secret
    return number


# Six figures of two minutes


def give_number(*, teacher: User, classroom: Classroom, learner: Learner) -> tuple[str, dt.datetime]:
    """Return six figures that sign the learner in once, and until when. Those given before stop working.

    Raises NotNow while the class is closed.
    """
    if not classroom.is_open:
        raise NotNow
    SignInNumber.objects.filter(expires_at__lte=timezone.now()).delete()
    while True:
        number = SignInNumber(id=uuid.uuid4(), classroom=classroom, learner=learner, given_by=teacher)
        code = keyed.six_figures(number.pk)
        number.code_hash = keyed.six_figures_hash(code)
        number.expires_at = timezone.now() + NUMBER_LIVES
        try:
            with transaction.atomic():
                SignInNumber.objects.filter(classroom=classroom, learner=learner).delete()
                number.save(force_insert=True)
        except IntegrityError:
            continue  # somebody else's number lives with the same figures
        return code, number.expires_at


def use_number(*, code: str) -> LoginCard | None:
    """Return the card of the learner whom six figures sign in, once; None when they are nobody's or too old."""
    found = SignInNumber.objects.select_related("classroom", "learner").filter(
        code_hash=keyed.six_figures_hash(code), expires_at__gt=timezone.now()
    )
    number = found.first()
    if number is None or not number.classroom.is_open:
        return None
    # The one that deletes the row may use it: two devices that type it together are one.
    if not SignInNumber.objects.filter(pk=number.pk).delete()[0]:
        return None
    if not Enrolment.objects.present().filter(classroom=number.classroom, learner=number.learner).exists():
        return None
    return card_of(learner=number.learner, classroom=number.classroom)


# Joining by code


def ask_to_join(*, classroom: Classroom, name: str, learner: Learner | None) -> JoinRequest:
    """Return a request that waits for the teacher.

    Raises NotNow while the class is closed, TooManyWait when the teacher has too many already.
    """
    if not classroom.is_open:
        raise NotNow
    with transaction.atomic():
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        waiting = JoinRequest.objects.filter(classroom=classroom).waiting()
        if learner is not None:
            mine = waiting.filter(learner=learner).first()
            if mine is not None:
                return mine
        if waiting.count() >= WAITING_AT_MOST:
            raise TooManyWait
        return JoinRequest.objects.create(classroom=classroom, name=name, learner=learner)


def accept(*, request: JoinRequest) -> Learner:
    """Put the person into the class, under the name that they gave. Returns the learner."""
    with transaction.atomic():
        locked = JoinRequest.objects.select_for_update().select_related("classroom").get(pk=request.pk)
        if locked.state == JoinRequest.State.ACCEPTED and locked.learner_id:
            return Learner.objects.get(pk=locked.learner_id)
        learner = locked.learner or Learner()
        learner.display_name = _free_name(locked.classroom, learner, locked.name)
        learner.save()
        enrol(classroom=locked.classroom, learner=learner)
        locked.learner = learner
        locked.state = JoinRequest.State.ACCEPTED
        locked.save(update_fields=["learner", "state"])
    return learner


def _free_name(classroom: Classroom, learner: Learner, name: str) -> str:
    """Return the name, with a figure when another person of the class has it: a teacher must tell them apart."""
    others = Enrolment.objects.present().filter(classroom=classroom).exclude(learner=learner)
    taken = {same_name(one) for one in others.values_list("learner__display_name", flat=True)}
    turn, free = 1, name
    while same_name(free) in taken:
        turn += 1
        free = f"{name[: NAME_LENGTH - 4]} {turn}"
    return free


def decline(*, request: JoinRequest) -> None:
    """Let the person wait no longer. The name that they gave is removed."""
    JoinRequest.objects.filter(pk=request.pk, state=JoinRequest.State.WAITING).update(
        state=JoinRequest.State.DECLINED, name=""
    )


# Trying a card


def let_in_again(*, card: LoginCard) -> None:
    """Forget the wrong tries of a card: its teacher knows who holds it."""
    limits.clear_card(card)
