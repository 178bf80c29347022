"""What a lesson is made of. Each block has one template for each output: web.html and print.html."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from kit.services import CATEGORIES
from learning.activities.blocks import QuestionBlock
from learning.activities.questions import MULTIPLE, SINGLE
from learning.courses import drawings
from learning.courses.identity import practice_anchor

FEATURES = ["bold", "link", "ul", "ol", "blockquote"]


# What an alternative text needs to be of use (curriculum 7.5, rule 20).
ALT_SHORTEST, ALT_LONGEST = 20, 125
# One form holds the five questions of a check: what is moved or typed has its own form, in a lesson.
CHECK_KINDS = (SINGLE, MULTIPLE)
SHOWN = {
    "drawing": "sms-sender-circled",
    "alt": "Un message sur un téléphone. Le numéro de la personne qui écrit est entouré.",
}


def _template(kind: str) -> str:
    return f"courses/blocks/{kind}/web.html"


class LessonText(RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = _template("text")
        description = _("Paragraphs and lists. One idea a sentence.")
        preview_value = "<p>Lisez le message. Ne touchez pas au lien.</p>"


class HeadingBlock(StructBlock):
    text = CharBlock(label=_("Heading"), max_length=120)
    anchor = CharBlock(label=_("Name"), max_length=60, help_text=_("Short and without spaces. Never change it."))

    class Meta:
        icon = "title"
        label = _("Heading")
        template = _template("heading")
        description = _("The title of a part of the lesson.")
        preview_value = {"text": "Pourquoi c'est utile", "anchor": "why"}


class CalloutBlock(StructBlock):
    text = LessonText(label=_("Text"))


class TipBlock(CalloutBlock):
    class Meta:
        icon = "info-circle"
        label = _("Good to know")
        template = _template("tip")
        description = _("One useful thing, beside the path.")
        preview_value = {"text": "<p>Transférez le faux SMS au 33700.</p>"}


class WarningBlock(CalloutBlock):
    class Meta:
        icon = "warning"
        label = _("Warning")
        template = _template("warning")
        description = _("Something to be careful about.")
        preview_value = {"text": "<p>Le nom affiché peut être faux.</p>"}


class ScamBlock(CalloutBlock):
    class Meta:
        icon = "lock"
        label = _("Scam alert")
        template = _template("scam")
        description = _("A common trap, and what to do.")
        preview_value = {"text": "<p>Aucun service public ne demande votre mot de passe.</p>"}


class RememberBlock(CalloutBlock):
    class Meta:
        icon = "pin"
        label = _("Remember")
        template = _template("remember")
        description = _("Three sentences in the first person at most.")
        preview_value = {"text": "<ul><li>Je lis l'adresse jusqu'à la fin.</li></ul>"}


class EasyReadBlock(StructBlock):
    text = RichTextBlock(label=_("Text"), features=[])

    class Meta:
        icon = "view"
        label = _("Simple version")
        template = _template("easyread")
        description = _("The same goal in very short sentences, one a line.")
        preview_value = {"text": "<p>Un escroc veut voler votre argent.</p>"}


class ReadWhenShown:
    """A chooser whose files are read when they are shown: the parts of a page that a cache keeps cost no query."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        """Return what stands for the files; one query for all of them when the first is looked at."""
        found: list[list[Any]] = []

        def read(place: int) -> Any:
            if not found:
                found.append(super(ReadWhenShown, self).bulk_to_python(values))  # type: ignore[misc]
            return found[0][place]

        return [None if value is None else SimpleLazyObject(partial(read, place)) for place, value in enumerate(values)]


class PhotoChooser(ReadWhenShown, ImageChooserBlock):
    pass


class FileChooser(ReadWhenShown, DocumentChooserBlock):
    pass


class ImageBlock(StructBlock):
    """A drawing of ours by its key, or an uploaded photograph; described, or said to be decorative."""

    drawing = CharBlock(label=_("Drawing"), required=False, max_length=80, help_text=_("The key of one of our drawings."))
    photo = PhotoChooser(label=_("Photograph"), required=False)
    alt = CharBlock(
        label=_("What it shows"),
        required=False,
        max_length=ALT_LONGEST,
        help_text=_("20 to 125 characters, ends with a full stop. Say what matters for the lesson."),
    )
    decorative = BooleanBlock(
        label=_("Only decorative"),
        required=False,
        help_text=_("It says nothing that the text does not say. People who do not see it miss nothing."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = _template("image")
        description = _("A drawing or a photograph, with what it shows in words.")
        preview_value = SHOWN

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        key, alt = cleaned.get("drawing"), (cleaned.get("alt") or "").strip()
        errors = {}
        if bool(key) == bool(cleaned.get("photo")):
            errors["drawing"] = ValidationError(_("Choose a drawing or a photograph, one of the two."))
        elif key and not drawings.exists(key):
            errors["drawing"] = ValidationError(_("No drawing has this name. Look in fixtures/images."))
        if alt and cleaned.get("decorative"):
            errors["decorative"] = ValidationError(_("Write what it shows, or tick this box: one of the two."))
        elif not alt and not cleaned.get("decorative"):
            errors["alt"] = ValidationError(_("Write what the picture shows, or tick “Only decorative”."))
        elif alt and not (len(alt) >= ALT_SHORTEST and alt.endswith(".")):
            errors["alt"] = ValidationError(_("Write 20 to 125 characters, with a full stop at the end."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class DownloadBlock(StructBlock):
    label = CharBlock(label=_("What it is"), max_length=120)
    document = FileChooser(label=_("File"))

    class Meta:
        icon = "download"
        label = _("Download")
        template = _template("download")
        description = _("A file to keep or print.")

    def get_preview_value(self) -> Any:
        """Return a file that is not stored: the preview shows what a reader sees."""
        model = get_document_model()
        return self.to_python({"label": "La feuille à découper", "document": None}) | {
            "document": model(pk=0, title="feuille.pdf", file="documents/feuille.pdf", file_size=120_000)
        }


class PracticeBlock(StructBlock):
    """A practice scenario by its key; shown, and counted as an activity, where the scenario exists in the language."""

    scenario = CharBlock(label=_("Scenario"), max_length=80)

    class Meta:
        icon = "desktop"
        label = _("Practice")
        template = _template("practice")
        description = _("An exercise on a simulated screen.")
        preview_value = {"scenario": "inbox-parcel-scam"}


def services() -> list[tuple[str, Any]]:
    """Return the service categories as (key, label)."""
    return [(key, one.label) for key, one in CATEGORIES.items()]


class PersonBlock(StructBlock):
    """Where the person is who helps with this: a service category, which the locator knows."""

    service = ChoiceBlock(label=_("Kind of help"), choices=services)
    text = TextBlock(label=_("What the person does for you"), required=False, max_length=300)

    class Meta:
        icon = "group"
        label = _("Get help from a person")
        template = _template("person")
        description = _("Sends to the places near the reader where a person helps with this.")
        preview_value = {
            "service": "online-safety",
            "text": "Une personne regarde le message avec vous. C'est gratuit.",
        }


class HelperBlock(CalloutBlock):
    """Words for the person who sits beside the learner: on the page for two only."""

    class Meta:
        icon = "user"
        label = _("For the helper")
        template = _template("helper")
        description = _("Words for the person beside the learner. Shown on the page for two only.")
        preview_value = {"text": "<p>Regardez ailleurs pendant que la personne tape son code.</p>"}


class LessonQuestion(QuestionBlock):
    """A question at its place in a lesson. Its web template is for the office: on a page it needs its learner."""

    class Meta:
        template = _template("question")


class StepBody(StreamBlock):
    text = LessonText()
    tip = TipBlock()
    warning = WarningBlock()
    scam = ScamBlock()
    image = ImageBlock()
    download = DownloadBlock()
    person = PersonBlock()
    helper = HelperBlock()


class StepBlock(StructBlock):
    title = CharBlock(label=_("What to do"), max_length=90, help_text=_("Starts with a verb: “look at who writes”."))
    body = StepBody(label=_("Explanation"))

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = _template("step")
        description = _("One gesture. Steps that follow each other become one numbered list.")
        preview_value = {
            "title": "faites une pause",
            "body": [
                {"type": "text", "value": "<p>Lisez le message. Ne touchez pas au lien.</p>"},
                {"type": "image", "value": SHOWN},
            ],
        }


class LessonBody(StreamBlock):
    heading = HeadingBlock()
    text = LessonText()
    step = StepBlock()
    tip = TipBlock()
    warning = WarningBlock()
    scam = ScamBlock()
    image = ImageBlock()
    download = DownloadBlock()
    question = LessonQuestion()
    practice = PracticeBlock()
    remember = RememberBlock()
    person = PersonBlock()
    helper = HelperBlock()
    easyread = EasyReadBlock()

    def clean(self, value: Any) -> Any:
        """Refuse two questions, practices or headings of one name: the answers of one would count for the other."""
        return _named_once(super().clean(value))


class CheckQuestion(QuestionBlock):
    """A question of a module's check, which names the lesson that covers it."""

    lesson = CharBlock(
        label=_("Lesson that covers it"),
        max_length=80,
        help_text=_("The last part of the lesson’s English address, for example check-who-sent-it."),
    )

    class Meta:
        template = _template("question")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["kind"] not in CHECK_KINDS:
            message = _("A check holds questions with answers to choose: one, or several.")
            raise StructBlockValidationError(block_errors={"kind": ValidationError(message)})
        return cleaned


class CheckBody(StreamBlock):
    question = CheckQuestion()

    def clean(self, value: Any) -> Any:
        """Refuse two questions of one name."""
        return _named_once(super().clean(value))


def _named_once(blocks: Any) -> Any:
    seen: set[str] = set()
    errors = {}
    for number, block in enumerate(blocks):
        field = {"heading": "anchor", "question": "anchor", "practice": "scenario"}.get(block.block_type, "")
        anchor = block.value[field] if field else ""
        if block.block_type == "practice":
            anchor = practice_anchor(anchor)
        if anchor in seen:
            message = _("This name is already used in the lesson. Write another one.")
            errors[number] = StructBlockValidationError(block_errors={field: ValidationError(message)})
        if anchor:
            seen.add(anchor)
    if errors:
        raise StreamBlockValidationError(block_errors=errors)
    return blocks
