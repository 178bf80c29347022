"""The pieces of the interface: fields, summary, rail, icons, telephone."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from kit.forms import DateField3, HintedRadioSelect
from kit.icons import ICONS, SHAPES


class ExampleForm(forms.Form):
    name = forms.CharField(label="Nom", help_text="Le vôtre.", widget=forms.TextInput(attrs={"placeholder": "Nom"}))
    who = forms.ChoiceField(
        label="À qui ?",
        choices=[("all", "Tous"), ("some", "Certains")],
        widget=HintedRadioSelect(hints={"some": "Vous les choisirez."}),
    )
    due = DateField3(label="Date", required=False)
    agree = forms.BooleanField(label="D'accord")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("name", sorted(ICONS))
def test_icons_are_hidden_from_assistive_technology(name):
    drawn = render("{% icon name %}", name=name)
    assert 'aria-hidden="true"' in drawn
    assert 'focusable="false"' in drawn


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError):
        render("{% icon 'unicorn' %}")


@pytest.mark.parametrize("state", sorted(SHAPES))
def test_every_state_has_a_shape(state):
    assert 'class="dot"' in render("{% shape state %}", state=state)


def test_a_field_ties_label_hint_and_control():
    shown = render("{% field form.name %}", form=ExampleForm())
    assert '<label for="id_name">Nom</label>' in shown
    assert 'id="id_name_helptext">Le vôtre.' in shown
    assert 'aria-describedby="id_name_helptext"' in shown
    assert "aria-invalid" not in shown
    assert "placeholder" not in shown


def test_a_field_with_an_error_says_so_and_keeps_what_was_typed():
    form = ExampleForm({"name": "", "due_day": "31", "due_month": "2", "due_year": "2026", "who": "all"})
    shown = render("{% for one in form %}{% field one %}{% endfor %}", form=form)
    assert 'class="field bad"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_error"' in shown
    assert 'value="31"' in shown
    assert 'value="2026"' in shown


def test_a_hint_stands_beside_its_answer():
    shown = render("{% field form.who %}", form=ExampleForm(initial={"who": "all"}))
    assert "<small>Vous les choisirez.</small>" in shown
    assert shown.count(" checked") == 1
    assert "<fieldset" in shown
    assert "<legend>À qui\u202f?</legend>" in shown


def test_the_summary_leads_to_the_first_control_of_each_field():
    form = ExampleForm({"due_day": "31", "due_month": "2", "due_year": "2026"})
    with translation.override("en"):
        shown = render("{% error_summary form %}", form=form)
    assert 'role="alert"' in shown
    for target in ("#id_name", "#id_who_0", "#id_due_0", "#id_agree"):
        assert f'href="{target}"' in shown
    assert shown.count("<li>") == 4


def test_targets_of_the_summary_exist():
    form = ExampleForm({"due_day": "31", "due_month": "2", "due_year": "2026"})
    fields = render("{% for one in form %}{% field one %}{% endfor %}", form=form)
    for target in ("id_name", "id_who_0", "id_due_0", "id_agree"):
        assert f'id="{target}"' in fields


def test_no_summary_without_errors():
    assert render("{% error_summary form %}", form=ExampleForm()).strip() == ""


def test_what_was_typed_is_escaped():
    shown = render("{% field form.name %}", form=ExampleForm({"name": '"><script>'}))
    assert "<script>" not in shown


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(("28", "3", "2026"), datetime.date(2026, 3, 28)), (("1", "1", "27"), datetime.date(2027, 1, 1))],
)
def test_a_date_in_three_fields(typed, expected):
    assert DateField3().clean(list(typed)) == expected


@pytest.mark.parametrize("typed", [["31", "2", "2026"], ["x", "2", "2026"], ["1", "", "2026"], ["1", "1", "99999"]])
def test_a_date_that_does_not_exist_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        DateField3(required=False).clean(typed)


def test_an_optional_date_may_stay_empty():
    assert DateField3(required=False).clean(["", " ", ""]) is None


def test_a_date_is_shown_in_its_three_fields():
    shown = render("{% field form.due %}", form=ExampleForm(initial={"due": datetime.date(2026, 3, 28)}))
    for name, value in (("due_day", "28"), ("due_month", "3"), ("due_year", "2026")):
        assert f'name="{name}"' in shown
        assert f'value="{value}"' in shown


def test_the_rail_marks_what_is_done_and_where_one_is():
    assert render("{% progress_rail 1 3 2 %}").count("<i") == 3
    assert render("{% progress_rail 1 3 2 %}").index('"on"') < render("{% progress_rail 1 3 2 %}").index('"here"')
    assert render("{% progress_rail states 3 %}", states=[True, False, True]).count('"on"') == 2


@pytest.mark.parametrize(
    ("number", "pairs", "href"),
    [
        ("3939", "39\u00a039", "3939"),
        ("0536491212", "05\u00a036\u00a049\u00a012\u00a012", "0536491212"),
        ("+33 5 36 49 12 12", "05\u00a036\u00a049\u00a012\u00a012", "+33536491212"),
        ("+32 2 555 12 12", "+32\u00a02\u00a0555\u00a012\u00a012", "+3225551212"),
    ],
)
def test_telephone_numbers_in_pairs(number, pairs, href):
    shown = render("{% phone_link number %}", number=number)
    assert f'href="tel:{href}"' in shown
    assert pairs in shown


def test_a_callout_names_its_kind_by_its_title():
    shown = render('{% callout "scam" title="Attention, arnaque" level=2 %}<p>Texte</p>{% endcallout %}')
    assert 'class="call scam"' in shown
    assert '<h2 class="call-t">Attention, arnaque</h2>' in shown
    assert "<p>Texte</p>" in shown


def test_thousands_follow_the_language():
    assert render("{{ n|thousands }}", n=2640) == "2\u202f640"
    with translation.override("en"):
        assert render("{{ n|thousands }}", n=2640) == "2,640"
