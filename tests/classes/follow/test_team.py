"""Co-teachers, handing over, the archive, changing class; notes and the page of one learner."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from learning.classes import flows
from learning.classes.follow.flows import groups, team
from learning.classes.follow.models import Note, TeamInvitation
from learning.classes.grid import class_grid
from learning.classes.models import Classroom
from learning.classes.signin import flows as signin
from learning.classes.signin.models import LoginCard
from learning.classes.templatetags.classes_tags import given_modules
from learning.people.models import Learner
from learning.progress.flows import REVEAL, record_attempt
from tests.classes.factories import make_class, make_module, make_teacher, make_user, set_progress
from tests.progress.factories import make_module as make_lessons
from tests.progress.factories import module_of, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    user = make_teacher("claire")
    client.force_login(user)
    return user


@pytest.fixture
def classroom(teacher):
    return make_class(teacher)


def url(name: str, classroom, *more) -> str:
    return reverse(f"classes:{name}", args=[classroom.pk, *more])


def someone(name: str) -> Learner:
    return Learner.objects.get(display_name=name)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


# Co-teachers


def test_a_teacher_is_invited_and_sees_nothing_before_accepting(client, classroom):
    odile = make_teacher("odile")
    client.post(url("invite", classroom), {"username": "Odile"})
    client.force_login(odile)
    assert client.get(url("detail", classroom)).status_code == 404
    html = client.get(reverse("classes:list")).content.decode()
    page = reverse("classes:invitation", args=[TeamInvitation.objects.get().pk])
    assert page in html
    assert client.get(page).status_code == 200
    assert client.post(page, {"answer": "yes"}).url == url("detail", classroom)
    assert client.get(url("detail", classroom)).status_code == 200
    assert client.post(page, {"answer": "no"}).status_code == 404
    assert list(classroom.co_teachers.all()) == [odile]


def test_refusing_changes_nothing(client, classroom):
    odile = make_teacher("odile")
    client.post(url("invite", classroom), {"username": "odile"})
    client.force_login(odile)
    client.post(reverse("classes:invitation", args=[TeamInvitation.objects.get().pk]), {"answer": "no"})
    assert client.get(url("detail", classroom)).status_code == 404
    assert not TeamInvitation.objects.for_user(odile).exists()


def test_what_is_said_does_not_tell_whether_a_name_exists(client, classroom):
    make_teacher("odile")
    make_user("lea")
    answers = {
        said(client.post(url("invite", classroom), {"username": name}, follow=True)).replace(name, "…")
        for name in ("odile", "lea", "nobody-at-all")
    }
    assert len(answers) == 1
    client.force_login(make_user("nobody-at-all", "teacher"))
    assert client.get(reverse("classes:list")).context["invitations"].count() == 0


def test_an_invitation_is_for_one_person_and_some_days(client, classroom):
    odile = make_teacher("odile")
    client.post(url("invite", classroom), {"username": "odile"})
    page = reverse("classes:invitation", args=[TeamInvitation.objects.get().pk])
    client.force_login(make_teacher("other"))
    assert client.get(page).status_code == 404
    assert client.post(page, {"answer": "yes"}).status_code == 404
    TeamInvitation.objects.update(created_at=timezone.now() - dt.timedelta(days=15))
    client.force_login(odile)
    assert client.get(page).status_code == 404
    with pytest.raises(team.TooLate):
        team.answer(invitation=TeamInvitation.objects.get(), user=odile, accept=True)
    assert not classroom.co_teachers.exists()


def test_invitations_are_counted(client, classroom, monkeypatch):
    monkeypatch.setattr("learning.classes.follow.views.team.INVITATIONS_AN_HOUR", 2)
    for number in range(3):
        response = client.post(url("invite", classroom), {"username": f"person-{number}"})
    assert response.context["form"].errors["username"]
    assert TeamInvitation.objects.count() == 2


def test_only_the_owner_invites_removes_archives_and_hands_over(client, classroom):
    odile, zoe = make_teacher("odile"), make_teacher("zoe")
    classroom.co_teachers.add(odile, zoe)
    client.force_login(odile)
    for name, more in (("invite", ()), ("hand_over", ()), ("archive", ()), ("remove_teacher", (zoe.pk,))):
        assert client.get(url(name, classroom, *more)).status_code == 404
        assert client.post(url(name, classroom, *more), {"username": "x"}).status_code == 404
    assert client.get(url("settings", classroom)).status_code == 200
    assert client.post(url("remove_teacher", classroom, odile.pk)).url == reverse("classes:list")
    assert list(classroom.co_teachers.all()) == [zoe]
    assert client.get(url("detail", classroom)).status_code == 404


def test_a_co_teacher_is_removed_by_the_owner(client, classroom):
    odile = make_teacher("odile")
    classroom.co_teachers.add(odile)
    assert client.get(url("remove_teacher", classroom, odile.pk)).status_code == 200
    assert classroom.co_teachers.exists()
    client.post(url("remove_teacher", classroom, odile.pk))
    assert not classroom.co_teachers.exists()


@pytest.mark.parametrize("stays", [True, False])
def test_a_class_is_handed_over_when_the_other_accepts(client, teacher, classroom, stays):
    odile = make_teacher("odile")
    client.post(url("hand_over", classroom), {"username": "odile", **({"stays": "on"} if stays else {})})
    classroom.refresh_from_db()
    assert classroom.owner == teacher
    team.answer(invitation=TeamInvitation.objects.get(), user=odile, accept=True)
    classroom.refresh_from_db()
    assert classroom.owner == odile
    assert list(classroom.co_teachers.all()) == ([teacher] if stays else [])
    assert client.get(url("detail", classroom)).status_code == (200 if stays else 404)


def test_an_invitation_is_taken_back(client, classroom):
    odile = make_teacher("odile")
    client.post(url("invite", classroom), {"username": "odile"})
    client.post(url("take_back", classroom, TeamInvitation.objects.get().pk))
    assert not TeamInvitation.objects.for_user(odile).exists()


def test_the_name_and_the_silence_are_set(client, classroom):
    client.post(url("settings", classroom), {"name": " Jeudi  soir", "quiet_days": "7"})
    classroom.refresh_from_db()
    assert (classroom.name, classroom.quiet_days) == ("Jeudi soir", 7)
    for bad in ("0", "91", "x", ""):
        assert client.post(url("settings", classroom), {"name": "A", "quiet_days": bad}).context["form"].errors


# The archive


def test_an_archived_class_is_read_only_and_comes_back(client, teacher, classroom):
    module = make_module()
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([someone("Amina")], module, 2)
    assert given_modules(someone("Amina"))
    assert client.get(url("archive", classroom)).status_code == 200
    client.post(url("archive", classroom))
    assert given_modules(someone("Amina")) == []
    assert client.get(reverse("classes:list")).context["rows"] == []
    assert len(client.get(reverse("classes:list"), {"archived": "1"}).context["rows"]) == 1
    assert client.get(url("detail", classroom)).status_code == 200
    learner = someone("Bernard").pk
    for name, more, data in (
        ("roster", (), {"names": "Zoé"}),
        ("assign", (), {"module": module.translation_key, "to": "class"}),
        ("settings", (), {"name": "Autre", "quiet_days": "3"}),
        ("learner", (learner,), {"text": "x", "shown": "no"}),
        ("remove", (learner,), {}),
        ("small_groups", (), {"name": "x"}),
    ):
        assert client.post(url(name, classroom, *more), data).url == url("detail", classroom)
    classroom.refresh_from_db()
    assert classroom.enrolments.present().count() == 3
    assert (classroom.name, classroom.small_groups.count(), Note.objects.count()) == ("Mardi", 0, 0)
    client.post(url("archive", classroom))
    assert len(client.get(reverse("classes:list")).context["rows"]) == 1
    assert given_modules(someone("Amina"))


def test_archiving_closes_the_window_for_cards_and_code(client, teacher, classroom):
    signin.open_window(classroom=classroom, until=timezone.now() + dt.timedelta(hours=1))
    code = signin.class_code(classroom=classroom)
    signin.cards_of(learners=[someone("Amina")], secret="pictures")
    assert signin.find_open_class(code=code) == classroom
    assert LoginCard.objects.with_open_class().get().is_open
    client.post(url("archive", classroom))
    assert signin.find_open_class(code=code) is None
    assert not LoginCard.objects.with_open_class().get().is_open
    # Not even a window that somebody opened in the same second.
    Classroom.objects.update(open_until=timezone.now() + dt.timedelta(hours=1))
    assert signin.find_open_class(code=code) is None
    assert not LoginCard.objects.with_open_class().get().is_open
    Classroom.objects.update(open_until=None)
    client.post(url("archive", classroom))  # open again, the door stays closed
    assert signin.find_open_class(code=code) is None


def test_an_archived_class_stays_as_it_was(teacher, classroom):
    module = make_module()
    flows.assign_module(teacher=teacher, classroom=classroom, module=module)
    set_progress([someone("Amina")], module, 1)
    team.archive(classroom=classroom)
    later = timezone.now() + dt.timedelta(days=1)
    from learning.progress.models import LessonProgress
    from tests.classes.factories import lesson_keys

    LessonProgress.objects.create(
        learner=someone("Amina"), lesson_key=lesson_keys(module)[1], module_key=module.translation_key, state="done",
        completed_at=later,
    )  # fmt: skip
    grid = class_grid(classroom=classroom, language="fr", sort="name")
    assert grid.rows[0].cells[0].done == 1
    assert grid.in_need == []
    team.reopen(classroom=classroom)
    assert class_grid(classroom=classroom, language="fr", sort="name").rows[0].cells[0].done == 2


def test_modules_of_an_archived_class_are_given_to_the_next_one(client, teacher, classroom):
    one = flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    team.archive(classroom=classroom)
    target = make_class(teacher, name="Nouvelle année")
    client.post(url("copy", classroom), {"modules": [one.pk], "to": target.pk})
    assert target.assignments.count() == 1


# Changing class


def test_who_changes_class_keeps_the_progress(client, teacher, classroom):
    target, module = make_class(teacher, names=["Zoé"], name="Jeudi"), make_module()
    for one in (classroom, target):
        flows.assign_module(teacher=teacher, classroom=one, module=module)
    amina = someone("Amina")
    set_progress([amina], module, 2)
    group = groups.save_group(classroom=classroom, name="Débutants", learners=[amina.pk])
    assert client.post(url("move", classroom, amina.pk), {"to": target.pk}).url == url("learner", target, amina.pk)
    assert not classroom.enrolments.present().filter(learner=amina).exists()
    assert not group.learners.exists()
    grid = class_grid(classroom=target, language="fr", sort="name")
    assert [(row.learner.display_name, row.cells[0].done) for row in grid.rows] == [("Amina", 2), ("Zoé", 0)]


def test_nobody_is_moved_into_the_class_of_another_teacher(client, classroom):
    theirs, amina = make_class(make_teacher(), names=[]), someone("Amina")
    assert client.post(url("move", classroom, amina.pk), {"to": theirs.pk}).context["form"].errors["to"]
    assert not theirs.enrolments.exists()


# One learner


def test_the_page_tells_what_was_done_where_and_with_which_support(client, teacher, classroom):
    lessons = make_lessons([question()], [question()], [question()], [question()])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(lessons[0]))
    amina = someone("Amina")
    for lesson, source, support, response in (
        (lessons[0], "web", "alone", "a2"),
        (lessons[1], "paper", "alone", "a1"),
        (lessons[2], "helper", "hint", "a2"),
        (lessons[3], "offline", "alone", REVEAL),
    ):
        record_attempt(
            learner=amina, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response=response,
            source=source, support=support,
        )  # fmt: skip
    response = client.get(url("learner", classroom, amina.pk))
    lines = {line.lesson: (line.source, line.done, line.support) for line in response.context["lines"]}
    assert lines["Leçon 1"] == ("sur le web", "1 activité réussie sur 1", "Sans aide")
    assert lines["Leçon 2"] == ("sur papier", "0 activité réussie sur 1", "Sans aide")
    assert lines["Leçon 3"] == ("avec une personne", "1 activité réussie sur 1", "1 avec un indice")
    # Nobody helped, and yet it was not done alone: the lesson gave the answer.
    assert lines["Leçon 4"] == ("hors ligne", "0 activité réussie sur 1, 1 expliquée", "Réponse montrée")
    assert response.context["modules"][0]["sentence"] == "Terminé\u00a0: 3 leçons sur 4."


def test_what_a_learner_does_alone_elsewhere_is_not_shown(client, teacher, classroom):
    given, private = make_lessons([question()])[0], make_lessons([question()])[0]
    flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(given))
    amina = someone("Amina")
    record_attempt(learner=amina, lesson=private, activity_id=private.activities()[0].id, revision=0, response="a2")
    assert client.get(url("learner", classroom, amina.pk)).context["lines"] == []


def test_a_module_given_to_others_shows_nothing_of_who_was_not_given_it(teacher, classroom):
    from learning.classes.follow.flows import giving

    module = make_module()
    set_progress([someone("Amina")], module, 2)
    giving.give(teacher=teacher, classroom=classroom, modules=[module.translation_key], learners=[someone("Bernard").pk])
    grid = class_grid(classroom=classroom, language="fr", sort="name")
    assert [(row.cells[0].state, row.cells[0].done) for row in grid.rows] == [("free", 0), ("todo", 0), ("free", 0)]


@pytest.mark.parametrize("answers", [1, 30])
def test_the_page_of_a_learner_costs_the_same(client, teacher, classroom, django_assert_max_num_queries, answers):
    lessons = make_lessons(*[[question()] for _ in range(5)])
    flows.assign_module(teacher=teacher, classroom=classroom, module=module_of(lessons[0]))
    amina = someone("Amina")
    for number in range(answers):
        lesson = lessons[number % 5]
        record_attempt(
            learner=amina, lesson=lesson, activity_id=lesson.activities()[0].id, revision=0, response=f"a{1 + number % 3}"
        )
    with django_assert_max_num_queries(20):
        client.get(url("learner", classroom, amina.pk))


def test_a_note_is_for_the_team_or_for_the_learner_too(client, teacher, classroom):
    user = make_user()
    learner = Learner.objects.create(user=user, display_name="Odette")
    flows.enrol(classroom=classroom, learner=learner)
    for text, shown in (("Entre nous", "no"), ("Bravo pour mardi", "yes")):
        client.post(url("learner", classroom, learner.pk), {"text": text, "shown": shown})
    html = client.get(url("learner", classroom, learner.pk)).content.decode()
    assert "Entre nous" in html
    client.force_login(user)
    mine = client.get(reverse("progress:mine")).content.decode()
    assert "Bravo pour mardi" in mine
    assert "Entre nous" not in mine
    flows.end_enrolment(classroom=classroom, learner=learner)
    assert "Bravo pour mardi" not in client.get(reverse("progress:mine")).content.decode()


@pytest.mark.parametrize("data", [{}, {"text": " ", "shown": "no"}, {"text": "x" * 1001, "shown": "no"}, {"text": "x"}])
def test_a_note_that_cannot_be_kept_is_explained(client, classroom, data):
    response = client.post(url("learner", classroom, someone("Amina").pk), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Note.objects.exists()


def test_a_note_is_deleted_by_who_wrote_it_or_by_the_owner(client, teacher, classroom):
    odile, amina = make_teacher("odile"), someone("Amina")
    classroom.co_teachers.add(odile)
    mine = groups.write_note(classroom=classroom, learner=amina, author=teacher, text="A", shown=False)
    hers = groups.write_note(classroom=classroom, learner=amina, author=odile, text="B", shown=False)
    client.force_login(odile)
    assert client.post(url("delete_note", classroom, amina.pk, mine.pk)).status_code == 404
    client.post(url("delete_note", classroom, amina.pk, hers.pk))
    assert [note.text for note in Note.objects.all()] == ["A"]
    hers = groups.write_note(classroom=classroom, learner=amina, author=odile, text="B", shown=False)
    client.force_login(teacher)
    client.post(url("delete_note", classroom, amina.pk, hers.pk))
    assert [note.text for note in Note.objects.all()] == ["A"]


def test_classes_of_other_teachers_are_not_offered_anywhere(client, teacher, classroom):
    theirs = make_class(make_teacher(), name="Secret")
    make_class(teacher, name="Jeudi")
    flows.assign_module(teacher=teacher, classroom=classroom, module=make_module())
    amina = (
        someone("Amina")
        if Learner.objects.filter(display_name="Amina").count() == 1
        else classroom.enrolments.first().learner
    )
    for address in (url("copy", classroom), url("move", classroom, amina.pk), reverse("classes:list")):
        html = client.get(address).content.decode()
        assert "Secret" not in html
        assert str(theirs.pk) not in html
    assert Classroom.objects.visible_to(teacher).count() == 2
