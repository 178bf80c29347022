"""Accounts, sign-in and what is held about a person."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, SIGNED_IN, everybody

GET = {
    "people:account": SIGNED_IN,
    "people:leave": ALL_200,
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
}


def arguments(world):
    """Return address → keyword arguments."""
    return {"account_confirm_email": {"key": "MQ:abc"}, "account_no_reset": {"rest": "key/1-abc/"}}
