"""Answers given without a connection come back in batches. Each goes through the one door (flows.record_attempt)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from learning.activities import questions as q
from learning.courses.activities import attach_scenarios
from learning.courses.models import CheckPage, LessonPage
from learning.courses.revisions import past_texts
from learning.people.models import Learner
from learning.progress import checks, flows, rules
from learning.progress.forms import response_of
from learning.progress.models import Attempt

MOST_ITEMS = 100
MOST_FIELDS, MOST_VALUES, LONGEST = 40, 60, 4000  # of one answer: far above what any question or practice sends
CLOCK = dt.timedelta(minutes=2)  # a device whose clock is nearer than this is believed
OLDEST = dt.timedelta(days=395)  # as long as a guest's cookie lives: an answer is not older, its clock was wrong
FAR = 4_102_444_800_000  # the year 2100, in milliseconds


class BadBatch(ValueError):
    """What came is no batch at all; the message says what to do."""


@dataclass(frozen=True)
class Item:
    """One answer. Without an activity: the answers to a whole check, or the mark that a lesson that asks nothing is done."""

    number: uuid.UUID
    at: dt.datetime
    lesson: uuid.UUID
    activity: uuid.UUID | None
    revision: int
    form: QueryDict


@dataclass(frozen=True)
class Ready:
    """An item that can be recorded: its lesson of today, and the lesson as it was when it was answered.

    `response` is the answer; of a check, question → answer.
    """

    item: Item
    lesson: LessonPage | CheckPage
    asked: LessonPage | CheckPage | None
    response: Any = None

    @property
    def numbers(self) -> list[uuid.UUID]:
        """The numbers under which its answers are kept."""
        if isinstance(self.lesson, CheckPage):
            return [checks.number_of(self.item.number, key) for key in self.response]
        return [self.item.number]


@dataclass
class Report:
    """What became of a batch: the numbers that are safe, those judged against a later text, those refused and why."""

    saved: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, number: object, code: str) -> None:
        self.refused.append({"number": str(number)[:64], "code": code, "reason": reasons()[code]})


def reasons() -> dict[str, str]:
    """Return code → sentence for the learner."""
    return {
        "unreadable": _("It could not be read."),
        "lesson": _("The lesson is no longer on this site."),
        "activity": _("The question is no longer in the lesson."),
        "answer": _("It does not fit the question."),
    }


def read(data: Any, report: Report) -> list[Item]:
    """Return the items of a batch; those that cannot be read are refused one by one.

    `data` is {"sent": milliseconds of the device's clock now, "items": [{"number", "at", "lesson", "activity" or
    nothing, "revision", "form": {name: [values]}}]}. Raises BadBatch when it is not.
    """
    if not isinstance(data, dict) or not isinstance(data.get("items"), list) or not _is_time(data.get("sent")):
        raise BadBatch(_("These answers could not be read. They stay on the device."))
    if len(data["items"]) > MOST_ITEMS:
        raise BadBatch(_("Too many answers came at once. They stay on the device."))
    now = timezone.now()
    found: list[Item] = []
    for raw in data["items"]:
        try:
            found.append(_item(raw, _moment(data["sent"]), now))
        except (AttributeError, KeyError, TypeError, ValueError):
            report.refuse(raw.get("number", "") if isinstance(raw, dict) else "", "unreadable")
    return found


def hour_of(*, at: dt.datetime, sent: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return when an answer was given, from the device's clock at the answer and at the sending.

    A clock that is wrong at the sending was as wrong at the answer: both are moved by the difference. What would
    still lie in the future, or is older than 13 months, is taken for now.
    """
    found = at + (now - sent if abs(now - sent) > CLOCK else dt.timedelta())
    return found if now - OLDEST <= found <= now else now


def prepare(items: Iterable[Item], report: Report, *, language: str) -> list[Ready]:
    """Find lesson, text and answer of each item, in a few queries; refuse those that cannot be recorded."""
    items = list(items)
    pages: dict[uuid.UUID, list[Any]] = {}
    keys, revisions = {one.lesson for one in items}, {one.revision for one in items} - {0}
    lessons = list(LessonPage.objects.filter(translation_key__in=keys).select_related("locale"))
    attach_scenarios(lessons)
    texts: dict[int, Any] = dict(past_texts(revisions, LessonPage))
    found_checks: list[CheckPage] = []
    if keys - {page.translation_key for page in lessons}:
        found_checks = list(CheckPage.objects.filter(translation_key__in=keys).select_related("locale"))
        texts |= past_texts(revisions, CheckPage)
    for page in (*lessons, *found_checks):
        if rules.may_replay(page):
            pages.setdefault(page.translation_key, []).append(page)
    ready: list[Ready] = []
    for one in items:
        found = pages.get(one.lesson)
        if not found:
            report.refuse(one.number, "lesson")
            continue
        # Of the two languages: the published one first, then the one of the address.
        lesson = max(found, key=lambda page: (page.live, page.locale.language_code == language))
        made = _ready(one, lesson, _asked(one, found, texts), report)
        if made:
            ready.append(made)
    return ready


