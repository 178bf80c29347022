"""A lesson for two: beside the learner's words, those of the person who sits beside them.

The helper's words come from what stands in the lesson (a step, a question, a warning), and from its :::helper words.
They say what to say, what the hands do and when to wait; no sentence comes twice on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.activities import questions as q

if TYPE_CHECKING:
    from learning.courses.glossary import Glossary
    from learning.courses.models import LessonPage

SAY, HANDS, WAIT = "say", "hands", "wait"
LABELS = {
    SAY: pgettext_lazy("the helper", "To say"),
    HANDS: pgettext_lazy("the helper", "Hands"),
    WAIT: pgettext_lazy("the helper", "To wait"),
}


@dataclass(frozen=True)
class Note:
    """One sentence for the helper."""

    kind: str
    text: Any

    @property
    def label(self) -> Any:
        return LABELS[self.kind]


@dataclass
class Row:
    """A part of the lesson, and what is said beside it."""

    kind: str  # section, step, question, practice, remember, easyread
    blocks: list[Any] = field(default_factory=list)
    number: int = 0  # of a step, among those that follow each other
    total: int = 0
    notes: list[Note] = field(default_factory=list)
    own: list[Any] = field(default_factory=list)  # rich texts of :::helper


OPENING = (
    Note(HANDS, _("Sit beside the person. The device stays in their hands.")),
    Note(SAY, _("Ask: “What do you know already? What would you like to do with it?”")),
    Note(WAIT, _("Go at their pace. One lesson is enough for a day.")),
)
CLOSING = (
    Note(SAY, _("Say one thing that the person did well.")),
    Note(SAY, _("Ask: “What will you do alone before the next time?”")),
    Note(HANDS, _("Let the person write down how to find this lesson again.")),
)
SECTIONS = {
    "why": (
        Note(SAY, _("Read this part together, or ask who reads.")),
        Note(SAY, _("Ask: “Has this happened to you?” Then listen.")),
    ),
    "try": (Note(SAY, _("Say that there is no mark and that every try helps.")),),
    "stuck": (
        Note(SAY, _("Say that it happens to many people, and to you too.")),
        Note(HANDS, _("Codes and passwords are theirs. Look away while they type.")),
        Note(SAY, _("Look together for a place near them. Let them write the address and the hours on paper.")),
    ),
}
OTHER_SECTION = (Note(SAY, _("Read this part together. Stop after each idea.")),)
STEPS = (
    (
        Note(SAY, _("Read the step aloud, once. Then say nothing.")),
        Note(HANDS, _("Keep your hands off the mouse, the keyboard and the screen.")),
        Note(WAIT, _("Wait until the person has tried. Count to 10 in silence.")),
    ),
    (
        Note(SAY, _("Ask: “What do you see on the screen?”")),
        Note(WAIT, _("Wait for the gesture, even a slow one. Then say what went well.")),
    ),
    (
        Note(SAY, _("Let the person read the step. Ask: “What will you do first?”")),
        Note(HANDS, _("Say the place in words: at the top, on the left. Do not point at it.")),
    ),
    (
        Note(SAY, _("Ask the person to show you this step again, alone.")),
        Note(WAIT, _("Lost? Go back one step together. Nothing is broken.")),
    ),
    (
        Note(SAY, _("Read half of the step. Let the person guess what comes next.")),
        Note(WAIT, _("Offer a short break. Look far away, drink some water.")),
    ),
    (
        Note(SAY, _("Say less now: a nod is often enough.")),
        Note(WAIT, _("Let the person correct a slip alone. It is how the hand learns.")),
    ),
)
LAST_STEP = (Note(SAY, _("Ask the person to tell you the steps in their own words.")),)
INSIDE = {
    "image": Note(SAY, _("Look at the picture first. Find the same thing on the screen together.")),
    "warning": Note(SAY, _("Read the warning aloud. Ask: “What could happen?”")),
    "scam": Note(SAY, _("Say that these traps are well made: they catch people of all ages.")),
    "tip": Note(WAIT, _("“Good to know” can wait until the step has worked.")),
    "download": Note(SAY, _("Offer the file on paper too.")),
    "person": Note(SAY, _("Say that asking a person is a good way, never a defeat.")),
}
ANSWERS = {
    q.SINGLE: Note(SAY, _("Read all the answers in the same tone. Let the person choose: do not point at one.")),
    q.MULTIPLE: Note(SAY, _("Read all the answers in the same tone. Several are right: speak only when all is ticked.")),
    q.ORDER: Note(SAY, _("Ask: “What comes first?” Let the person move the lines.")),
    q.MATCH: Note(SAY, _("Take one line at a time. Ask: “What goes with it?”")),
    q.SHORT: Note(SAY, _("Let the person write, even slowly. Capital letters and accents do not matter.")),
    q.NUMBER: Note(SAY, _("Let the person look for the number again in the text, then write it.")),
}
QUESTION = (
    Note(WAIT, _("Ten seconds of silence are a good sign: the person thinks.")),
    Note(SAY, _("Not right yet? Read the sentence together, then let the person try again. Never say “no”.")),
)
PRACTICE = (
    Note(HANDS, _("Nothing is real here. Let the person try everything, the wrong ways too.")),
    Note(SAY, _("Ask: “What would you do at home?”")),
)
REMEMBER = (Note(SAY, _("Let the person say these sentences aloud, or copy them into a notebook.")),)
EASY = (
    Note(SAY, _("Read one line, then stop. Let the person read the next one.")),
    Note(WAIT, _("After each group of lines, ask what it says in their own words.")),
)


def rows(page: LessonPage, glossary: Glossary, *, simple: bool = False, paper: bool = False) -> list[Row]:
    """Return the lesson as rows for the page for two, each with the helper's words. No query.

    `paper`: words are explained at the end of a printed lesson, just below their text on screen.
    """
    found: list[Row] = []
    for block in page.blocks(simple=simple):
        kind = block.block_type
        if kind == "helper":
            if not found:
                found.append(Row("section"))
            found[-1].own.append(block.value["text"])
        elif kind == "step":
            number = found[-1].number + 1 if found and found[-1].kind == "step" else 1
            own = [one.value["text"] for one in block.value["body"] if one.block_type == "helper"]
            found.append(Row("step", [block], number, own=own))
        elif kind in ("question", "practice", "remember", "easyread"):
            if kind != "easyread" or simple:
                found.append(Row(kind, [block]))
        elif kind == "heading" or not found or found[-1].kind != "section":
            found.append(Row("section", [block]))
        else:
            found[-1].blocks.append(block)
    for place, row in enumerate(found):
        if row.number and (place + 1 == len(found) or not found[place + 1].number):
            for one in found[place + 1 - row.number : place + 1]:
                one.total = row.number
    _annotate(found, glossary, paper)
    return found


def _annotate(found: list[Row], glossary: Glossary, paper: bool) -> None:
    said: set[str] = set()
    steps = 0
    for row in found:
        notes: list[Note] = []
        if row.kind == "step":
            notes += STEPS[steps % len(STEPS)]
            steps += 1
            if row.number == row.total:
                notes += LAST_STEP
        else:
            notes += _of(row)
        notes += [INSIDE[kind] for kind in _kinds(row.blocks) if kind in INSIDE]
        notes += _words(row, glossary, paper)
        # What was said once is known: a page that repeats itself is not read to the end.
        row.notes = [note for note in notes if str(note.text) not in said]
        said.update(str(note.text) for note in row.notes)


def _of(row: Row) -> Iterable[Note]:
    first = row.blocks[0] if row.blocks else None
    if row.kind == "question" and first is not None:
        return (ANSWERS[first.value["kind"]], *QUESTION)
    if row.kind == "section" and first is not None:
        anchor = first.value["anchor"] if first.block_type == "heading" else ""
        return SECTIONS.get(anchor, OTHER_SECTION)
    return {"practice": PRACTICE, "remember": REMEMBER, "easyread": EASY}.get(row.kind, ())


def _kinds(blocks: Iterable[Any]) -> list[str]:
    """Return the kinds of what stands inside, each once, in order."""
    return list(dict.fromkeys(_inside(blocks)))


def _inside(blocks: Iterable[Any]) -> Iterator[str]:
    for block in blocks:
        if block.block_type == "step":
            yield from _inside(block.value["body"])
        else:
            yield block.block_type


def _words(row: Row, glossary: Glossary, paper: bool) -> list[Note]:
    from learning.courses.glossary import texts

    words = [word.word for text in texts(row.blocks) for word in glossary.below(text)]
    if not words:
        return []
    below = _("Ask if this word is clear: %(word)s. It is explained just below.")
    end = _("Ask if this word is clear: %(word)s. It is explained at the end of the lesson.")
    return [Note(SAY, (end if paper else below) % {"word": words[0]})]
