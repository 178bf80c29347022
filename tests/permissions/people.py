"""Accounts, sign-in and what is held about a person."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, SIGN_IN, SIGNED_IN, everybody

ADMINISTRATORS = {**everybody(404), "anonymous": SIGN_IN, "guest": SIGN_IN, "administrator": 200}

GET = {
    "people:account": SIGNED_IN,
    "people:leave": ALL_200,
    # A teacher is led to the classes.
    "people:teach": {**ALL_200, "teacher": 302, "co-teacher": 302, "other teacher": 302, "administrator": 302},
    # Not the token of a link.
    "people:invitation": everybody(404),
    "people:link_password": everybody(404),
    "people:manage": ADMINISTRATORS,
    "people:answer_request": {**ADMINISTRATORS, "administrator": 405},
    "people:invite": {**ADMINISTRATORS, "administrator": 405},
    "people:way_back": {**ADMINISTRATORS, "administrator": 405},
    "people:withdraw": {**ADMINISTRATORS, "administrator": 405},
    "people:end_session": {**everybody(405), "anonymous": SIGN_IN, "guest": SIGN_IN},
    "people:data": ALL_200,
    # Nobody is led to the page that says that nothing is held.
    "people:data_json": {**ALL_200, "anonymous": 302},
    "people:data_pdf": {**ALL_200, "anonymous": 302},
    # The name of a learner: teachers and editors here have none.
    "people:data_name": {**everybody(404), "anonymous": 302, "guest": 200, "learner": 200, "classmate": 200},
    # An account is asked for its password first.
    "people:data_erase": {**everybody(302), "guest": 200},
    "people:data_keep": everybody(405),
    "account_reset_password": ALL_200,
    # No e-mail is sent: allauth's pages about it do not exist here.
    "account_email": everybody(404),
    "account_email_verification_sent": everybody(404),
    "account_confirm_email": everybody(404),
    "account_confirm_login_code": everybody(404),
    "account_no_reset": everybody(404),
}

POST = {
    "people:account": SIGNED_IN,
    "people:leave": everybody(302),
    "people:data_name": {**everybody(404), "anonymous": 302, "guest": 200, "learner": 200, "classmate": 200},
    "people:data_erase": {**everybody(302), "guest": 200},
    "people:data_keep": everybody(302),
    "people:teach": {**SIGNED_IN, "teacher": 302, "co-teacher": 302, "other teacher": 302, "administrator": 302},
    # There is no such request here; who is no administrator is not told.
    "people:answer_request": {**ADMINISTRATORS, "administrator": 404},
    "people:invite": ADMINISTRATORS,
    "people:way_back": ADMINISTRATORS,
    "people:withdraw": {**ADMINISTRATORS, "administrator": 404},
    # Another person's session.
    "people:end_session": {**everybody(404), "anonymous": SIGN_IN, "guest": SIGN_IN},
}


def arguments(world):
    """Return address → keyword arguments."""
    return {
        "account_confirm_email": {"key": "MQ:abc"},
        "account_no_reset": {"rest": "key/1-abc/"},
        "people:invitation": {"token": "1.nothing"},
        "people:link_password": {"token": "1.nothing"},
        "people:answer_request": {"pk": 1},
        "people:withdraw": {"pk": 1},
        "people:end_session": {"pk": 1},
    }
