"""What is held about a person: complete, exported whole, erased without a trace."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from learning.people import erasing, privacy
from learning.people.models import ErasureRequest, Learner, User
from learning.people.privacy import Person
from tests.people.test_guests import PASSWORD, be_guest

pytestmark = pytest.mark.django_db

TEXTS = (models.CharField, models.TextField, models.JSONField, models.EmailField, models.FileField)


def personal_models() -> dict[str, set[str]]:
    """Return model → its own fields that point to a learner or an account, or to something that belongs to one."""
    people = {User, Learner}
    found: dict[str, set[str]] = {}
    # A row that goes with a learner's row (CASCADE) is about the learner too: look again until nothing is new.
    while True:
        before = len(people)
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.get_fields():
                if not (field.is_relation and field.concrete and field.model is model and not field.many_to_many):
                    continue
                ours = model.__module__.startswith(("learning", "locator", "accessibility"))
                direct = field.related_model in (User, Learner)
                through = ours and field.related_model in people and field.remote_field.on_delete is models.CASCADE
                if direct or through:
                    found.setdefault(model._meta.label, set()).add(field.name)
                    if field.related_model is Learner and field.remote_field.on_delete is models.CASCADE:
                        people.add(model)
        if len(people) == before:
            return found


def test_every_model_that_points_to_a_person_is_spoken_for():
    missing = {label for label in personal_models() if label.lower() not in privacy.covered()}
    assert not missing, "Register a Holding for them (learning.people.privacy)"


def test_no_holding_speaks_for_a_model_that_is_not_there():
    known = {model._meta.label.lower() for model in apps.get_models(include_auto_created=True)}
    assert privacy.covered() <= known


def test_every_holding_says_who_sees_it_and_why():
    for holding in privacy.holdings():
        assert str(holding.label)
        assert str(holding.purpose)
        assert holding.seen_by(Person())


# Everything in, everything out, nothing left


class Seeds:
    """Texts that are nowhere else: each is looked for afterwards."""

    def __init__(self) -> None:
        self.made: dict[str, str] = {}

    def text(self, where: str, length: int = 40) -> str:
        text = f"zq{len(self.made):03d}{uuid.uuid4().hex}"[: min(length, 30)]
        self.made[where] = text
        return text


def fill(instance: models.Model, seeds: Seeds, *, leave: tuple[str, ...] = ()) -> models.Model:
    """Write a text of its own into every text field of a row, but choices, keys and digests."""
    model = type(instance)
    for field in model._meta.concrete_fields:
        if field.primary_key or field.choices or field.name in leave or not isinstance(field, TEXTS):
            continue
        where = f"{model._meta.label}.{field.name}"
        if isinstance(field, models.FileField):
            name = seeds.text(f"{where} name")
            content = seeds.text(f"{where} content")
            getattr(instance, field.name).save(f"{name}.txt", ContentFile(content.encode()), save=False)
        elif isinstance(field, models.JSONField):
            setattr(instance, field.name, {"text": seeds.text(where)})
        elif isinstance(field, models.EmailField):
            setattr(instance, field.name, f"{seeds.text(where)}@example.org")
        elif (field.max_length or 99) >= 20:
            setattr(instance, field.name, seeds.text(where, field.max_length or 99))
    instance.save()
    return instance


def known_rows(user: User, learner: Learner, classroom, page) -> dict[str, models.Model]:
    """Return one unsaved row of every personal model, by label: what it needs besides texts."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession
    from wagtail.admin.models import EditingSession, FormState
    from wagtail.models import (
        APIToken,
        Comment,
        CommentReply,
        ModelLogEntry,
        PageLogEntry,
        PageSubscription,
        Revision,
        Task,
        TaskState,
        UploadedFile,
        Workflow,
        WorkflowState,
    )
    from wagtail.users.models import UserProfile

    from learning.classes.follow.models import Note, TeamInvitation
    from learning.classes.models import Assignment, Enrolment
    from learning.classes.signin.models import JoinRequest, LoginCard, SignInNumber
    from learning.people.models import OneTimeLink, ResumeSlip, TeacherRequest
    from learning.progress.models import Attempt, LessonProgress, ModuleProgress, Placement

    kind = ContentType.objects.get_for_model(page)
    now = timezone.now()
    comment = Comment(user=user, page=page)
    workflow = WorkflowState.objects.create(
        content_type=kind, base_content_type=kind, object_id=str(page.pk), requested_by=user, status="approved",
        workflow=Workflow.objects.create(name="Review"),
    )  # fmt: skip
    version = Revision(user=user, content_type=kind, base_content_type=kind, object_id=str(page.pk), content={})
    version.save()
    task = Task.objects.create(name="Read", content_type=ContentType.objects.get_for_model(Task))
    rows = [
        user,
        learner,
        ErasureRequest(user=user, learner=learner, due_at=now + dt.timedelta(days=14)),
        OneTimeLink(kind="teacher", user=user, expires_at=now),
        TeacherRequest(user=user),
        EmailAddress(user=user),
        Authenticator(user=user, type="webauthn"),
        UserSession(user=user, ip="192.0.2.7", session_key=Session.objects.latest("expire_date").session_key),
        UserProfile(user=user),
        EditingSession(user=user, content_type=kind, object_id=str(page.pk), last_seen_at=now),
        FormState(user=user, content_type=kind, object_id=str(page.pk), last_updated_at=now),
        APIToken(user=user, key_hash=uuid.uuid4().hex, prefix="ab"),
        UploadedFile(uploaded_by_user=user, for_content_type=kind),
        comment,
        CommentReply(user=user, comment=comment),
        PageSubscription(user=user, page=page, comment_notifications=True),
        ModelLogEntry(user=user, content_type=kind, object_id="1", timestamp=now, action="wagtail.edit"),
        PageLogEntry(user=user, content_type=kind, page_id=page.pk, timestamp=now, action="wagtail.edit", label="x"),
        version,
        TaskState(
            finished_by=user,
            workflow_state=workflow,
            revision=version,
            task=task,
            status="approved",
            content_type=ContentType.objects.get_for_model(TaskState),
        ),  # fmt: skip
        Attempt(learner=learner, lesson_key=uuid.uuid4(), activity_id=uuid.uuid4(), correct=True, score=1),
        LessonProgress(learner=learner, lesson_key=uuid.uuid4(), module_key=uuid.uuid4()),
        ModuleProgress(learner=learner, module_key=uuid.uuid4()),
        Enrolment(learner=learner, classroom=classroom),
        Assignment(classroom=classroom, module_key=uuid.uuid4(), given_by=user),
        Note(classroom=classroom, learner=learner, author=user),
        TeamInvitation(classroom=classroom, invited=user, invited_by=user),
        ResumeSlip(learner=learner, made_at=now, used_at=now),
        Placement(learner=learner),
        LoginCard(learner=learner, number="7KQ4"),
        SignInNumber(learner=learner, classroom=classroom, given_by=user, expires_at=now),
        JoinRequest(learner=learner, classroom=classroom),
    ]
    return {row._meta.label: row for row in rows}


