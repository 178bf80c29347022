"""A lesson for two: the learner's words on one side, the helper's on the other, on the same page."""

from __future__ import annotations

import html
import re

import pytest
from django.utils import translation

from learning.courses import together
from learning.courses.blocks import LessonBody
from learning.courses.glossary import Glossary
from learning.courses.models import LessonPage
from learning.courses.textfiles.importer import import_tree
from learning.progress.models import Attempt
from tests.courses.factories import lesson

pytestmark = pytest.mark.django_db
EVERY = "bridges/crossing/every-sign"
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode()).replace("’", "'").replace("\u202f", " ").replace("\xa0", " ")


def words(rows: list[together.Row]) -> list[str]:
    return [str(note.text) for row in rows for note in row.notes]


@pytest.fixture
def pages(folder):
    assert not import_tree(root=folder).failed


def test_every_part_has_the_words_of_its_kind(pages):
    rows = together.rows(lesson("fr", EVERY), Glossary())
    assert [row.kind for row in rows] == ["section", "step", "step", "section", *["question"] * 5, "remember", "section"]
    assert [(row.number, row.total) for row in rows if row.kind == "step"] == [(1, 2), (2, 2)]
    said = words(rows)
    for note in (
        *together.SECTIONS["why"], *together.STEPS[0], *together.STEPS[1], *together.LAST_STEP, *together.REMEMBER,
        *together.QUESTION, *together.SECTIONS["stuck"],
        *(together.INSIDE[kind] for kind in ("image", "scam", "download", "tip", "person")),
        *(together.ANSWERS[kind] for kind in ("multiple", "order", "match", "short", "number")),
    ):  # fmt: skip
        assert str(note.text) in said, note.text


def test_every_kind_of_block_has_words(pages):
    """A block that is added later is not forgotten: it stands in one of the tables, or it is plain text."""
    known = {"heading", "text", "step", "question", "practice", "remember", "easyread", "helper", *together.INSIDE}
    assert set(LessonBody().child_blocks) == known


def test_no_sentence_comes_twice(pages):
    for one in LessonPage.objects.all():
        for simple in (False, True):
            said = words(together.rows(one, Glossary(), simple=simple))
            assert len(said) == len(set(said))


def test_the_lessons_own_words_stand_beside_their_step_and_nowhere_else(client, pages):
    one = lesson("fr", EVERY)
    assert "Laissez la personne compter à voix haute." not in page(client, one.path_url)
    text = page(client, f"{one.path_url}?with=somebody")
    step = text.partition("Comptez</h3>")[2].partition("À toi d'essayer")[0]
    assert "Laissez la personne compter à voix haute." in step
    assert text.count("Laissez la personne compter à voix haute.") == 1


def test_both_read_the_same_lesson(client, pages):
    one = lesson("fr", EVERY)
    alone, two = page(client, one.path_url), page(client, f"{one.path_url}?with=somebody")
    assert f'href="{one.path_url}?with=somebody"' in alone
    for words_ in ("Aucun service ne demande votre code.", "Vous avez le temps.", "Mettez dans l'ordre.", "Je compte."):
        assert words_ in alone
        assert words_ in two
    assert two.count('class="two-beside"') >= 10
    assert "Asseyez-vous à côté de la personne." in two
    assert "Asseyez-vous à côté de la personne." not in alone
    assert re.findall(r"<h1>(.*?)</h1>", two) == re.findall(r"<h1>(.*?)</h1>", alone)
    levels = [int(n) for n in re.findall(r"<h([1-6])", two)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert two.count("<ol") == two.count("</ol>")
    assert two.count("<div") == two.count("</div>")


def test_in_english_too(client, pages):
    one = lesson("en", EVERY)
    with translation.override("en"):
        text = page(client, f"{one.path_url}?with=somebody")
    assert "Sit beside the person." in text
    assert "Codes and passwords are theirs." in text


def test_the_simple_version_is_for_two_as_well(client, pages):
    one = lesson("fr")
    text = page(client, f"{one.path_url}?with=somebody&version=simple")
    assert str(together.EASY[0].text).split(".")[0] in text
    assert "?with=somebody" in text


def test_an_answer_given_together_says_so_and_comes_back_to_the_page_for_two(client, pages):
    one = lesson("fr")
    text = page(client, f"{one.path_url}?with=somebody")
    form = re.search(r'<form method="post" action="([^"]+)" data-answer.*?</form>', text, re.DOTALL)
    assert '<input type="hidden" name="with" value="somebody">' in form[0]
    response = client.post(form[1], {"answer": "a2", "with": "somebody"}, **OURS)
    assert response["Location"].startswith(f"{one.path_url}?with=somebody&answered=")
    assert Attempt.objects.get().support == "together"
    text = page(client, response["Location"].partition("#")[0])
    assert "For two" not in text
    assert 'class="two-beside"' in text
    response = client.post(form[1], {"answer": "", "with": "somebody"}, **OURS)
    assert "with=somebody" in response["Location"]


def test_the_page_for_two_is_not_another_page_for_search_engines(client, pages):
    one = lesson("fr")
    text = page(client, f"{one.path_url}?with=somebody")
    assert f'<link rel="canonical" href="{one.path_url}">' in text
    assert '<meta name="robots" content="noindex">' in text


@pytest.mark.parametrize("value", ["", "nobody", "somebody%00", "../x"])
def test_another_word_is_the_lesson_alone(client, pages, value):
    assert 'class="two-beside"' not in page(client, f"{lesson('fr').path_url}?with={value}")


def test_it_costs_no_more_than_the_lesson(client, pages, django_assert_max_num_queries):
    url = f"{lesson('fr', EVERY).path_url}?with=somebody"
    client.get(url)
    with django_assert_max_num_queries(8):
        client.get(url)


def test_the_words_are_translated():
    notes = [*together.OPENING, *together.CLOSING, *together.OTHER_SECTION, *together.LAST_STEP, *together.INSIDE.values(),
             *together.ANSWERS.values(), *together.QUESTION, *together.PRACTICE, *together.REMEMBER, *together.EASY,
             *(note for some in (*together.SECTIONS.values(), *together.STEPS) for note in some)]  # fmt: skip
    for note in notes:
        with translation.override("en"):
            english = (str(note.label), str(note.text))
        with translation.override("fr"):
            french = (str(note.label), str(note.text))
        assert all(one != other for one, other in zip(english, french, strict=True)), english
        assert not re.search(r"(?<!\u202f)[;!?]", french[1]), french
