"""Sign-in cards and the notice for parents, as HTML documents that become PDF.

They are made anew for each press and kept nowhere: what a card holds is computed from the key (classes.signin.keyed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.qr import qr_svg
from learning.classes.models import Classroom
from learning.classes.signin import keyed
from learning.classes.signin.models import CardSecret, LoginCard
from learning.classes.signin.pictures import PICTURES, Picture

ON_A_PAGE = 8
LARGE_ON_A_PAGE = 4
LONG_NAME, VERY_LONG_NAME = 14, 30


@dataclass(frozen=True)
class PrintedCard:
    """One card as it is printed."""

    name: str
    code: str
    qr: str
    pictures: list[Picture]
    pin: str

    @property
    def size(self) -> str:
        """The class of the name: a long one is smaller, and never cut."""
        return "longest" if len(self.name) > VERY_LONG_NAME else "long" if len(self.name) > LONG_NAME else ""


def printed_card(card: LoginCard) -> PrintedCard:
    """Return what is printed on a card, in the language that is active."""
    path = reverse("cards:card", args=[keyed.card_path(card)])
    title = _("Square code of the card of %(name)s") % {"name": card.learner.display_name}
    asks_pin = card.secret == CardSecret.PIN
    return PrintedCard(
        name=card.learner.display_name,
        code=keyed.typed_code(card),
        qr=qr_svg(f"{settings.PASSERELLE_URL}{path}", title=title),
        pictures=[] if asks_pin else [PICTURES[key] for key in keyed.card_pictures(card)],
        pin=keyed.card_pin(card) if asks_pin else "",
    )


def cards_html(*, classroom: Classroom, cards: Sequence[LoginCard], large: bool = False) -> str:
    """Return the document of the cards of a class: eight to a page, or four large ones."""
    size = LARGE_ON_A_PAGE if large else ON_A_PAGE
    printed = [printed_card(card) for card in cards]
    title = _("Cards of %(name)s") % {"name": classroom.name}
    context = {
        "sheets": [printed[start : start + size] for start in range(0, len(printed), size)],
        "classroom": classroom,
        "large": large,
        "where": _where(),
    }
    return _render("paper/cards.html", title, context)


def notice_html(*, classroom: Classroom) -> str:
    """Return the notice for the parents of a school class, one page."""
    owner = classroom.owner
    context = {
        "classroom": classroom,
        "teacher": owner.get_full_name(),
        "home": f"{settings.PASSERELLE_URL.partition('://')[2]}/{get_language()}/",
        "data": f"{settings.PASSERELLE_URL.partition('://')[2]}{reverse('accessibility:privacy')}",
    }
    return _render("paper/notice.html", _("Passerelle in class: a notice for parents"), context)


def _where() -> str:
    return f"{settings.PASSERELLE_URL.partition('://')[2]}/{get_language()}/card"


def _render(template: str, title: str, context: dict[str, Any]) -> str:
    shared = {"page": {"title": title}, "version": timezone.localdate(), "help_phone": settings.PASSERELLE_HELP_PHONE}
    return render_to_string(template, shared | context)
