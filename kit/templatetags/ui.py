"""Template tags of the interface: icons, form fields, error summary, progress rail, typography, telephone."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.template import loader
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kit.icons import ICONS, MIRRORED, SHAPES
from kit.typography import FIXED, typographic, typographic_html

register = template.Library()

CALLOUTS = {
    "tip": ("", "bulb"),
    "warning": ("warn", "triangle"),
    "scam": ("scam", "shield"),
    "ok": ("ok", "check"),
    "no": ("no", "refresh"),
    "error": ("err", "triangle"),
}
"""Kind of callout → (class, icon)."""

LEARN_URLS = {"fr": "/fr/apprendre/", "en": "/en/learn/"}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return the drawing called `name`, hidden from assistive technology: a word always stands beside it.

    Raises KeyError when there is no such icon.
    """
    classes = " ".join(filter(None, ("ic", "flip" if name in MIRRORED else "", escape(css))))
    return mark_safe(  # noqa: S308 - the drawings are constants of ours
        f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
    )


@register.simple_tag
def shape(state: str) -> SafeString:
    """Return the shape of a state: done, started, review, todo. Raises KeyError for another word."""
    return mark_safe(  # noqa: S308 - the drawings are constants of ours
        f'<svg class="dot" viewBox="0 0 28 28" aria-hidden="true" focusable="false">{SHAPES[state]}</svg>'
    )


@register.filter(is_safe=True)
def typo(value: object, language: str = "") -> str:
    """Return plain text with the typography of `language`, or of the language of the page."""
    return typographic(str(value), language or get_language() or "fr")


@register.filter(needs_autoescape=True)
def typo_html(value: Any, language: str = "", autoescape: bool = True) -> SafeString:
    """Return markup with typographic text nodes; what is not marked safe is escaped first."""
    markup = conditional_escape(value) if autoescape else str(value)
    return mark_safe(typographic_html(markup, language or get_language() or "fr"))  # noqa: S308


@register.filter
def phone_pairs(number: object) -> str:
    """Return a French number in pairs, with no-break spaces: 05 36 49 12 12. Others keep their groups."""
    text = str(number).strip()
    digits = "".join(c for c in text if c.isdigit())
    if text.startswith("+33") and len(digits) == 11:
        digits = "0" + digits[2:]
    elif text.startswith("+") or len(digits) % 2 or len(digits) > 10:
        return text.replace(" ", FIXED)
    return FIXED.join(digits[i : i + 2] for i in range(0, len(digits), 2))


@register.simple_tag
def phone_link(number: object, css: str = "tel", name: str = "") -> SafeString:
    """Return a link that calls `number`, written in pairs.

    css="telbtn" adds the telephone icon. `name` is said after the number by assistive technology only, where
    several numbers stand on one page.
    """
    text = str(number).strip()
    href = ("+" if text.startswith("+") else "") + "".join(c for c in text if c.isdigit())
    drawing = icon("phone") if "telbtn" in css.split() else ""
    extra = format_html('<span class="vh">, {}</span>', name) if name else ""
    return format_html('<a class="{}" href="tel:{}">{}{}{}</a>', css, href, drawing, phone_pairs(text), extra)


@register.simple_tag
def help_link(css: str = "tel") -> SafeString:
    """Return the link to the help number, from the settings alone: the page of errors has no context."""
    return phone_link(settings.PASSERELLE_HELP_PHONE, css)


