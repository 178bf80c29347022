"""The teacher's screens: bad input, permissions, what is kept."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows
from learning.classes.models import Assignment, Classroom, Enrolment
from learning.people.models import Learner
from tests.classes.factories import make_class, make_module, make_teacher, make_user, set_progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def classroom(teacher):
    return make_class(teacher)


def url(name: str, classroom: Classroom, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, *more])


def addresses(classroom: Classroom) -> list[str]:
    learner = classroom.enrolments.first().learner_id
    names = ("detail", "csv", "roster", "assign")
    return [url(name, classroom) for name in names] + [
        url("learner", classroom, learner),
        url("remove", classroom, learner),
    ]


# Who may


def test_another_teachers_class_does_not_exist(client, teacher):
    theirs = make_class(make_teacher())
    for address in addresses(theirs):
        assert client.get(address).status_code == 404
        assert client.post(address, {"names": "X", "module": "x"}).status_code in (404, 405)
    assert theirs.enrolments.present().count() == 3
    assert client.get(reverse("classes:list")).context["rows"] == []


def test_an_administrator_opens_no_class_of_others(client):
    theirs = make_class(make_teacher())
    client.force_login(make_user("", "administrator", is_superuser=True))
    for address in addresses(theirs):
        assert client.get(address).status_code == 404


def test_a_co_teacher_opens_the_class(client, teacher):
    theirs = make_class(make_teacher())
    theirs.co_teachers.add(teacher)
    for address in addresses(theirs):
        assert client.get(address).status_code == 200


def test_who_is_not_signed_in_signs_in_and_comes_back(client):
    theirs = make_class(make_teacher("odile"))
    for address in [*addresses(theirs), reverse("classes:list"), reverse("classes:create")]:
        response = client.get(address)
        assert response.status_code == 302
        assert response.url == f"{reverse('account_login')}?next={address}"
    login = {"login": "odile", "password": "four words on paper", "next": url("detail", theirs)}
    assert client.post(reverse("account_login"), login).url == url("detail", theirs)


def test_for_a_learner_there_is_no_teaching(client, classroom):
    client.force_login(make_user())
    for address in [*addresses(classroom), reverse("classes:list"), reverse("classes:create")]:
        assert client.get(address).status_code == 404


def test_a_learner_of_another_class_is_not_found(client, classroom):
    theirs = make_class(make_teacher(), names=["Zoé"])
    stranger = theirs.enrolments.get().learner_id
    assert client.get(url("learner", classroom, stranger)).status_code == 404
    assert client.post(url("remove", classroom, stranger)).status_code == 404
    assert client.post(url("roster", classroom), {"back": stranger}).status_code == 404
    assert theirs.enrolments.present().count() == 1


def test_a_class_that_does_not_exist_is_404(client, teacher):
    assert client.get(reverse("classes:detail", args=[uuid.uuid4()])).status_code == 404


def test_pages_of_teachers_are_never_kept_by_a_cache(client, classroom):
    for address in addresses(classroom):
        assert "no-store" in client.get(address).headers["Cache-Control"]


# Making a class


def test_the_empty_list_says_what_a_class_is(client, teacher):
    html = client.get(reverse("classes:list")).content.decode()
    assert 'class="empty"' in html
    assert html.count(reverse("classes:create")) == 1


def test_a_teacher_makes_a_class_and_goes_on_to_the_names(client, teacher):
    response = client.post(reverse("classes:create"), {"name": "  Mardi   matin ", "kind": "school"})
    made = Classroom.objects.get()
    assert (made.name, made.kind, made.owner) == ("Mardi matin", "school", teacher)
    assert response.url == url("roster", made)


@pytest.mark.parametrize(
    "data",
    [{}, {"name": "", "kind": "adult"}, {"name": "A"}, {"name": "A", "kind": "club"},
     {"name": "x" * 81, "kind": "adult"}, {"name": "\u00a0\u2003", "kind": "adult"},
     {"name": "a\x00b", "kind": "adult"}],
)  # fmt: skip
def test_a_class_without_name_or_kind_is_not_made(client, teacher, data):
    response = client.post(reverse("classes:create"), data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Classroom.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_class_or_thirty(client, teacher, django_assert_num_queries, number):
    for n in range(number):
        make_class(teacher, name=f"Class {n}")
    with django_assert_num_queries(5):
        client.get(reverse("classes:list"))


# Names


def add(client, classroom, text: str):
    return client.post(url("roster", classroom), {"names": text})


def test_names_are_added_one_a_line_and_blank_lines_are_ignored(client, classroom):
    response = add(client, classroom, "\r\n  Ioana \r\n\r\nJean-Pierre\r\n")
    assert response.status_code == 302
    assert classroom.enrolments.present().count() == 5


def test_a_name_that_is_there_already_is_said_and_the_others_go_in(client, classroom):
    response = client.post(url("roster", classroom), {"names": "Amina\nIoana"}, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert any("Amina" in text and "Ioana" not in text for text in said)
    assert classroom.enrolments.present().count() == 4


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("\n \n", ""),
        ("x" * 81, "1"),
        ("Amina\n" + "y" * 10_000, "2"),
        ("\n".join(f"P{n}" for n in range(201)), "201"),
        ("Ioana\nioana@example.org", "2"),
        ("a\x00b", ""),
    ],
)
def test_a_list_that_cannot_be_taken_gets_its_sentence_and_stays_typed(client, classroom, text, part):
    response = add(client, classroom, text)
    assert response.status_code == 200
    error = " ".join(response.context["form"].errors["names"])
    assert error
    assert part in error
    assert classroom.enrolments.count() == 3
    if "Ioana" in text:
        assert "ioana@example.org</textarea>" in response.content.decode()


def test_a_list_of_two_hundred_long_names_is_taken(client, classroom):
    text = "\n".join(f"{n:03} " + "n" * 76 for n in range(200))
    assert len(text) > 10_000
    assert add(client, classroom, text).status_code == 302
    assert classroom.enrolments.count() == 203


def test_many_wrong_lines_are_summed_up(client, classroom):
    response = add(client, classroom, "\n".join(f"p{n}@example.org" for n in range(50)))
    assert len(response.context["form"].errors["names"]) == 6


def test_a_school_is_offered_pseudonyms_and_a_group_is_not(client, teacher, classroom):
    school = make_class(teacher, kind="school", names=[])
    assert 'name="suggest"' in client.get(url("roster", school)).content.decode()
    assert 'name="suggest"' not in client.get(url("roster", classroom)).content.decode()
    names = client.get(url("roster", school), {"suggest": "25"}).context["form"]["names"].value()
    assert len(names.splitlines()) == 25
    for odd in ("-1", "x", "²", "9999999"):
        assert client.get(url("roster", school), {"suggest": odd}).status_code == 200


def test_removing_asks_first_and_deletes_nothing(client, classroom):
    learner = Learner.objects.get(display_name="Amina")
    address = url("remove", classroom, learner.pk)
    assert client.get(address).status_code == 200
    assert classroom.enrolments.present().count() == 3
    client.post(address)
    assert classroom.enrolments.present().count() == 2
    assert Enrolment.objects.filter(learner=learner).exists()
    assert Learner.objects.filter(pk=learner.pk).exists()
    client.post(url("roster", classroom), {"back": learner.pk})
    assert classroom.enrolments.present().count() == 3


# Giving a module


def give(client, classroom, module, day="", month="", year="", note=""):
    key = getattr(module, "translation_key", module)
    data = {
        "module": key,
        "to": "class",
        "due_day": day,
        "due_month": month,
        "due_year": year,
        "note": note,
    }
    return client.post(url("assign", classroom), data)


def test_a_module_is_given_with_a_date_and_a_word(client, classroom, teacher):
    module = make_module()
    response = give(client, classroom, module, "15", "1", "2099", "Ensemble mardi.")
    assert response.url == url("detail", classroom)
    given = Assignment.objects.get()
    assert (given.due.isoformat(), given.note, given.given_by) == ("2099-01-15", "Ensemble mardi.", teacher)


def test_a_date_in_the_past_says_from_which_day_and_keeps_what_was_typed(client, classroom):
    from django.utils.formats import date_format

    module = make_module()
    response = give(client, classroom, module, "4", "3", "2025", "Ensemble mardi.")
    html = response.content.decode()
    tomorrow = date_format(flows.first_due_day(), "j F Y")
    assert tomorrow in response.context["form"].errors["due"][0]
    assert "Ensemble mardi." in html
    for value in ("4", "3", "2025"):
        assert f'value="{value}"' in html
    assert f'value="{module.translation_key}" id="id_module_0" checked' in html
    assert 'value="class" id="id_to_0" checked' in html
    assert 'href="#id_due_0"' in html
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "day", [("31", "2", "2099"), ("x", "1", "2099"), ("1", "", ""), ("1", "1", "99999"), ("²", "1", "2099")]
)
def test_a_date_that_does_not_exist_is_explained(client, classroom, day):
    response = give(client, classroom, make_module(), *day)
    assert response.context["form"].errors["due"]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("module", ["", "x", "0" * 5000, uuid.uuid4()])
def test_a_module_that_is_not_there_is_refused(client, classroom, module):
    make_module()
    assert give(client, classroom, module).context["form"].errors["module"]
    assert not Assignment.objects.exists()


def test_every_module_can_be_ticked_and_says_its_course(client, classroom):
    for n in range(6):
        make_module(lessons=1, course="mail" if n % 2 else "phone")
    html = client.get(url("assign", classroom)).content.decode()
    assert html.count('type="checkbox" name="module"') == 6
    assert html.count("<small>mail fr</small>") == 3


def test_modules_stand_in_the_language_of_the_teacher(client, classroom):
    make_module("Courrier")
    assert "Courrier (en)" not in client.get(url("assign", classroom)).content.decode()
    assert "Courrier (en)" in client.get(f"/en/teach/{classroom.pk}/assign/").content.decode()


def test_giving_starts_from_what_an_address_names(client, classroom, teacher):
    module = make_module()
    for odd in ("x", str(uuid.uuid4()), ""):
        assert client.get(url("assign", classroom), {"module": odd, "group": odd}).status_code == 200
    html = client.get(url("assign", classroom), {"module": module.translation_key}).content.decode()
    assert f'value="{module.translation_key}" id="id_module_0" checked' in html
    assert html.count(" checked") == 2  # and the whole class


def test_without_a_published_module_the_page_says_so(client, classroom):
    assert 'class="empty"' in client.get(url("assign", classroom)).content.decode()


# One person


def test_the_page_of_a_person_tells_the_same_in_sentences(client, classroom, teacher):
    module = make_module("Courrier")
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    learner = Learner.objects.get(display_name="Amina")
    set_progress([learner], module, 2)
    response = client.get(url("learner", classroom, learner.pk))
    one = response.context["modules"][0]
    assert (one["column"].module.title, one["cell"].done, one["cell"].total) == ("Courrier", 2, 3)
    assert "Courrier" in response.content.decode()


def test_my_learning_shows_what_the_teacher_gave(client, classroom, teacher):
    module = make_module("Courrier")
    flows.assign_module(
        teacher=teacher,
        classroom=classroom,
        module=module,
        due=timezone.localdate() + timezone.timedelta(days=9),
    )
    user = make_user()
    learner = Learner.objects.create(user=user, display_name="Odette")
    flows.enrol(classroom=classroom, learner=learner)
    client.force_login(user)
    assert "Courrier" in client.get(reverse("progress:mine")).content.decode()
