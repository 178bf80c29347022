"""How hard a text is to read: sentences, words, and the formulas of the field.

French: Kandel and Moles (1958), with textstat's syllables, which come from hyphenation patterns in a wheel.
English: Flesch Reading Ease (1948) and Flesch–Kincaid grade (1975), with a count of our own, because textstat
fetches its English dictionary from the network. LIX (Björnsson, 1968) in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONG = 6


@dataclass(frozen=True)
class Scores:
    """Reading ease (higher reads better), LIX and grade (lower read better), mean length of a sentence in words."""

    ease: float
    lix: float
    grade: float
    words_a_sentence: float


def is_item(line: str) -> bool:
    """Say whether a line is an item of a list."""
    return bool(re.match(r"- |\d+\. ", line))


def _plain(line: str) -> str:
    line = re.sub(r"^(?:- |\d+\. |> )", "", line.strip())
    line = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", line)
    return line.replace("**", "")


def sentences(lines: list[str]) -> list[str]:
    """Return the sentences of some lines; the end of a paragraph or of an item ends a sentence."""
    found: list[str] = []
    for line in lines:
        found += re.split(r'(?<=[.!?…])["»\u00a0]*\s+|(?<=[.!?…]["»])\s+', _plain(line))
    return [sentence for sentence in found if re.search(r"\w", sentence)]


def words(lines: list[str]) -> list[str]:
    """Return the words; l', d' and qu' count as words."""
    return [word for line in lines for word in re.split(r"[\s\u00a0'’]+", _plain(line)) if re.search(r"\w", word)]


def unquoted(text: str) -> str:
    """Return the text without what it quotes: « … », "…" and the lines of a quotation."""
    return re.sub(r'(?m)«[^»]*»|"[^"\n]*"|^> .*$', "", text)


def syllables(word: str, language: str) -> int:
    """Return the number of syllables of a word, one at least; an estimate in English."""
    letters = re.sub(r"[^a-zà-öø-ÿœ]", "", word.lower())
    if not letters:
        return 1
    if language == "fr":
        import textstat

        textstat.set_lang("fr")
        return max(1, int(textstat.syllable_count(letters)))
    count = len(re.findall(r"[aeiouy]+", letters))
    silent_e = letters.endswith("e") and not letters.endswith(("le", "ee", "ye", "ie"))
    silent_es = letters.endswith("es") and not re.search(r"(?:[sxz]|ch|sh|c|g|i|e)es$", letters)
    silent_ed = letters.endswith("ed") and not re.search(r"(?:[td]|e|i)ed$", letters)
    return max(1, count - (silent_e or silent_es or silent_ed))


def measure(lines: list[str], language: str) -> Scores:
    """Return the scores of some lines of French ("fr") or English ("en"); raises ValueError without a word."""
    found = words(lines)
    if not found:
        raise ValueError("there is no word to measure")
    mean = len(found) / len(sentences(lines))
    beats = sum(syllables(word, language) for word in found) / len(found)
    long = sum(len(re.sub(r"\W", "", word)) > LONG for word in found) / len(found)
    french, english = 207 - 1.015 * mean - 73.6 * beats, 206.835 - 1.015 * mean - 84.6 * beats
    ease = french if language == "fr" else english
    return Scores(ease=ease, lix=mean + 100 * long, grade=0.39 * mean + 11.8 * beats - 15.59, words_a_sentence=mean)