@register.inclusion_tag("components/progress_rail.html")
def progress_rail(done: int | list[bool], total: int, here: int = 0) -> dict[str, Any]:
    """Draw a rail of `total` posts: the first `done` filled, number `here` (from 1) ringed.

    `done` may also be a list of booleans, one a post. Words always stand beside it: the rail is hidden from
    assistive technology.
    """
    if isinstance(done, (list, tuple)):
        marks = [bool(one) for one in done]
    else:
        marks = [n < int(done or 0) for n in range(int(total or 0))]
    return {"posts": ["here" if n == here else "on" if mark else "" for n, mark in enumerate(marks, start=1)]}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm | None, *more: forms.BaseForm) -> dict[str, Any]:
    """List what is to be corrected in one or several forms, each line leading to its field."""
    lines: list[dict[str, str]] = []
    for one in (form, *more):
        if one is None or not one.is_bound:
            continue
        lines += [{"text": str(text), "target": ""} for text in one.non_field_errors()]
        for bound in one.visible_fields():
            lines += [{"text": str(text), "target": first_control(bound)} for text in bound.errors]
    return {"lines": lines, "count": len(lines)}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, css: str = "", legend_css: str = "") -> dict[str, Any]:
    """Show one form field: label, hint, error and control, whatever its widget.

    `css` is added to the class of a one-line control ("short", "code").
    """
    widget = bound.field.widget
    kind = _kind(widget)
    base = bound.auto_id or bound.html_name
    described = [f"{base}_helptext"] if bound.help_text else []
    described += [f"{base}_error"] if bound.errors else []
    context: dict[str, Any] = {
        "field": bound,
        "kind": kind,
        "base": base,
        "described": " ".join(described),
        "legend_css": legend_css,
        "bad": bool(bound.errors),
    }
    if kind == "choices":
        hints = getattr(widget, "hints", {})
        context["choices"] = [
            {"data": sub.data, "label": sub.choice_label, "hint": hints.get(str(sub.data["value"]), "")}
            for sub in bound.subwidgets
        ]
        context["tiles"] = "tiles" in str(widget.attrs.get("class", "")).split()
    elif kind == "date":
        data = bound.field.widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})
        subwidgets = data["widget"]["subwidgets"]
        context["parts"] = [
            {"label": label, "widget": sub, "length": length}
            for sub, (_name, label, length) in zip(subwidgets, widget.PARTS, strict=True)  # type: ignore[attr-defined]
        ]
    elif kind != "hidden":
        classes = " ".join(filter(None, (str(widget.attrs.get("class", "")), "" if kind == "check" else "input", css)))
        attrs: dict[str, Any] = {"class": classes or None, "aria-describedby": " ".join(described) or None}
        attrs["aria-invalid"] = "true" if bound.errors else None
        attrs = {name: value for name, value in attrs.items() if value}
        # No placeholder: it disappears when one types and looks like an answer. Label and hint are enough.
        context["control"] = bound.as_widget(attrs={**attrs, "placeholder": False})
    return context


def first_control(bound: BoundField) -> str:
    """Return the id of the first control of a field: what a link of the error summary leads to."""
    several = _kind(bound.field.widget) in ("choices", "date")
    return f"{bound.auto_id}_0" if several else bound.id_for_label or str(bound.auto_id)


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if hasattr(widget, "PARTS"):
        return "date"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "line"


class CalloutNode(template.Node):
    """A callout with its arch badge; see `callout`."""

    def __init__(self, kind: FilterExpression, nodes: NodeList, options: dict[str, FilterExpression]) -> None:
        self.kind = kind
        self.nodelist = nodes
        self.options = options

    def render(self, context: template.Context) -> str:
        css, drawing = CALLOUTS[str(self.kind.resolve(context))]
        values = {name: expression.resolve(context) for name, expression in self.options.items()}
        return loader.get_template("components/callout.html").template.render(  # type: ignore[attr-defined]
            context.new(
                {
                    "css": css,
                    "icon_name": values.get("icon", drawing),
                    "title": values.get("title", ""),
                    "level": values.get("level", 3),
                    "role": values.get("role", ""),
                    "id": values.get("id", ""),
                    "extra": values.get("css", ""),
                    "body": self.nodelist.render(context),
                }
            )
        )


@register.tag
def callout(parser: Parser, token: Token) -> CalloutNode:
    """{% callout "tip" title=… level=3 role="" id="" css="" %}paragraphs{% endcallout %}

    Kinds: tip, warning, scam, ok, no, error. level=0 writes the title as a paragraph.
    """
    words = token.split_contents()
    if len(words) < 2:
        raise template.TemplateSyntaxError("callout needs its kind")
    options = token_kwargs(words[2:], parser)
    nodes = parser.parse(("endcallout",))
    parser.delete_first_token()
    return CalloutNode(parser.compile_filter(words[1]), nodes, options)


@register.filter
def thousands(number: object) -> str:
    """Return a whole number in groups of three: "2 640" in French (U+202F), "2,640" in English."""
    separator = "\u202f" if (get_language() or "fr").startswith("fr") else ","
    return f"{int(str(number)):,}".replace(",", separator)


@register.simple_tag
def learn_url() -> str:
    """Return the address of the list of courses (`courses.flows.ensure_site` makes it) in this language.

    A constant, not a look-up: the header stands on every page and must cost no query.
    """
    return LEARN_URLS["fr" if (get_language() or "fr").startswith("fr") else "en"]
