"""What a lesson is made of. Each block has one template for each output: web.html and print.html."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from learning.activities.blocks import QuestionBlock
from learning.courses import drawings
from learning.courses.identity import practice_anchor

FEATURES = ["bold", "link", "ul", "ol", "blockquote"]


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


class ImageBlock(StructBlock):
    """A drawing of ours by its key, or an uploaded photograph; described, or said to be decorative by an empty text."""

    drawing = CharBlock(label=_("Drawing"), required=False, max_length=80, help_text=_("The key of one of our drawings."))
    photo = ImageChooserBlock(label=_("Photograph"), required=False)
    alt = CharBlock(
        label=_("What it shows"),
        required=False,
        max_length=125,
        help_text=_("20 to 125 characters, ends with a full stop. Leave empty for a decorative picture."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = _template("image")
        description = _("A drawing or a photograph.")
        preview_value = {"drawing": "sms-sender-circled", "alt": "Un message sur un téléphone."}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        key = cleaned.get("drawing")
        errors = {}
        if bool(key) == bool(cleaned.get("photo")):
            errors["drawing"] = ValidationError(_("Choose a drawing or a photograph, one of the two."))
        elif key and not drawings.exists(key):
            errors["drawing"] = ValidationError(_("No drawing has this name. Look in fixtures/images."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class DownloadBlock(StructBlock):
    label = CharBlock(label=_("What it is"), max_length=120)
    document = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        label = _("Download")
        template = _template("download")
        description = _("A file to keep or print.")


class PracticeBlock(StructBlock):
    """A practice scenario by its key; shown, and counted as an activity, where the scenario exists in the language."""

    scenario = CharBlock(label=_("Scenario"), max_length=80)

    class Meta:
        icon = "desktop"
        label = _("Practice")
        template = _template("practice")
        description = _("An exercise on a simulated screen.")
        preview_value = {"scenario": "inbox-parcel-scam"}


class StepBody(StreamBlock):
    text = LessonText()
    tip = TipBlock()
    warning = WarningBlock()
    scam = ScamBlock()
    image = ImageBlock()
    download = DownloadBlock()


class StepBlock(StructBlock):
    title = CharBlock(label=_("What to do"), max_length=90, help_text=_("Starts with a verb: “look at who writes”."))
    body = StepBody(label=_("Explanation"))

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = _template("step")
        description = _("One gesture. Steps that follow each other become one numbered list.")
        preview_value = {"title": "faites une pause", "body": [("text", "<p>Ne touchez pas au lien.</p>")]}


class LessonBody(StreamBlock):
    heading = HeadingBlock()
    text = LessonText()
    step = StepBlock()
    tip = TipBlock()
    warning = WarningBlock()
    scam = ScamBlock()
    image = ImageBlock()
    download = DownloadBlock()
    question = QuestionBlock()
    practice = PracticeBlock()
    remember = RememberBlock()
    easyread = EasyReadBlock()

    def clean(self, value: Any) -> Any:
        """Refuse two questions, practices or headings of one name: the answers of one would count for the other."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        errors = {}
        for number, block in enumerate(cleaned):
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
        return cleaned
