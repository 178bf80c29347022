"""What to bring, for each need (charter of France services; course plan). No fee, no date, no threshold."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

IDENTITY = _("An identity document")
LETTER = _("The letter or the message that you want to talk about")
PHONE = _("Your phone, charged: a code may arrive by text message")
MAIL = _("What you need to open your e-mail: your address and your password")
BANK = _("Your bank details (RIB), if you are to receive money")
SOCIAL = _("Your social security number: it is on your carte Vitale")
TAX = _("Your tax number: it is on your last tax letter")
CAF = _("Your Caf or MSA number: it is on their letters")
DEVICE = _("Your phone, tablet or computer, with its charger, if you have one")
OFFICE = (IDENTITY, LETTER, PHONE, MAIL)
OWN_MAIL = _("What you need to open your e-mail, if you have an address")
QUESTION = _("The question that you want to ask, on paper")
LEARN = (DEVICE, OWN_MAIL, QUESTION)

BRING: dict[str, tuple[Promise | str, ...]] = {
    "administrative-help": (*OFFICE, BANK),
    "health-insurance": (IDENTITY, SOCIAL, LETTER, PHONE, MAIL, BANK),
    "family-benefits": (IDENTITY, CAF, LETTER, PHONE, MAIL, BANK),
    "taxes": (IDENTITY, TAX, LETTER, PHONE, MAIL, BANK),
    "retirement": (IDENTITY, SOCIAL, LETTER, PHONE, MAIL, BANK),
    "identity-documents": (_("Your old document, even if it is no longer valid"), LETTER, PHONE, MAIL),
    "housing": (*OFFICE, _("Your lease or your last rent receipt, if it is about your home")),
    "energy-bills": (IDENTITY, _("Your last electricity or gas bill"), LETTER, PHONE),
    "justice": (IDENTITY, _("Every letter and message about the matter, in order of date"), PHONE),
    "consumer-rights": (_("The order, the contract or the receipt"), _("The messages that you exchanged"), PHONE),
    "employment": (IDENTITY, _("Your CV, on paper or on a key, if you have one"), PHONE, MAIL),
    "digital-skills": LEARN,
    "online-safety": (DEVICE, _("The message or the letter that worries you: do not delete it"), QUESTION),
    "digital-creation": LEARN,
    "parents-and-young-people": LEARN,
    "internet-access": (
        PHONE,
        _("The papers to copy, or the file to print: in your e-mail or on a USB key"),
        _("What you need to open your e-mail: your address and your password"),
    ),
    "low-cost-devices": (IDENTITY, _("A paper that shows your income or your benefits: the price may depend on it")),
}
"""Service category → what to bring, the most needed first."""

_OFFICES = ("administrative-help", "health-insurance", "family-benefits", "taxes", "retirement")


def to_bring(categories: list[str], service: str = "") -> list[str]:
    """Return what to bring for one need, else for the most common need that a place with these categories answers."""
    key = service if service in BRING else ""
    if not key:
        key = "administrative-help" if any(one in categories for one in _OFFICES) else ""
    if not key:
        key = next((one for one in categories if one in BRING), "digital-skills")
    return [str(text) for text in BRING[key]]
