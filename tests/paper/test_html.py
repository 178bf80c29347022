"""What a sheet holds."""

from __future__ import annotations

import re

import pytest

from learning.activities.models import PracticeScenario
from learning.activities.questions import Activity, Option, Pair, Question
from learning.paper import codes, html
from learning.paper.questions import paper_cards, paper_question
from learning.paper.templatetags.paper_tags import paper_text

pytestmark = pytest.mark.django_db


def plain(document: str) -> str:
    text = re.sub(r"<[^>]+>", " ", document).replace("\u202f", " ").replace("\xa0", " ").replace("’", "'")
    return re.sub(r"\s+", " ", text)


def test_a_lesson_leads_back_to_its_page(lesson, settings):
    settings.PASSERELLE_URL = "https://passerelle.example"
    document = html.lesson_html(lesson)
    code = codes.code_of(lesson.translation_key)
    assert f"https://passerelle.example{lesson.path_url}" in document
    assert f'href="https://passerelle.example/fr/code/?code={code}"' in document
    assert ">passerelle.example/fr/code</a>" in document
    assert f"<b>{code}</b>" in document


def test_a_lesson_says_where_it_stands_and_gives_a_number(lesson, every_kind, settings):
    settings.PASSERELLE_HELP_PHONE = "0123456789"
    text = plain(html.lesson_html(every_kind))
    assert "Se protéger · Les arnaques" in text
    assert re.search(r"\b2\D+2\b", text)
    assert "01 23 45 67 89" in text


def test_answers_come_after_everything_else(every_kind):
    document = html.lesson_html(every_kind)
    body, answers = document.split('<div class="answers">')
    assert "Oui, un code reste secret." in plain(answers)
    assert "Oui, un code reste secret." not in plain(body)
    assert "SMS – " in plain(answers)
    assert "Commencez par une pause." in plain(answers)


def test_a_lesson_without_question_has_no_page_of_answers(every_kind):
    every_kind.body = [(b.block_type, b.value) for b in every_kind.body if b.block_type != "question"]
    assert 'class="answers"' not in html.lesson_html(every_kind)


def test_every_question_explains_the_right_answer_and_the_tempting_ones(lesson):
    answers = plain(html.lesson_html(lesson).split('<div class="answers">')[1])
    assert "Oui, c'est le bon geste." in answers
    assert "La petite somme sert à obtenir" in answers
    assert "STOP marche avec une vraie publicité." in answers


def test_drawings_are_written_in_plain_colours(every_kind):
    document = html.lesson_html(every_kind)
    assert "var(--" not in document
    assert document.count("<title>Un message sur un téléphone.") == 2


def test_a_practice_without_scenario_leaves_no_trace(lesson):
    assert "inbox-parcel-scam" not in html.lesson_html(lesson)


def test_a_practice_is_printed_as_cards_with_boxes_and_its_feedback_on_the_last_page(lesson, practice):
    sheet, answers = html.lesson_html(lesson).split('<div class="answers">')
    assert sheet.count('class="p-scene"') == 3
    cards = plain(sheet[sheet.index('class="p-scene"') :])
    assert "Votre colis est bloqué. Payez 1,99 € avant ce soir." in cards
    assert "Exercice, question 2 sur 3" in cards
    assert "B. Répondre STOP" in cards
    assert "Ici, répondre montre que votre numéro fonctionne." not in cards
    told = plain(answers)
    assert "C. Regarder qui écrit" in told
    assert "Ici, répondre montre que votre numéro fonctionne." in told
    assert "Question 1 sur 1" in plain(sheet)  # a practice is no question


def test_what_is_written_by_hand_has_a_line_and_its_answer_at_the_end(practice):
    scenario = PracticeScenario.objects.get(key="self-checkout", language="fr").scenario
    lines, hand = (card.questions[0] for card in paper_cards(scenario))
    assert [line.correct for line in lines.lines] == [False, True, False]
    assert (hand.lines, hand.answers[0]) == ([], "6,10")


def test_the_contents_of_a_booklet_lead_to_its_lessons(module):
    document = html.module_html(module)
    targets = re.findall(r'href="#(lesson-\d+)"', document)
    assert targets == ["lesson-1", "lesson-2"]
    assert all(f'id="{target}"' in document for target in targets)


def test_headings_skip_no_level(every_kind, module):
    for document in (html.lesson_html(every_kind), html.module_html(module)):
        levels = [int(level) for level in re.findall(r"<h([1-6])", document)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_lesson_out_of_any_module_is_printed_too(lesson):
    from wagtail.models import Page

    lesson.move(Page.get_first_root_node(), pos="last-child")
    lesson.refresh_from_db()
    assert "Vérifier qui a envoyé" in html.lesson_html(lesson)


def question(kind: str, **parts) -> Activity:
    import uuid

    return Activity(uuid.UUID(int=7), "q", Question(kind=kind, prompt="?", **parts))


def test_an_order_question_is_mixed_and_its_answer_is_not():
    items = tuple(Option(f"a{n}", text) for n, text in enumerate("WXYZ", 1))
    paper = paper_question(question("order", items=items), 1, 1)
    assert sorted(line.text for line in paper.lines) == list("WXYZ")
    assert [line.text for line in paper.lines] != list("WXYZ")
    assert paper.answers == ["1. W", "2. X", "3. Y", "4. Z"]


def test_a_match_question_gives_one_letter_to_each_right_part():
    pairs = (Pair("p1", "SMS", "court"), Pair("p2", "Chat", "court"), Pair("p3", "E-mail", "long"))
    paper = paper_question(question("match", pairs=pairs), 1, 1)
    assert sorted(line.letter for line in paper.letters) == ["A", "B"]
    letter = {line.text: line.letter for line in paper.letters}
    assert paper.answers == [
        f"SMS – {letter['court']}. court",
        f"Chat – {letter['court']}. court",
        f"E-mail – {letter['long']}. long",
    ]


def test_the_links_of_a_text_are_of_use_on_paper(settings):
    settings.PASSERELLE_URL = "https://passerelle.example"
    text = (
        '<p><a href="#service-housing">le logement</a> <a href="#gloss-lien">un lien</a> '
        '<a href="https://www.cnil.fr/">la <b>CNIL</b></a> <a href="https://17cyber.gouv.fr">17cyber.gouv.fr</a> '
        '<a href="javascript:alert(1)">rien</a></p>'
    )
    assert paper_text(text) == (
        '<p>le logement un lien <a href="https://www.cnil.fr/">la CNIL</a> (cnil.fr) '
        '<a href="https://17cyber.gouv.fr">17cyber.gouv.fr</a> rien</p>'
    )
