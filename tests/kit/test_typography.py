"""What readers see: typography of the language, on text only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.typography import typographic, typographic_html

N, F = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Que faites-vous ?", f"Que faites-vous{N}?"),
        ("Attention\u00a0! Stop ;", f"Attention{N}! Stop{N};"),
        ("Vous recevez : un colis", f"Vous recevez{F}: un colis"),
        ("« Bonjour »", f"«{F}Bonjour{F}»"),
        ('Il dit "oui" ici', f"Il dit «{F}oui{F}» ici"),
        ("l'adresse d'aujourd'hui", "l’adresse d’aujourd’hui"),
        ("1,99 € et 10 % à 400 m", f"1,99{F}€ et 10{F}% à 400{F}m"),
        ("17 h 30", f"17{F}h{F}30"),
        ("2 640 lieux", f"2{N}640 lieux"),
        ("Voir https://a.fr/?q=1 et moi@a.fr ?", f"Voir https://a.fr/?q=1 et moi@a.fr{N}?"),
        ("à 10:30", "à 10:30"),
    ],
)
def test_french_typography(typed, shown):
    assert typographic(typed, "fr") == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("What do you do?", "What do you do?"),
        ("Don't pay", "Don’t pay"),
        ('He says "yes"', "He says “yes”"),
        ("1.1 km away", f"1.1{F}km away"),
    ],
)
def test_english_typography(typed, shown):
    assert typographic(typed, "en") == shown


@pytest.mark.parametrize("language", ["fr", "en"])
@given(text=st.text(alphabet="ab 1':;!?«»\".\u00a0\u202f€hm", max_size=40))
def test_typography_applied_twice_changes_nothing_more(language, text):
    once = typographic(text, language)
    assert typographic(once, language) == once


def test_markup_and_code_stay_as_they_are():
    markup = '<p title="Quoi ?">Quoi ? <code>a ? b</code> <b>Oui</b> ! &lt;b&gt; &amp; fin ;</p><svg><text>a ?</text></svg>'
    shown = typographic_html(markup, "fr")
    assert shown == (
        f'<p title="Quoi ?">Quoi{N}? <code>a ? b</code> <b>Oui</b>{N}! &lt;b&gt; &amp; fin{N};</p>'
        "<svg><text>a ?</text></svg>"
    )


def test_escaped_text_is_still_escaped():
    assert "<script" not in typographic_html("&lt;script&gt;alert(1) ;&lt;/script&gt;", "fr")