# Rows without a text of their own, or whose text is a lesson's, a picture's or a class's and not the person's.
NO_TEXT_OF_THEIRS = {
    "people.User_groups", "people.User_user_permissions", "classes.Classroom_co_teachers", "classes.Classroom",
    "classes.SmallGroup_learners", "classes.Assignment_learners",
    "locator.Correction", "wagtailcore.Page", "wagtailcore.WorkflowState",
    "wagtailimages.Image", "wagtaildocs.Document",
}  # fmt: skip
# What a file that may lie about must not hold, and what is not about the person (the text of a page).
NOT_EXPORTED = {
    "people.User.password", "people.OneTimeLink.digest", "usersessions.UserSession.session_key",
    "mfa.Authenticator.data", "wagtailcore.APIToken.key_hash", "people.ResumeSlip.digest", "people.ResumeSlip.selector",
    "classes.SignInNumber.code_hash",
}  # fmt: skip
# Not written by the person: the title of a page, kept with its history.
STAYS = {
    "wagtailcore.Revision.object_str", "wagtailcore.PageLogEntry.label",
    "wagtailcore.ModelLogEntry.label", "wagtailcore.Revision.object_id", "wagtailcore.ModelLogEntry.object_id",
    "wagtailcore.ModelLogEntry.action", "wagtailcore.PageLogEntry.action",
}  # fmt: skip