def replay(*, learner: Learner, ready: Iterable[Ready], report: Report) -> None:
    """Record answers in one transaction: all that can be recorded, or none when the database fails.

    Sent again, in another order or from another device, they change nothing: each has its number.
    """
    ready = sorted(ready, key=lambda one: (one.item.at, one.item.number))
    with flows.batch(learner=learner, expected=[number for one in ready for number in one.numbers]) as batch:
        for one in ready:
            if any(attempt.judged_live for attempt in _record(learner, one, batch)):
                report.later.append(str(one.item.number))
            report.saved.append(str(one.item.number))


def _record(learner: Learner, one: Ready, batch: flows.Batch) -> list[Attempt]:
    item = one.item
    late: dict[str, Any] = {"revision": item.revision, "source": Attempt.Source.OFFLINE, "answered_at": item.at}
    if isinstance(one.lesson, CheckPage):
        asked = one.asked if isinstance(one.asked, CheckPage) else None
        return checks.record_check(
            learner=learner, check=one.lesson, responses=one.response, number=item.number, asked=asked, within=batch, **late
        )
    asked_then = one.asked if isinstance(one.asked, LessonPage) else None
    if item.activity is None:
        flows.finish_lesson(learner=learner, lesson=one.lesson, finished_at=item.at, asked=asked_then, within=batch)
        return []
    return [
        flows.record_attempt(
            learner=learner,
            lesson=one.lesson,
            activity_id=item.activity,
            response=one.response,
            support=Attempt.Support.HINT if item.form.get("hint") else Attempt.Support.ALONE,
            client_uuid=item.number,
            asked=asked_then,
            within=batch,
            **late,
        )
    ]


def _asked(item: Item, pages: list[Any], texts: dict[int, Any]) -> Any:
    """Return the text that the item was an answer to: the live page itself, or one that was published before."""
    for page in pages:
        if page.revision == item.revision and page.live:
            return page
    text = texts.get(item.revision)
    for page in pages:
        # A draft that is newer than what is published was never on a learner's screen.
        if text and page.pk == text.pk and (item.revision < page.revision or not page.live):
            return text
    return None


def _ready(item: Item, lesson: Any, asked: Any, report: Report) -> Ready | None:
    if isinstance(lesson, CheckPage):
        activities = (asked or lesson).activities()
        responses = checks.responses_of(activities, item.form)
        if item.activity or len(responses) < len(activities):
            report.refuse(item.number, "answer")
            return None
        return Ready(item, lesson, asked, responses)
    if item.activity is None:
        return Ready(item, lesson, asked)
    activity = (asked.activity(item.activity) if asked else None) or lesson.activity(item.activity)
    if activity is None:
        report.refuse(item.number, "activity")
        return None
    response: Any = flows.REVEAL if "reveal" in item.form else response_of(activity, item.form)
    try:
        if response != flows.REVEAL:
            q.judge(activity.question, response)
    except q.BadAnswer:
        report.refuse(item.number, "answer")
        return None
    return Ready(item, lesson, asked, response)


def _item(raw: dict[str, Any], sent: dt.datetime, now: dt.datetime) -> Item:
    """Read one item. Raises KeyError, TypeError or ValueError when it is not of the form."""
    if not _is_time(raw["at"]):
        raise ValueError
    revision = raw.get("revision", 0)
    if isinstance(revision, bool) or not isinstance(revision, int) or not 0 <= revision < 2**31:
        revision = 0  # not known: the live lesson judges
    activity = raw.get("activity")
    return Item(
        number=uuid.UUID(raw["number"]),
        at=hour_of(at=_moment(raw["at"]), sent=sent, now=now),
        lesson=uuid.UUID(raw["lesson"]),
        activity=uuid.UUID(activity) if activity else None,
        revision=revision,
        form=_form(raw.get("form") or {}),
    )


def _form(raw: dict[str, Any]) -> QueryDict:
    form = QueryDict(mutable=True)
    if len(raw) > MOST_FIELDS:
        raise ValueError
    for name, values in raw.items():
        if not isinstance(values, list) or len(values) > MOST_VALUES:
            raise ValueError
        for value in (name, *values):
            if not isinstance(value, str) or len(value) > LONGEST:
                raise ValueError
            value.encode()  # half a surrogate pair is no text: PostgreSQL would refuse the whole batch
        form.setlist(name, values)
    return form


def _is_time(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < FAR


def _moment(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.UTC)
