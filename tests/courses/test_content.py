"""What an editor must look at: pages that lead nowhere, and facts that were checked long ago."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from learning.courses.content import facts, months_since, problems
from learning.courses.models import CheckPage, GlossaryWord, LessonPage, ModulePage
from tests.courses.test_pages import add_lessons

pytestmark = pytest.mark.django_db
KEY = "stay-safe/scams/check-who-sent-it"
TODAY = dt.date(2027, 12, 3)


def lesson(language: str = "fr", key: str = KEY) -> LessonPage:
    return LessonPage.objects.get(key=key, locale__language_code=language)


def said(key: str = KEY) -> list[str]:
    return [f"{one.language}: {one.what}" for one in problems() if one.key == key]


def rewrite(page, before: str, after: str) -> None:
    """Change the stored text of a page, as another program or an old release may have left it."""
    data = [dict(block) for block in page.body.raw_data]
    text = str(data)
    assert before in text

    def change(value):
        if isinstance(value, str):
            return value.replace(before, after)
        if isinstance(value, dict):
            return {name: change(one) for name, one in value.items()}
        return [change(one) for one in value] if isinstance(value, list) else value

    page.body = page.body.stream_block.to_python(change(data))
    page.save()


def test_our_own_lessons_have_no_problem(courses, practice, capsys):
    call_command("check_content")
    assert "no problem" in capsys.readouterr().out


def test_each_thing_that_leads_nowhere_is_said_with_its_page(courses, practice):
    assert said() == []
    page = lesson()
    LessonPage.objects.filter(pk=page.pk).update(drawing="no-such-drawing", help="gone")
    assert said() == ["fr: there is no drawing “no-such-drawing”.", "fr: its kind of help “gone” is not known."]
    LessonPage.objects.filter(pk=page.pk).update(drawing="", help="taxes")
    assert said() == ["fr: it has no drawing."]


def test_a_practice_without_its_exercise_is_said(courses):
    assert "fr: the practice “inbox-parcel-scam” does not exist in this language." in said()
    assert "en: the practice “inbox-parcel-scam” does not exist in this language." in said()


def test_a_word_that_nobody_explains_and_a_service_that_is_not_known_are_said(courses, practice):
    GlossaryWord.objects.filter(language="en").delete()
    words = [line for one in problems() for line in [one.what] if one.language == "en" and "not explained" in line]
    assert words
    page = lesson()
    rewrite(page, "<p>", '<p><a href="#service-nothing">x</a> <a linktype="page" id="999999">y</a>')
    assert "fr: a link leads to the service “nothing”, which is not known." in said()
    assert "fr: a link leads to a page that is not published." in said()


def test_a_missing_language_a_missing_check_and_an_empty_module_are_said(courses, practice):
    lesson("en").unpublish()
    assert said() == ["fr: the other language is not published."]
    CheckPage.objects.get(key__startswith="stay-safe/scams/", locale__language_code="fr").unpublish()
    assert "fr: it has no check." in said("stay-safe/scams")
    for page in LessonPage.objects.child_of(ModulePage.objects.get(key="stay-safe/scams", locale__language_code="fr")):
        page.unpublish()
    assert "fr: no lesson is published in it: nobody sees it." in said("stay-safe/scams")


def test_a_check_that_sends_back_to_a_lesson_that_is_gone_is_said(courses, practice):
    check = CheckPage.objects.get(key__startswith="stay-safe/scams/", locale__language_code="fr")
    name = check.body[0].value["lesson"]
    lesson(key=f"stay-safe/scams/{name}").unpublish()
    assert f"fr: a question sends back to the lesson “{name}”, which is not published." in said(check.key)


def test_a_problem_fails_the_command(courses, practice, capsys):
    LessonPage.objects.filter(key=KEY, locale__language_code="fr").update(drawing="")
    with pytest.raises(CommandError, match="1 problem"):
        call_command("check_content")
    assert f"{KEY} (fr): it has no drawing." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("checked", "months"), [("", None), ("2027-12", 0), ("2027-01", 11), ("2026-12", 12), ("2025-12", 24)]
)
def test_months_are_counted_from_month_to_month(checked, months):
    assert months_since(checked, TODAY) == months


def test_facts_are_listed_the_never_checked_first_then_the_oldest(courses):
    LessonPage.objects.update(checked="2027-11")
    LessonPage.objects.filter(key=KEY, locale__language_code="fr").update(checked="")
    LessonPage.objects.filter(key=KEY, locale__language_code="en").update(checked="2026-12")
    found = facts(TODAY)
    assert [(one.key, one.language, one.is_due) for one in found[:3]] == [
        (KEY, "fr", True),
        (KEY, "en", True),
        ("first-steps/turn-it-on/charge-on-off", "en", False),
    ]
    assert sum(one.is_due for one in found) == 2


def test_the_list_of_facts_is_printed_and_written(courses, capsys, tmp_path):
    LessonPage.objects.update(checked="2020-01")
    call_command("check_content", "--facts", "--csv", str(tmp_path / "facts.csv"))
    out = capsys.readouterr().out
    assert f"! {KEY} (fr): 2020-01, " in out
    count = LessonPage.objects.live().count()
    assert f"{count} lessons; {count} to check again" in out
    text = (tmp_path / "facts.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == count
    assert {row["to check again"] for row in rows} == {"yes"}
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("check_content", "--facts", "--csv", str(tmp_path / "no" / "facts.csv"))
    with pytest.raises(CommandError, match="--csv goes with --facts"):
        call_command("check_content", "--csv", str(tmp_path / "facts.csv"))


def test_looking_at_all_lessons_costs_the_same_with_ten_times_as_many(courses, practice, django_assert_max_num_queries):
    for more in (0, 40):
        add_lessons(more)
        problems()
        with django_assert_max_num_queries(13):
            problems()


def test_the_office_shows_the_lessons_whose_facts_are_to_be_checked(client, courses, settings, django_user_model):
    settings.PASSERELLE_DEMO = True  # a second factor is offered, not asked for
    edith = django_user_model.objects.create_user(username="edith", password="four words on paper")
    client.force_login(edith)
    assert client.get("/cms/reports/facts/").status_code == 302  # no office
    edith.groups.add(Group.objects.get(name="editor"))
    LessonPage.objects.update(checked="2099-01")
    LessonPage.objects.filter(key=KEY, locale__language_code="fr").update(checked="")
    LessonPage.objects.filter(key=KEY, locale__language_code="en").update(checked="2020-03")
    html = client.get("/cms/reports/facts/").content.decode()
    never, old = lesson("fr"), lesson("en")
    first, second = (html.index(f"/cms/pages/{page.pk}/edit/") for page in (never, old))
    assert first < second < html.index("2099-01")
    file = client.get("/cms/reports/facts/?export=csv")
    assert b"2020-03" in b"".join(file.streaming_content)