@pytest.fixture
def seeded(client, tmp_path, settings):
    """A person about whom something is held everywhere, with a text of its own in every field."""
    from learning.courses.flows import ensure_site
    from tests.classes.factories import make_class, make_teacher

    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_DIR = tmp_path / "private"
    user = User.objects.create_user(username="odette", password=PASSWORD)
    learner = Learner.objects.create(user=user)
    client.post(reverse("account_login"), {"login": "odette", "password": PASSWORD})
    user.refresh_from_db()
    learner.refresh_from_db()
    classroom = make_class(make_teacher())
    classroom.co_teachers.add(user)
    page = ensure_site()["fr"]
    rows = known_rows(user, learner, classroom, page)
    from allauth.usersessions.models import UserSession

    UserSession.objects.all().delete()
    seeds = Seeds()
    leave = (
        "password",
        "session_key",
        "digest",
        "key_hash",
        "prefix",
        "language",
        "object_id",
        "action",
        "state",
        "display",
    )
    for label, row in rows.items():
        # The text of a version is a page's; the remarks in it are below.
        fill(row, seeds, leave=(*leave, "content") if label == "wagtailcore.Revision" else leave)
    rows["wagtailcore.Revision"].content = {
        "wagtail_admin_comments": [
            {"pk": 1, "user": user.pk, "text": seeds.text("comment in a version"), "replies": []},
            {"pk": 2, "user": classroom.owner_id, "text": "of somebody else", "replies": [
                {"pk": 3, "user": user.pk, "text": seeds.text("reply in a version")}]},
        ]
    }  # fmt: skip
    rows["wagtailcore.Revision"].save()
    from wagtail.models import ModelLogEntry

    ModelLogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk), timestamp=timezone.now(),
        action="wagtail.edit", label=user.username,
    )  # fmt: skip
    return Person(user=user, learner=learner), rows, seeds


def test_the_seeds_are_in_every_model_that_is_about_a_person(seeded):
    _person, rows, _seeds = seeded
    assert set(personal_models()) - NO_TEXT_OF_THEIRS - set(rows) - {
        # Pages of every kind point to their owner through wagtailcore.Page.
        label for label in personal_models() if label.startswith("courses.")
    } == set()  # fmt: skip


def test_the_file_holds_everything(seeded):
    person, _rows, seeds = seeded
    text = json.dumps(privacy.export(person), cls=DjangoJSONEncoder, ensure_ascii=False)
    missing = {where for where, seed in seeds.made.items() if seed not in text and not where.endswith("content")}
    assert missing - NOT_EXPORTED - {"comment in a version", "reply in a version"} == set()


def test_the_file_holds_no_secret(seeded, client):
    person, _rows, _seeds = seeded
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=person.user, type="totp", data={"secret": "ZQSECRETZQ"})
    text = client.get(reverse("people:data_json")).content.decode()
    assert client.session.session_key not in text
    assert "ZQSECRETZQ" not in text
    assert person.user.password not in text
    assert "odette" not in person.user.username
    assert person.user.username in text


