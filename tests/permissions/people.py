"""Accounts, sign-in and what is held about a person."""

from __future__ import annotations

from tests.permissions.roles import ALL_200, SIGNED_IN, everybody

GET = {
    "people:account": SIGNED_IN,
    "people:leave": ALL_200,
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
}


def arguments(world):
    """Return address → keyword arguments."""
    return {"account_confirm_email": {"key": "MQ:abc"}, "account_no_reset": {"rest": "key/1-abc/"}}
