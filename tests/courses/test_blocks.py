"""Every block of a lesson: shown in the office, on screen and on paper; what an editor writes wrong gets its sentence."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from wagtail.blocks import StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from learning.courses.blocks import CheckBody, ImageBlock, LessonBody, StepBody
from learning.courses.flows import ensure_site
from learning.courses.models import CheckPage, LessonPage
from learning.paper.templatetags.paper_tags import print_block
from learning.people.models import User

BODY = LessonBody()
BLOCKS = {**BODY.child_blocks, "question of a check": CheckBody().child_blocks["question"]}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_has_its_icon_words_preview_and_both_templates(name):
    block = BLOCKS[name]
    kind = name.partition(" ")[0]
    assert block.is_previewable
    assert block.meta.icon not in ("", "placeholder")
    for language in ("fr", "en"):
        with translation.override(language):
            assert len(str(block.get_description())) > 15
            assert str(block.label) != kind
    with translation.override("fr"):
        in_french = str(block.get_description())
    with translation.override("en"):
        assert in_french != str(block.get_description())
    assert block.meta.template == f"courses/blocks/{kind}/web.html"
    for output in ("web", "print"):
        assert get_template(f"courses/blocks/{kind}/{output}.html")


def test_what_stands_in_a_step_stands_alone_too():
    assert set(StepBody().child_blocks) < set(BODY.child_blocks)


def says_something(html: str) -> bool:
    """Say whether there are words to read, or a picture that says what it shows."""
    return len(re.sub(r"<[^>]+>|\s", "", html)) > 10 or 'role="img" aria-label="' in html


@pytest.mark.parametrize("name", [name for name in BODY.child_blocks if name != "practice"])
def test_a_preview_shows_the_block_on_screen_and_on_paper(name, db):
    block = BODY.child_blocks[name]
    value = block.get_preview_value()
    web = block.render(value, context={})
    assert says_something(web)
    child = StreamValue(BODY, [(name, value)])[0]
    paper = print_block(child)
    assert says_something(paper)


@pytest.mark.parametrize("name", ["step", "image", "download", "person", "helper", "question"])
def test_the_office_serves_the_preview_of_a_block(client, db, settings, name):
    settings.PASSERELLE_DEMO = True
    ensure_site()
    user = User.objects.create_user(username="edith", password="four words on paper")
    user.groups.add(Group.objects.get(name="editor"))
    client.force_login(user)
    block = LessonPage._meta.get_field("body").stream_block.child_blocks[name]
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    text = response.content.decode()
    assert "site.css" in text
    assert "<style" not in text


PICTURE = "Un message sur un téléphone."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alt": ""}, "alt"),
        ({"alt": "Un SMS."}, "alt"),
        ({"alt": "Un message sur un téléphone"}, "alt"),
        ({"decorative": True}, "decorative"),
        ({"drawing": ""}, "drawing"),
        ({"drawing": "no-such-drawing"}, "drawing"),
    ],
)
def test_a_picture_is_described_or_said_to_be_decorative(changes, field):
    block = ImageBlock()
    raw = {"drawing": "sms-sender-circled", "photo": None, "alt": PICTURE, "decorative": False} | changes
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(block.to_python(raw))
    assert list(error.value.block_errors) == [field]
    assert len(str(error.value.block_errors[field].message)) > 20


@pytest.mark.parametrize("changes", [{}, {"alt": "", "decorative": True}])
def test_a_described_and_a_decorative_picture_are_kept(changes):
    block = ImageBlock()
    raw = {"drawing": "sms-sender-circled", "photo": None, "alt": PICTURE, "decorative": False} | changes
    html = block.render(block.clean(block.to_python(raw)))
    assert ('role="img"' in html) is not bool(changes)
    assert ('aria-hidden="true"' in html) is bool(changes)


def test_a_check_takes_questions_with_answers_to_choose_only():
    block = CheckBody().child_blocks["question"]
    value = block.get_preview_value()
    value["lesson"], value["kind"], value["accepted"] = "check-who-sent-it", "short", ["lien"]
    with pytest.raises(StructBlockValidationError) as error:
        block.clean(value)
    assert "kind" in error.value.block_errors


def test_a_check_has_five_questions():
    body = CheckPage._meta.get_field("body").stream_block
    value = body.child_blocks["question"].get_preview_value()
    value["lesson"] = "x"
    with pytest.raises(ValidationError):
        body.clean(StreamValue(body, [("question", {**value, "anchor": f"q-{n}"}) for n in range(4)]))


def test_the_person_is_found_by_the_category_of_the_block():
    block = BODY.child_blocks["person"]
    html = block.render(block.to_python({"service": "taxes", "text": ""}))
    assert "/fr/near-me/?service=taxes" in html
    assert "Impôts" in html