def everything_stored() -> str:
    """Return every cell of every table, sessions opened."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
            found += [f"{table}: {row!r}" for row in cursor.fetchall()]
    found += [repr(one.get_decoded()) for one in Session.objects.all()]
    return "\n".join(found)


def files_stored() -> dict[Path, bytes]:
    folders = (Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_DIR))
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_erasing_leaves_nothing_in_the_database_or_in_the_files(seeded, django_capture_on_commit_callbacks):
    person, _rows, seeds = seeded
    kept = {where for where in seeds.made if where in STAYS}
    before = everything_stored()
    files = files_stored()
    names = "\n".join(map(str, files)) + "".join(map(str, files.values()))
    assert not [w for w, seed in seeds.made.items() if seed not in before and seed not in names], "the seeds are not there"

    user_id, learner_id = person.user.pk, person.learner.pk
    with django_capture_on_commit_callbacks(execute=True):
        ghost = erasing.erase(person=person)

    after, files = everything_stored(), files_stored()
    names = "\n".join(map(str, files)) + "".join(map(str, files.values()))
    assert not [w for w, seed in seeds.made.items() if w not in kept and (seed in after or seed in names)]
    assert str(learner_id) not in after
    assert learner_id.hex not in after
    assert not User.objects.filter(pk=user_id).exists()
    assert ghost.pk != learner_id
    assert "of somebody else" in after
    assert not Session.objects.exists()
    assert "odette" not in after


def test_the_answers_stay_with_a_random_number_and_without_their_text(seeded):
    from learning.progress.models import Attempt, LessonProgress

    person, rows, _seeds = seeded
    attempt = rows["progress.Attempt"]
    number = attempt.client_uuid
    ghost = erasing.erase(person=person)
    attempt.refresh_from_db()
    assert (attempt.learner_id, attempt.response, attempt.correct) == (ghost.pk, {}, True)
    assert attempt.client_uuid != number
    assert LessonProgress.objects.get().learner_id == ghost.pk
    assert Attempt.objects.count() == 1
    assert (ghost.display_name, ghost.user_id, ghost.erased_on) == ("", None, timezone.localdate())


def test_a_person_of_whom_nothing_is_worth_keeping_leaves_no_row():
    learner = Learner.objects.create(display_name="Amina")
    assert erasing.erase(person=Person(learner=learner)) is None
    assert not Learner.objects.exists()


def test_erased_pages_overwrite_what_was_there():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite keeps deleted text in its file unless it is told not to.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1


def test_a_teacher_hands_the_groups_over_before_being_erased(client):
    from tests.classes.factories import make_class, make_teacher

    teacher = make_teacher("claire")
    make_class(teacher)
    with pytest.raises(erasing.CannotErase):
        erasing.erase(person=Person(user=teacher))
    with pytest.raises(erasing.CannotErase):
        erasing.ask(person=Person(user=teacher))
    client.force_login(teacher)
    session = client.session
    session.save()
    client.post(reverse("account_reauthenticate"), {"password": "four words on paper"})
    html = client.get(reverse("people:data_erase")).content.decode()
    assert "Mardi" in html
    assert "btn warn" not in html
    assert User.objects.filter(pk=teacher.pk).exists()


# The page


def test_nobody_is_told_that_nothing_is_held_and_no_learner_is_made(client):
    response = client.get(reverse("people:data"))
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()
    assert not Learner.objects.exists()
    for name in ("data_json", "data_pdf", "data_name", "data_erase"):
        assert client.get(reverse(f"people:{name}")).url == reverse("people:data")


def test_the_page_shows_every_kind_that_is_held_and_who_sees_it(client, seeded):
    person, _rows, _seeds = seeded
    html = client.get(reverse("people:data")).content.decode()
    for section in privacy.sections(person):
        assert f'id="d-{section.key}"' in html
    assert html.count("<h1") == 1
    assert person.user.username in html
    assert "192.0.2.7" in html


@pytest.mark.parametrize("number", [1, 60])
def test_the_page_costs_the_same_for_one_lesson_and_sixty(client, number, django_assert_max_num_queries):
    from learning.progress.models import LessonProgress

    learner = be_guest(client)
    LessonProgress.objects.bulk_create(
        LessonProgress(learner=learner, lesson_key=uuid.uuid4(), module_key=uuid.uuid4()) for _ in range(number)
    )
    with django_assert_max_num_queries(16):
        html = client.get(reverse("people:data")).content.decode()
    section = next(one for one in privacy.sections(Person(learner=learner)) if one.key == "answers")
    assert (len(section.rows), section.more) == (min(number, 20), max(0, number - 20))
    assert html.count("<li>") >= len(section.rows)


def test_the_json_file_is_for_keeping(client):
    learner = be_guest(client)
    response = client.get(reverse("people:data_json"))
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Cache-Control"].startswith("max-age=0")
    assert json.loads(response.content)["learner"]["learner"][0]["id"] == str(learner.pk)


def test_the_pdf_says_what_the_page_says(client):
    learner = be_guest(client)
    learner.display_name = "Amina Benali"
    learner.save()
    response = client.get(reverse("people:data_pdf"))
    assert response.content.startswith(b"%PDF-")
    from io import BytesIO

    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "Amina Benali" in text


def test_the_name_is_corrected(client):
    learner = be_guest(client)
    assert client.post(reverse("people:data_name"), {"name": ""}).context["form"].errors["name"]
    assert client.post(reverse("people:data_name"), {"name": "x" * 81}).context["form"].errors["name"]
    client.post(reverse("people:data_name"), {"name": "  Amina   B. "})
    learner.refresh_from_db()
    assert learner.display_name == "Amina B."


def test_a_guest_is_erased_at_once_when_that_is_chosen(client):
    be_guest(client)
    response = client.post(reverse("people:data_erase"), {"when": "now"})
    assert not Learner.objects.exists()
    assert response.cookies["passerelle_guest"].value == ""
    assert client.get(response.url).status_code == 200


def test_a_guest_may_wait_and_change_the_mind(client, settings):
    learner = be_guest(client)
    client.post(reverse("people:data_erase"), {"when": "later"})
    request = ErasureRequest.objects.get(learner=learner)
    assert (request.due_at - request.asked_at).days == settings.PASSERELLE_ERASE_DAYS
    assert reverse("people:data_keep") in client.get(reverse("people:data")).content.decode()
    client.post(reverse("people:data_keep"))
    assert not ErasureRequest.objects.exists()
    assert Learner.objects.filter(pk=learner.pk).exists()


def test_nothing_chosen_erases_nothing(client):
    be_guest(client)
    response = client.post(reverse("people:data_erase"), {})
    assert response.context["form"].errors["when"]
    assert Learner.objects.exists()
    assert not ErasureRequest.objects.exists()


def test_an_account_is_asked_for_the_password_before_and_waits(client):
    user = User.objects.create_user(username="odette", password=PASSWORD)
    client.force_login(user)
    assert client.get(reverse("people:data_erase")).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("people:data_erase"), {"when": "later"})
    assert not ErasureRequest.objects.exists()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("people:data_erase"), {"when": "now"})
    assert not ErasureRequest.objects.exists(), "now is for guests"
    assert User.objects.filter(pk=user.pk).exists()
    client.post(reverse("people:data_erase"), {"when": "later"})
    assert ErasureRequest.objects.get().user == user


# A school decides about its pupils


@pytest.fixture
def pupil(client):
    from tests.classes.factories import make_class, make_teacher

    teacher = make_teacher("claire")
    classroom = make_class(teacher, kind="school")
    learner = be_guest(client)
    classroom.enrolments.create(learner=learner)
    return learner, classroom


def test_a_pupil_is_told_who_decides_and_whom_to_ask(client, pupil):
    html = client.get(reverse("people:data")).content.decode()
    assert "claire" in html
    assert reverse("people:data_erase") not in html
    assert reverse("people:data_name") not in html


@pytest.mark.parametrize("name", ["data_erase", "data_name"])
def test_a_pupil_can_neither_erase_nor_rename(client, pupil, name):
    assert client.post(reverse(f"people:{name}"), {"when": "now", "name": "X"}).status_code == 404
    assert Learner.objects.filter(pk=pupil[0].pk).exists()


def test_a_pupil_cannot_stop_sharing_with_the_school(client, pupil):
    learner, classroom = pupil
    assert client.post(reverse("groups:sharing", args=[classroom.pk])).status_code == 404
    assert learner.enrolments.get().shares_progress


def test_an_adult_stops_sharing_and_shares_again(client):
    from tests.classes.factories import make_class, make_teacher

    teacher = make_teacher("claire")
    classroom = make_class(teacher)
    learner = be_guest(client)
    learner.display_name = "Odette"
    learner.save()
    classroom.enrolments.create(learner=learner)
    url = reverse("groups:sharing", args=[classroom.pk])
    assert url in client.get(reverse("people:data")).content.decode()
    assert client.get(url).status_code == 200
    client.post(url)
    assert not learner.enrolments.get().shares_progress
    from django.test import Client

    hers = Client()
    hers.force_login(teacher)
    grid = reverse("classes:csv", args=[classroom.pk])
    assert "Odette" not in hers.get(grid).content.decode()
    client.post(url)
    assert learner.enrolments.get().shares_progress
    assert "Odette" in hers.get(grid).content.decode()


def test_nobody_decides_for_another_group(client, pupil):
    other = Learner.objects.create()
    from tests.people.test_guests import cookie_of

    client.cookies["passerelle_guest"] = cookie_of(other)
    assert client.get(reverse("groups:sharing", args=[pupil[1].pk])).status_code == 404


def test_what_was_decided_about_places_stays_without_the_person(point):
    from locator.models import Correction

    user = User.objects.create_user(username="odette")
    correction = Correction.objects.create(point=point, kind="phone", text="39 39", decided_by=user)
    person = Person(user=user)
    assert privacy.export(person)["decisions"]["locator.Correction"][0]["decided_by_id"] == user.pk
    erasing.erase(person=person)
    correction.refresh_from_db()
    assert (correction.decided_by_id, correction.text) == (None, "39 39")


def test_guests_whose_answers_were_joined_go_too():
    learner = Learner.objects.create(display_name="Odette")
    Learner.objects.create(display_name="a guest of before", merged_into=learner)
    erasing.erase(person=Person(learner=learner))
    assert not Learner.objects.filter(display_name="a guest of before").exists()


def test_who_looked_is_shown_taken_away_and_says_nothing_once_the_person_is_erased():
    from learning.classes.follow.flows.access import note_page_view
    from learning.classes.follow.models import AccessLog, Note
    from tests.classes.factories import make_class, make_teacher

    teacher = make_teacher()
    classroom = make_class(teacher, names=["Amina", "Bao"])
    amina, bao = Learner.objects.order_by("display_name")
    note_page_view(viewer=teacher, classroom=classroom, learner=amina)
    Note.objects.create(classroom=classroom, learner=amina, author=teacher, text="Reads with a magnifier")
    Note.objects.create(classroom=classroom, learner=bao, author=teacher, text="Came with a friend")
    person = Person(learner=amina)
    (look,) = privacy.export(person)["looks"]["looks_at_you"]
    assert look["viewer"] == teacher.get_full_name() or teacher.get_username()
    said = {section.key: [row.text for row in section.rows] for section in privacy.sections(person)}
    assert classroom.name in said["looks"][0]
    assert "Reads with a magnifier" in said["notes"][0]
    assert not any("friend" in text for texts in said.values() for text in texts)
    erasing.erase(person=person)
    assert [note.text for note in Note.objects.all()] == ["Came with a friend"]
    (row,) = AccessLog.objects.all()
    assert not Learner.objects.filter(pk=row.learner_id).exists()
